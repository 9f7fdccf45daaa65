"""What happens when a commitment would go over a budget."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class BudgetControl(models.Model):
    """A rule of a cost centre for its whole subtree: stop, warn or do nothing beyond the year's budget and a tolerance.

    It looks at spending (expense accounts), all of it or one group of accounts. The row is what a budget check locks, so
    two checks of one budget follow each other.
    """

    class Action(models.TextChoices):
        STOP = "stop", "Stop"
        WARN = "warn", "Warn"
        NONE = "none", "Do nothing"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    cost_centre = models.ForeignKey(
        "finance.CostCentre", models.PROTECT, related_name="controls", db_index=False
    )
    account_group = models.CharField(max_length=100, blank=True)  # empty: all spending
    action = models.CharField(max_length=4, choices=Action.choices, default=Action.STOP)
    tolerance_pence = models.BigIntegerField(default=0)
    tolerance_basis_points = models.IntegerField(default=0)  # of the budget; the greater tolerance counts

    class Meta:
        db_table_comment = "Budget controls of cost centres, each for its whole subtree."
        constraints = [
            models.UniqueConstraint(
                fields=["cost_centre", "account_group"],
                name="finance_budget_control_once",
                violation_error_message="This cost centre has such a control already. Change that one.",
            ),
            models.CheckConstraint(
                name="finance_budget_control_action_known",
                condition=Q(action__in=["stop", "warn", "none"]),
            ),
            models.CheckConstraint(
                name="finance_budget_control_tolerance_sane",
                condition=Q(
                    tolerance_pence__gte=0, tolerance_basis_points__gte=0, tolerance_basis_points__lte=10000
                ),
                violation_error_message="A tolerance is nothing or more, and at most 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} for {self.cost_centre}"

    def get_absolute_url(self) -> str:
        return reverse("finance:budget_control", args=[self.reference])
