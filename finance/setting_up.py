"""What a new authority does in the ledger before pay is posted to it."""

from __future__ import annotations

from backoffice.work.setting_up import SetupStep, register_step
from finance.models import Account, CostCentre, Period

CHART = "finance.change_chart"


def register() -> None:
    """Chart, cost centres, then the financial year."""
    for code, label, order, page, rows in (
        ("chart", "Load the chart of accounts", 10, "accounts", Account.objects.all),
        ("centres", "Load the cost centres", 15, "cost_centres", CostCentre.objects.all),
    ):
        register_step(SetupStep(f"finance.{code}", label, "finance", order, CHART, f"finance:{page}", rows))
    register_step(
        SetupStep(
            "finance.periods", "Open the periods of the year", "finance", 20, "finance.close_period", "finance:periods",
            Period.objects.all,
        )
    )  # fmt: skip
