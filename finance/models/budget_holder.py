"""Who holds the budget of a cost centre."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class BudgetHolder(models.Model):
    """A member who holds a cost centre, and with it everything below that has no nearer holder, for a range of days.

    No two ranges of one member and cost centre overlap (finance_budget_holder_no_overlap in 0006_budgets.sql). Ended, not
    deleted: decisions were taken on it.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, related_name="holders")
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "Who holds which cost centre, and when."
        constraints = [
            models.CheckConstraint(
                name="finance_budget_holder_dates_in_order",
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                violation_error_message="A budget holder holds a cost centre for a day at least.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} for {self.cost_centre}"

    def get_absolute_url(self) -> str:
        return reverse("finance:budget_holder", args=[self.reference])

    def holds_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)
