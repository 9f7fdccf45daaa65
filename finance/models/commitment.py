"""Money promised and not spent yet: entries beside the ledger, never in the trial balance."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class CommitmentEntry(models.Model):
    """Holds (above nothing) or gives back (below nothing) budget for one line of a document, in pence. Insert-only.

    What a document holds is the sum of its entries, and never below nothing; the time is the database's own; an entry that
    would go over a budget with a stop is refused by the database, whoever writes it (0006_budgets.sql).
    """

    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    line = models.IntegerField()
    financial_year = models.CharField(max_length=7)
    dated_on = models.DateField()
    account = models.ForeignKey("finance.Account", models.PROTECT, db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, db_index=False)
    objective = models.ForeignKey("finance.Objective", models.PROTECT, null=True, db_index=False)
    project = models.ForeignKey("finance.Project", models.PROTECT, null=True, db_index=False)
    amount_pence = models.BigIntegerField()
    entered_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table_comment = "Commitments: budget held and given back, by document line. Insert-only."
        constraints = [
            models.CheckConstraint(
                name="finance_commitment_amount_not_nothing", condition=~Q(amount_pence=0)
            ),
            models.CheckConstraint(
                name="finance_commitment_year_written", condition=Q(financial_year__regex=r"^\d{4}/\d{2}$")
            ),
        ]
        indexes = [
            models.Index(  # what a document holds
                fields=["source_kind", "source_id", "line"], name="finance_commitment_by_source"
            ),
            models.Index(  # what a cost centre has promised in a year: one indexed sum
                fields=["financial_year", "cost_centre", "account"],
                include=["amount_pence"],
                name="finance_commitment_by_centre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id}/{self.line}: {self.amount_pence}"
