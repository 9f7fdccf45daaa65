"""Reports finance offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.reports import Column, Report, Sql, register
from backoffice.ui.forms import DateField
from finance.forms.periods import RangeForm
from finance.models import Period
from finance.queries import TrialBalance, trial_balance
from finance.queries.general_ledger import LINE_COLUMNS, by_objective, line_rows

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


class AsAtForm(AllPeriodsForm):
    """The range, and what of it was known: the same question asked later gives the same figures."""

    as_of = DateField(
        label="As of", required=False, help_text="Leaves out what is dated after this day of the last period."
    )
    entered_by = DateField(
        label="As entered by the end of",
        required=False,
        help_text="Leaves out what was posted after this day.",
    )

    def clean_entered_by(self) -> datetime | None:
        """The end of that day here."""
        day: date | None = self.cleaned_data["entered_by"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(
            microseconds=1
        )


def _trial_balance(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return trial_balance_rows(trial_balance(viewer=viewer, **params))


def _general_ledger(*, viewer: Actor, params: dict[str, Any]) -> Sql:
    return line_rows(viewer=viewer, **params)


def _general_ledger_link(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str:
    return f"{reverse('finance:journals')}?q={row[0]}"


def _by_objective(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return by_objective(viewer=viewer, **params)


def _account_link(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str | None:
    return f"{reverse('finance:accounts')}?q={row[0]}" if row[0] else None


OBJECTIVE_COLUMNS = [
    Column("code", "Account", "reference"),
    Column("name", "Name"),
    Column("group", "Group"),
    Column("objective", "Objective", "reference"),
    Column("objective_name", "Objective name"),
    Column("amount_pence", "Spent (received) £", "money"),
]


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
            form=AsAtForm,
            links=_account_link,
            function="finance",
        )
    )
    register(
        Report(
            code="finance.general_ledger",
            label="General ledger",
            permission="finance.view",
            columns=LINE_COLUMNS,
            rows=_general_ledger,
            description="Every posted line by account and date, for a range of periods.",
            form=AsAtForm,
            links=_general_ledger_link,
            function="finance",
        )
    )
    register(
        Report(
            code="finance.by_objective",
            label="Subjective by objective",
            permission="finance.view",
            columns=OBJECTIVE_COLUMNS,
            rows=_by_objective,
            description="What was spent and received on each account for each police objective.",
            form=AsAtForm,
            links=_account_link,
            function="finance",
        )
    )
