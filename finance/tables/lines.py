"""An account's lines as a list."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import reverse

from backoffice.ui.filters import DayFilter, ListFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, TextColumn
from finance.models import JournalLine
from finance.queries import cost_centres_for, objectives_for, periods_for
from finance.queries.coding import projects_for
from finance.queries.trial_balance import end_of, sequence_at


class LineTable(ListTable):
    journal = TextColumn(
        "Journal",
        accessor="journal__number",
        order_by=("journal__sequence",),
        url=lambda line: reverse("finance:journal", args=[line.journal.reference]),
    )
    dated_on = DayColumn("Date", accessor="journal__dated_on", order_by=("journal__dated_on",))
    description = TextColumn("What it is for", accessor="journal__description", orderable=False)
    memo = TextColumn("Memo", orderable=False)
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", orderable=False)
    objective = TextColumn("Objective", accessor="objective__code", orderable=False)
    project = TextColumn("Project", accessor="project__code", orderable=False)
    amount_pence = MoneyColumn("Debit (credit) £")


class LedgerLineTable(LineTable):
    account = TextColumn(
        "Account",
        accessor="account__code",
        orderable=False,
        url=lambda line: line.account.get_absolute_url(),
    )

    class Meta:
        sequence = ("journal", "dated_on", "account", "...")


def _periods(request: HttpRequest) -> Any:
    return periods_for(viewer=request.actor)  # type: ignore[attr-defined]


def _cost_centres(request: HttpRequest) -> Any:
    return cost_centres_for(viewer=request.actor).order_by("code")  # type: ignore[attr-defined]


def _objectives(request: HttpRequest) -> Any:
    return objectives_for(viewer=request.actor).order_by("code")  # type: ignore[attr-defined]


def _projects(request: HttpRequest) -> Any:
    return projects_for(viewer=request.actor).order_by("code")  # type: ignore[attr-defined]


class LineFilter(ListFilter):
    first = django_filters.ModelChoiceFilter(
        label="From period", queryset=_periods, to_field_name="code", method="from_period"
    )
    last = django_filters.ModelChoiceFilter(
        label="To period", queryset=_periods, to_field_name="code", method="to_period"
    )
    cost_centre = django_filters.ModelChoiceFilter(
        label="Cost centre", queryset=_cost_centres, to_field_name="code", null_label="None", null_value="-"
    )
    objective = django_filters.ModelChoiceFilter(
        label="Objective", queryset=_objectives, to_field_name="code", null_label="None", null_value="-"
    )
    project = django_filters.ModelChoiceFilter(
        label="Project", queryset=_projects, to_field_name="code", null_label="None", null_value="-"
    )
    side = django_filters.ChoiceFilter(
        label="Side", choices=[("debit", "Debits"), ("credit", "Credits")], method="of_side"
    )
    as_of = DayFilter(label="As of", field_name="journal__dated_on", lookup_expr="lte")
    entered_by = DayFilter(label="As entered by the end of", method="entered")

    class Meta(ListFilter.Meta):
        model = JournalLine
        fields: list[str] = []

    def from_period(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(journal__period__starts_on__gte=value.starts_on)

    def to_period(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(journal__period__starts_on__lte=value.starts_on)

    def entered(self, rows: Any, name: str, value: date) -> Any:
        return rows.filter(journal__sequence__lte=sequence_at(end_of(value)))

    def of_side(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(amount_pence__gt=0) if value == "debit" else rows.filter(amount_pence__lt=0)


class LedgerLineFilter(LineFilter):
    account = django_filters.CharFilter(label="Account", method="of_account")
    field_order = ["account"]

    def of_account(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(account__code=value.strip().upper())
