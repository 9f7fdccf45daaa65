"""The close calendar and accruals as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from backoffice.clock import business_date
from backoffice.ui.filters import ChoicesFilter, ListFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, StatusColumn, TextColumn
from finance.models import Accrual, CloseTask
from finance.queries import periods_for

TASK_MEANINGS = {"open": "ready", "done": "done"}


class TaskTable(ListTable):
    label = TextColumn("Task", url=lambda t: t.get_absolute_url(), orderable=False)
    period = TextColumn("Period", accessor="period__name", order_by=("period__starts_on",))
    owner_name = TextColumn("Owner", orderable=False)
    due_on = DayColumn("Due")
    state = StatusColumn("State", meanings=TASK_MEANINGS, orderable=False)
    done_by = TextColumn("Done by", accessor="done_by__name", orderable=False)

    caption = "Tasks of closes"


def _periods(request: HttpRequest) -> Any:
    return periods_for(viewer=request.actor)  # type: ignore[attr-defined]


class TaskFilter(ListFilter):
    period = django_filters.ModelChoiceFilter(label="Period", queryset=_periods, to_field_name="code")
    state = ChoicesFilter(label="State", choices=CloseTask.State.choices)
    overdue = TickFilter(label="Overdue", method="only_overdue")
    mine = TickFilter(label="Given to me by name", method="only_mine")

    class Meta(ListFilter.Meta):
        model = CloseTask
        fields: list[str] = []

    def only_overdue(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(state="open", due_on__lt=business_date()) if value else rows

    def only_mine(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(owner_id=self.request.actor.member_id) if value else rows


class AccrualTable(ListTable):
    description = TextColumn(
        "Accrual",
        accessor="journal__description",
        url=lambda a: reverse("finance:accrual", args=[a.reference]),
        orderable=False,
    )
    kind = TextColumn("Kind", accessor="get_kind_display", orderable=False)
    dated_on = DayColumn("Dated", accessor="journal__dated_on")
    total_pence = MoneyColumn("Amount £", orderable=False)
    reverses_on = DayColumn("Reverses on", orderable=False)
    standing = TextColumn("State", orderable=False)

    caption = "Accruals and prepayments"


class AccrualFilter(ListFilter):
    q = django_filters.CharFilter(label="Number or words", method="search")
    kind = ChoicesFilter(label="Kind", choices=Accrual.Kind.choices)
    due = TickFilter(label="Reversal due", method="only_due")

    class Meta(ListFilter.Meta):
        model = Accrual
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(journal__description__icontains=value) | Q(journal__number=value.strip().upper())
        )

    def only_due(self, rows: Any, name: str, value: bool) -> Any:
        if not value:
            return rows
        return rows.filter(
            reversal=None, journal__state="posted", journal__period__ends_on__lt=business_date()
        )
