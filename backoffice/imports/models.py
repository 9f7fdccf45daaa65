"""Files on their way in: staged row by row, checked, then loaded in one transaction or not at all."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.numbering.references import new_reference


class BatchState(models.TextChoices):
    MAPPING = "mapping", "Columns to be matched"
    STAGED = "staged", "Waiting to be checked"
    CHECKED = "checked", "Checked"
    LOADED = "loaded", "Loaded"
    DISCARDED = "discarded", "Discarded"


class Batch(models.Model):
    """One file, from upload to load. Until it is loaded nothing outside this table and its rows has changed."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=BatchState.choices)
    filename = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    how_read = models.CharField(max_length=120, blank=True)  # encoding and separator, or the sheet
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    headings = models.JSONField(default=list)  # as they stand in the file
    mapping = models.JSONField(default=dict)  # column name -> position in the file
    rows_total = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)  # new, changed, unchanged, wrong
    took_good_rows = models.BooleanField(default=False)
    result = models.JSONField(default=dict)  # what loading changed, as the function counts it
    created_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "Imported files from upload to load."
        constraints = [
            models.CheckConstraint(  # who loaded it and when stand or fall together
                name="imports_batch_loaded_when_loaded",
                condition=Q(state="loaded", loaded_at__isnull=False)
                | (~Q(state="loaded") & Q(loaded_at=None)),
            ),
            models.UniqueConstraint(
                name="imports_batch_file_loaded_once",
                fields=["kind", "sha256"],
                condition=Q(state="loaded"),
                violation_error_message="This file has just been loaded. Nothing is loaded twice.",
            ),
        ]
        indexes = [
            models.Index(
                name="imports_batch_kind", fields=["kind", "-id"]
            ),  # the files of a kind, the newest first
            models.Index(
                name="imports_batch_same_file", fields=["kind", "sha256"]
            ),  # was this file loaded before?
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("imports:batch", args=[self.kind, self.reference])

    @property
    def wrong(self) -> int:
        return int(self.counts.get("wrong", 0))

    @property
    def good(self) -> int:
        return self.rows_total - self.wrong


class Row(models.Model):
    """One row of the file as text, and what is wrong with it. Written by COPY."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.IntegerField()  # as the spreadsheet counts: the headings are row 1
    cells = models.JSONField()  # texts, in the order of the headings
    outcome = models.CharField(max_length=10, blank=True)  # new, changed, unchanged; empty when wrong
    problems = models.JSONField(default=list)  # {column, label, message, next_step}

    class Meta:
        db_table_comment = "Staged rows of imported files."
        constraints = [  # a row staged twice would be loaded twice
            models.UniqueConstraint(name="imports_row_once", fields=["batch", "number"]),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"


class Mapping(models.Model):
    """How the headings of another system's file were matched last time."""

    kind = models.CharField(max_length=60)
    headings_sha256 = models.CharField(max_length=64)
    columns = models.JSONField()  # column name -> heading
    remembered_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    remembered_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table_comment = "Remembered matches of other systems' headings to our columns."
        constraints = [
            models.UniqueConstraint(
                name="imports_mapping_one_per_headings", fields=["kind", "headings_sha256"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.headings_sha256[:8]}"
