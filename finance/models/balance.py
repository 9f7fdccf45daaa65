"""Running totals of the posted lines, and where the chain of journals stands. Both are written by posting alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Balance(models.Model):
    """What the posted lines of one period, account, cost centre, objective and project sum to, in pence.

    The authority's login may only read it; posting adds to it (finance/migrations/0005_posting.sql).
    """

    period = models.ForeignKey("finance.Period", models.PROTECT, db_index=False)
    account = models.ForeignKey("finance.Account", models.PROTECT, db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, null=True, db_index=False)
    objective = models.ForeignKey("finance.Objective", models.PROTECT, null=True, db_index=False)
    project = models.ForeignKey("finance.Project", models.PROTECT, null=True, db_index=False)
    debit_pence = models.BigIntegerField()
    credit_pence = models.BigIntegerField()  # positive
    line_count = models.BigIntegerField()

    class Meta:
        db_table_comment = "Running totals of posted lines."
        constraints = [
            models.UniqueConstraint(
                fields=["period", "account", "cost_centre", "objective", "project"],
                nulls_distinct=False,
                name="finance_balance_once_a_cell",
            ),
        ]
        indexes = [models.Index(fields=["account", "period"], name="finance_balance_by_account")]

    def __str__(self) -> str:
        return f"{self.period_id}/{self.account_id}: {self.debit_pence - self.credit_pence}"


class ChainHead(models.Model):
    """The last posted journal: one row, locked while a number is drawn, so numbers have no gap and hashes one order."""

    id = models.BigIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table_comment = "Last number drawn and last hash of the chain of posted journals."
        constraints = [models.CheckConstraint(name="finance_chain_head_one_row", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"J{self.sequence:06d}"
