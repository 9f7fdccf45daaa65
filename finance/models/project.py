"""A project: spending that is followed across cost centres and years."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Project(models.Model):
    """A project lines may name. Its code never changes; it is ended, never deleted (posted lines name it)."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "Projects that lines may be coded to."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_project_code_once",
                violation_error_message="There is a project with this code already.",
            ),
            models.CheckConstraint(
                name="finance_project_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_before__isnull=True)
                | Q(ends_before__gt=F("starts_on")),
                violation_error_message="A project ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:project", args=[self.reference])

    def is_open_on(self, day: date) -> bool:
        """Whether lines may be dated on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_before is None or day < self.ends_before
        )
