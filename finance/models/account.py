"""A subjective account: what money was spent on, earned from or is held in."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Account(models.Model):
    """One line of the chart. Its code never changes and it is never deleted: it is ended (posted lines name it)."""

    class Type(models.TextChoices):
        EXPENSE = "expense", "Expense"
        INCOME = "income", "Income"
        ASSET = "asset", "Asset"
        LIABILITY = "liability", "Liability"
        RESERVE = "reserve", "Reserve"

    class Side(models.TextChoices):
        DEBIT = "debit", "Debit"
        CREDIT = "credit", "Credit"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=100, blank=True)
    type = models.CharField(max_length=10, choices=Type.choices)
    normal_side = models.CharField(max_length=6, choices=Side.choices)
    objective_required = models.BooleanField(default=False)
    cost_centre_required = models.BooleanField(default=False)
    project_required = models.BooleanField(default=False)
    is_control = models.BooleanField(default=False)  # kept by a function, such as payroll: net pay
    note = models.CharField(max_length=200, blank=True)
    origin = models.CharField(max_length=60, blank=True)  # where the line of the chart comes from
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)

    class Meta:
        db_table_comment = "Chart of accounts."
        constraints = [
            models.UniqueConstraint(  # two accounts of one code: nobody could say which a line meant
                fields=["code"],
                name="finance_account_code_once",
                violation_error_message="There is an account with this code already.",
            ),
            models.CheckConstraint(
                name="finance_account_dates_in_order",
                condition=Q(starts_on__isnull=True)
                | Q(ends_before__isnull=True)
                | Q(ends_before__gt=F("starts_on")),
                violation_error_message="An account ends after it starts.",
            ),
            models.CheckConstraint(
                name="finance_account_type_known",
                condition=Q(type__in=["expense", "income", "asset", "liability", "reserve"]),
            ),
            models.CheckConstraint(
                name="finance_account_side_known",
                condition=Q(normal_side__in=["debit", "credit"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:account", args=[self.reference])

    def is_open_on(self, day: date) -> bool:
        """Whether lines may be dated on that day."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_before is None or day < self.ends_before
        )
