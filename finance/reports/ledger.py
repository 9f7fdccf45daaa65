"""Reports finance offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backoffice.actor import Actor
from backoffice.reports import Column, Report, register
from finance.forms.periods import RangeForm
from finance.models import Period
from finance.queries import TrialBalance, trial_balance

TRIAL_BALANCE_COLUMNS = [
    Column("code", "Account", "reference"),
    Column("name", "Name"),
    Column("group", "Group"),
    Column("brought_forward_pence", "Brought forward £", "money"),
    Column("debit_pence", "Debits £", "money"),
    Column("credit_pence", "Credits £", "money"),
    Column("balance_pence", "Balance £", "money"),
]


def trial_balance_rows(found: TrialBalance) -> Iterator[tuple[Any, ...]]:
    """The rows of the export; the total stands last."""
    for row in found.rows:
        yield (
            row.code,
            row.name,
            row.group,
            row.brought_forward_pence,
            row.debit_pence,
            row.credit_pence,
            row.balance_pence,
        )
    yield (
        None,
        "Total",
        None,
        found.brought_forward_pence,
        found.debit_pence,
        found.credit_pence,
        found.balance_pence,
    )


class AllPeriodsForm(RangeForm):
    """The range of periods a report is of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, periods=Period.objects.order_by("-starts_on"), **kwargs)


def _trial_balance(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return trial_balance_rows(trial_balance(viewer=viewer, first=params["first"], last=params["last"]))


def offer() -> None:
    """Offer them on the reports page."""
    register(
        Report(
            code="finance.trial_balance",
            label="Trial balance",
            permission="finance.view",
            columns=TRIAL_BALANCE_COLUMNS,
            rows=_trial_balance,
            description="Every account with what was brought forward, posted and is left, for a range of periods.",
            form=AllPeriodsForm,
            function="finance",
        )
    )
