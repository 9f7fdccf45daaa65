"""What payments leave behind when a period is closed."""

from __future__ import annotations

from finance.closing import Blocker, register_blocker
from finance.models import PaymentRun, Period
from finance.queries.payments.runs import with_totals


def not_confirmed(period: Period, most: int) -> list[Blocker]:
    """Runs whose bank file is made and that pay in the period, but are not confirmed: the ledger has no payment yet."""
    found = with_totals(
        PaymentRun.objects.filter(
            state=PaymentRun.State.FILE_MADE, pay_on__range=(period.starts_on, period.ends_on)
        )
    ).order_by("pay_on", "pk")
    return [
        Blocker(
            title=f"Payment run {run}",
            url=run.get_absolute_url(),
            detail=f"Pays on {run.pay_on:%-d %B %Y}, not confirmed",
            amount_pence=run.total_pence,
        )
        for run in found[:most]
    ]


def offer() -> None:
    """Keep a period open while a bank file that pays in it is not confirmed."""
    register_blocker(
        "finance.payments",
        label="Payment runs that are not confirmed",
        find=not_confirmed,
        next_step="Confirm that they are paid, or cancel them.",
        order=30,
    )
