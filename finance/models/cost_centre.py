"""A cost centre: who spends."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class CostCentre(models.Model):
    """A place in the dated tree of those who hold budgets. Its code never changes; it is ended, never deleted."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "Cost centres, a dated tree."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_cost_centre_code_once",
                violation_error_message="There is a cost centre with this code already.",
            ),
            models.CheckConstraint(
                name="finance_cost_centre_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_before__isnull=True)
                | Q(ends_before__gt=F("starts_on")),
                violation_error_message="A cost centre ends after it starts.",
            ),
            models.CheckConstraint(  # longer loops are refused by the service that moves it
                name="finance_cost_centre_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A cost centre cannot be under itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:cost_centre", args=[self.reference])

    def is_open_on(self, day: date) -> bool:
        """Whether lines may be dated on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_before is None or day < self.ends_before
        )
