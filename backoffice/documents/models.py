"""Files an authority keeps: uploaded, or made by the product."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.triggers import AlwaysOnTrigger, InsertOnly
from backoffice.numbering.references import new_reference


def _random_name(document: Any, filename: str) -> str:
    """Where the file lies below the authority's own folder: nothing of its name, so nothing to guess or to traverse."""
    reference = new_reference() + new_reference()
    return f"documents/{reference[:2]}/{reference}"


class KeepDocument(AlwaysOnTrigger):
    """What a document is, and which file holds it, stays: nobody puts another bank file in its place."""

    name = "kept"
    when = pgtrigger.Before
    level = pgtrigger.Statement
    operation = pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate
    func = (
        "RAISE EXCEPTION 'a document is never changed'"
        " USING ERRCODE = '23514', CONSTRAINT = 'documents_document_kept', TABLE = TG_TABLE_NAME;"
    )


class Document(models.Model):
    """A stored file. Its content never changes; a new version is another document."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=60)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=_random_name, max_length=200)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    stored_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Files an authority keeps; the content lies in storage under a random name."
        constraints = [
            models.CheckConstraint(  # a link half written would show under nothing
                name="documents_document_about_whole",
                condition=Q(about_kind="", about_id=None) | (~Q(about_kind="") & Q(about_id__isnull=False)),
            ),
        ]
        indexes = [  # the documents of a record, shown beside it
            models.Index(name="documents_document_about", fields=["about_kind", "about_id", "id"]),
        ]
        triggers = [KeepDocument()]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.reference])


class Access(models.Model):
    """One reading of one document. Insert-only."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="accesses")
    member = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    via = models.CharField(max_length=20)
    request = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table_comment = "Who read which document when; insert-only."
        triggers = [InsertOnly()]

    def __str__(self) -> str:
        return f"{self.document_id} read by {self.member_id}"
