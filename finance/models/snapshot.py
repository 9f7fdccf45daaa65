"""What the books stood at when a period was closed, kept by the database alone."""

from __future__ import annotations

from django.db import models


class Snapshot(models.Model):
    """One account and cost centre at the end of a closed period, in pence, debit above nothing.

    What is asked of closed history is read here, so that it costs as much after ten years as after one. Every period up
    to it is closed; the authority's login may only read it (finance/migrations/0005_posting.sql).
    """

    period = models.ForeignKey("finance.Period", models.PROTECT, db_index=False)
    account = models.ForeignKey("finance.Account", models.PROTECT, db_index=False)
    cost_centre = models.ForeignKey("finance.CostCentre", models.PROTECT, null=True, db_index=False)
    balance_pence = models.BigIntegerField()  # of everything up to the period's end
    year_pence = models.BigIntegerField()  # of the financial year up to the period's end

    class Meta:
        db_table_comment = "Balances of accounts and cost centres at the end of closed periods."
        constraints = [
            models.UniqueConstraint(
                fields=["period", "account", "cost_centre"],
                nulls_distinct=False,
                name="finance_snapshot_once_a_cell",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id}/{self.account_id}: {self.balance_pence}"
