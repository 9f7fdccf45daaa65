"""A virement: budget moved from one coding to another."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference
from finance.models.budget import adds_up


@tracked()
class Virement(models.Model):
    """Budget moved within a year; it sums to nothing. It counts once every cost centre in it has agreed.

    Who has to agree, and that it is never one person alone, is held in 0006_budgets.sql. `version` is the budget it was
    agreed on, and empty until then.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=20, unique=True)
    financial_year = models.CharField(max_length=7)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    version = models.ForeignKey(
        "finance.BudgetVersion", models.PROTECT, null=True, blank=True, related_name="virements"
    )
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decision = models.CharField(max_length=500, blank=True)  # why it was rejected or withdrawn

    class Meta:
        db_table_comment = "Virements. Decided ones never change."
        constraints = [
            models.CheckConstraint(
                name="finance_virement_state_whole",
                condition=Q(
                    state="proposed", decided_at__isnull=True, decided_by__isnull=True, version__isnull=True
                )
                | Q(
                    state="approved",
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    version__isnull=False,
                )
                | Q(
                    state__in=["rejected", "withdrawn"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    version__isnull=True,
                ),
            ),
        ]
        indexes = [  # what waits for somebody, on every home page
            models.Index(
                fields=["financial_year"], condition=Q(state="proposed"), name="finance_virement_proposed"
            ),
        ]

    def __str__(self) -> str:
        return f"Virement {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:virement", args=[self.reference])


class VirementLine(models.Model):
    """What one coding gets (above nothing) or gives (below nothing), by month. Written with its virement, then kept."""

    virement = models.ForeignKey(Virement, models.CASCADE, related_name="lines", db_index=False)
    number = models.IntegerField()
    account = models.ForeignKey("finance.Account", models.PROTECT, db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, db_index=False)
    objective = models.ForeignKey("finance.Objective", models.PROTECT, null=True, blank=True, db_index=False)
    project = models.ForeignKey("finance.Project", models.PROTECT, null=True, blank=True, db_index=False)
    total_pence = models.BigIntegerField()
    months = ArrayField(models.BigIntegerField(), size=12)

    class Meta:
        db_table_comment = "Lines of virements, in pence. Insert-only."
        constraints = [
            models.UniqueConstraint(fields=["virement", "number"], name="finance_virement_line_number_once"),
            models.CheckConstraint(name="finance_virement_line_not_nothing", condition=~Q(total_pence=0)),
            adds_up(),
        ]
        indexes = [  # the virements of a cost centre
            models.Index(fields=["cost_centre", "virement"], name="finance_virementline_by_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.virement_id}/{self.number}"


class VirementAgreement(models.Model):
    """Somebody's agreement for one cost centre of a virement: as its budget holder, or as the finance approver.

    Insert-only. As a holder counts who holds the cost centre or one above it on the day; the finance approver is never
    the proposer (0006_budgets.sql).
    """

    class Basis(models.TextChoices):
        HOLDER = "holder", "Budget holder"
        FINANCE = "finance", "Finance approver"

    virement = models.ForeignKey(Virement, models.CASCADE, related_name="agreements", db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, db_index=False)
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    basis = models.CharField(max_length=7, choices=Basis.choices)
    agreed_on = models.DateField()
    agreed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Who agreed to a virement, for which cost centre. Insert-only."
        constraints = [
            models.UniqueConstraint(
                fields=["virement", "cost_centre", "member", "basis"],
                name="finance_virement_agreement_once",
            ),
            models.CheckConstraint(
                name="finance_virement_agreement_basis_known", condition=Q(basis__in=["holder", "finance"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} for {self.cost_centre_id}"
