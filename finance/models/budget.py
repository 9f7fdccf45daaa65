"""A budget: its versions, their lines by month, and the profiles they are phased by."""

from __future__ import annotations

from functools import reduce
from operator import add

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference

MONTHS = range(12)  # April is 0


def adds_up(months: str = "months", total: str = "total_pence") -> models.CheckConstraint:
    """Twelve months, none of them unknown, that sum to the total: nothing is lost in phasing."""
    summed = reduce(add, (F(f"{months}__{month}") for month in MONTHS))
    return models.CheckConstraint(
        name="finance_%(class)s_months_add_up",
        condition=Q(**{f"{months}__len": 12}) & Q(**{total: summed}),
        violation_error_message="The twelve months do not add up to the total.",
    )


@tracked()
class PhasingProfile(models.Model):
    """How a year's money falls on its months, as twelve weights. Put out of use, not deleted."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=100)
    weights = ArrayField(models.IntegerField(), size=12)
    is_used = models.BooleanField(default=True)

    class Meta:
        db_table_comment = "Saved ways of phasing a budget over the months of a year."
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="finance_phasing_profile_name_once",
                violation_error_message="There is a profile with this name already.",
            ),
            models.CheckConstraint(
                name="finance_phasing_profile_twelve_weights", condition=Q(weights__len=12)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("finance:phasing_profile", args=[self.reference])


@tracked()
class BudgetVersion(models.Model):
    """A whole budget of one year. Drafted, sent for approval, approved by another person; from then on it never changes.

    The budget that counts is the approved version with the highest number, with the virements agreed on it. A revision
    takes that over as a whole; the original stays as it was approved.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", "Original"
        REVISED = "revised", "Revised"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        AWAITING = "awaiting", "Awaiting approval"
        APPROVED = "approved", "Approved"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    financial_year = models.CharField(max_length=7)  # 2026/27
    number = models.IntegerField()  # counts the versions of a year from 1
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ORIGINAL)
    name = models.CharField(max_length=100)
    note = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "Versions of a year's budget. Approved ones never change."
        constraints = [
            models.UniqueConstraint(
                fields=["financial_year", "number"], name="finance_budget_version_number_once"
            ),
            models.UniqueConstraint(  # two originals: variances would have two answers
                fields=["financial_year"],
                condition=Q(kind="original", state="approved"),
                name="finance_budget_version_one_original",
                violation_error_message="The year has an original already. "
                "Withdraw this one and submit it again as a revision.",
            ),
            models.CheckConstraint(
                name="finance_budget_version_state_known",
                condition=Q(state__in=["draft", "awaiting", "approved"])
                & Q(kind__in=["original", "revised"]),
            ),
            models.CheckConstraint(  # nobody sets a budget on their own word
                name="finance_budget_version_approved_by_another",
                condition=Q(state="approved", approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(approved_by=F("made_by"))
                | ~Q(state="approved") & Q(approved_by__isnull=True, approved_at__isnull=True),
                violation_error_message="The person who made a budget cannot approve it. Ask another approver.",
            ),
            models.CheckConstraint(
                name="finance_budget_version_year_written",
                condition=Q(financial_year__regex=r"^\d{4}/\d{2}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.financial_year}"

    def get_absolute_url(self) -> str:
        return reverse("finance:budget", args=[self.reference])

    @property
    def is_draft(self) -> bool:
        """Whether its lines may be changed."""
        return self.state == self.State.DRAFT


class BudgetLine(models.Model):
    """What one coding may spend (above nothing) or earns (below nothing) in each month, in pence. Bulk: no history.

    Lines change only while their version is a draft; the version's history says who loaded them.
    """

    class Phasing(models.TextChoices):
        FLAT = "flat", "Equally"
        ACTUAL = "actual", "By last year's actuals"
        PROFILE = "profile", "By a profile"
        BY_HAND = "by_hand", "By hand"

    version = models.ForeignKey(BudgetVersion, models.CASCADE, related_name="lines", db_index=False)
    account = models.ForeignKey("finance.Account", models.PROTECT, db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, db_index=False)
    objective = models.ForeignKey("finance.Objective", models.PROTECT, null=True, blank=True, db_index=False)
    project = models.ForeignKey("finance.Project", models.PROTECT, null=True, blank=True, db_index=False)
    total_pence = models.BigIntegerField()
    months = ArrayField(models.BigIntegerField(), size=12)
    phasing = models.CharField(max_length=8, choices=Phasing.choices, default=Phasing.FLAT)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table_comment = "Budget lines by month, in pence: spending positive, income negative."
        constraints = [
            models.UniqueConstraint(
                fields=["version", "cost_centre", "account", "objective", "project"],
                nulls_distinct=False,
                name="finance_budget_line_once_a_coding",
                violation_error_message="The version has a line of this coding already.",
            ),
            adds_up(),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}/{self.cost_centre_id}: {self.total_pence}"
