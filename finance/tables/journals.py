"""Journals as a list."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, StatusColumn, TextColumn
from finance.models import Journal
from finance.queries import periods_for

MEANINGS = {"draft": "draft", "awaiting": "waiting", "posted": "done"}


class JournalTable(ListTable):
    number = TextColumn(
        "Journal",
        accessor="number",
        default="Draft",
        empty_values=(),
        order_by=("sequence",),
        url=lambda j: reverse("finance:journal", args=[j.reference]),
    )
    dated_on = DayColumn("Date")
    period = TextColumn("Period", accessor="period__name", order_by=("period__starts_on",))
    description = TextColumn("What it is for", orderable=False)
    total_pence = MoneyColumn("Debits £", orderable=False)
    state = StatusColumn("State", meanings=MEANINGS, orderable=False)

    caption = "Journals"

    def render_number(self, record: Journal) -> str:
        return record.number or "Draft"


def _periods(request: HttpRequest) -> Any:
    return periods_for(viewer=request.actor)  # type: ignore[attr-defined]


class JournalFilter(ListFilter):
    q = django_filters.CharFilter(label="Number or words", method="search")
    state = ChoicesFilter(label="State", choices=Journal.State.choices)
    period = django_filters.ModelChoiceFilter(label="Period", queryset=_periods, to_field_name="code")
    since = DayFilter(label="Dated from", field_name="dated_on", lookup_expr="gte")
    until = DayFilter(label="Dated to", field_name="dated_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = Journal
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        digits = value.strip().lstrip("Jj").lstrip("0")
        found = Q(description__icontains=value)
        if digits.isascii() and digits.isdigit() and len(digits) < 19:
            found |= Q(sequence=int(digits))
        return rows.filter(found)
