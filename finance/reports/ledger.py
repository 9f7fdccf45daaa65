"""Reports finance offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.reports import Column, Report, Sql, register
from backoffice.ui.forms import DateField
from finance.forms.periods import RangeForm
from finance.models import Period
from finance.queries import TrialBalance, trial_balance
from finance.queries.general_ledger import LINE_COLUMNS, by_objective, line_rows
from finance.queries.trial_balance import end_of

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

    as_of = DateField(label="As of", required=False, help_text="Leaves out what is dated after this day.")
    entered_by = DateField(
        label="As entered by the end of",
        required=False,
        help_text="Leaves out what was posted after this day.",
    )

    def clean_entered_by(self) -> datetime | None:
        """The end of that day here."""
        day: date | None = self.cleaned_data["entered_by"]
        return None if day is None else end_of(day)


def _trial_balance(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return trial_balance_rows(trial_balance(viewer=viewer, **params))


def _general_ledger(*, viewer: Actor, params: dict[str, Any]) -> Sql:
    return line_rows(viewer=viewer, **params)


def _lines(params: dict[str, Any], **limits: str | None) -> str:
    """The address of the ledger's lines within what the report was asked for; None is a line without that code."""
    given: dict[str, Any] = {"first": params["first"].code, "last": params["last"].code}
    if params.get("as_of"):
        given["as_of"] = params["as_of"].isoformat()
    if params.get("entered_by"):
        given["entered_by"] = timezone.localdate(params["entered_by"]).isoformat()
    for name, code in limits.items():
        given[name] = "-" if code is None else code
    return f"{reverse('finance:ledger_lines')}?{urlencode(given)}"


def _general_ledger_link(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str:
    _, _, period, account, _, cost_centre, objective, *_ = row
    return _lines(
        params, first=period, last=period, account=account, cost_centre=cost_centre, objective=objective
    )


def _by_objective(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return by_objective(viewer=viewer, **params)


def _trial_balance_link(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str:
    return _lines(params, account=row[0]) if row[0] else _lines(params)


def _by_objective_link(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str:
    return _lines(params, account=row[0], objective=row[3])


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
            links=_trial_balance_link,
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
            links=_by_objective_link,
            function="finance",
        )
    )
