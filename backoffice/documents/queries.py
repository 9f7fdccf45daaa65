"""Documents as their readers may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.documents.kinds import KINDS
from backoffice.documents.models import Access, Document
from backoffice.errors import Missing
from backoffice.links import Link


def document_for(*, viewer: Actor, reference: str) -> Document:
    """One document; `Missing`, too, if its kind does not let the viewer read it."""
    document = Document.objects.filter(reference=reference).first()
    if document is None or not may_read(viewer, document):
        raise Missing("There is no such document.", next_step="Open it from the record it belongs to.")
    return document


def may_read(viewer: Actor, document: Document) -> bool:
    """Whether the document's kind lets the viewer read it: pages link to no other."""
    kind = KINDS.get(document.kind)
    return kind is not None and kind.may_see(viewer, document)


def documents_about(link: Link) -> QuerySet[Document]:
    """The documents of a record, the oldest first. The caller has checked that the viewer may see the record."""
    return Document.objects.filter(about_kind=link.kind, about_id=link.id).order_by("id")


def accesses_for(*, viewer: Actor) -> QuerySet[Access]:
    """Who read what, the newest first; everything with `documents.view_log`, otherwise nothing."""
    accesses = Access.objects.select_related("document", "member").order_by("-id")
    return accesses if viewer.can("documents.view_log") else accesses.none()
