"""The chart as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, ListFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, TextColumn
from finance.models import Account, CostCentre, Objective


class AccountTable(ListTable):
    code = TextColumn("Account", url=lambda a: reverse("finance:account", args=[a.reference]))
    name = TextColumn("Name")
    group = TextColumn("Group")
    type = TextColumn("Type")
    normal_side = TextColumn("Usual side")
    needs = TextColumn("Lines need", empty_values=(), orderable=False)
    ends_before = DayColumn("Ended")

    caption = "Chart of accounts"

    def render_needs(self, record: Account) -> str:
        needs = [
            word
            for wanted, word in (
                (record.cost_centre_required, "cost centre"),
                (record.objective_required, "objective"),
                (record.project_required, "project"),
            )
            if wanted
        ]
        return " and ".join(needs) + (", control account" if record.is_control and needs else "") or (
            "Control account" if record.is_control else ""
        )


class AccountFilter(ListFilter):
    q = django_filters.CharFilter(label="Code or name", method="search")
    type = ChoicesFilter(label="Type", choices=Account.Type.choices)
    is_control = TickFilter(label="Control accounts only")

    class Meta(ListFilter.Meta):
        model = Account
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))


class CostCentreTable(ListTable):
    code = TextColumn("Cost centre", url=lambda c: reverse("finance:cost_centre", args=[c.reference]))
    name = TextColumn("Name")
    parent = TextColumn("Stands under", accessor="parent__code")
    starts_on = DayColumn("From")
    ends_before = DayColumn("Ended")

    caption = "Cost centres"


class CostCentreFilter(ListFilter):
    q = django_filters.CharFilter(label="Code or name", method="search")

    class Meta(ListFilter.Meta):
        model = CostCentre
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))


class ObjectiveTable(ListTable):
    code = TextColumn("Objective")
    name = TextColumn("Name")
    parent = TextColumn("Part of", accessor="parent__name", orderable=False)
    origin = TextColumn("Where it comes from", orderable=False)

    caption = "Police objectives"

    class Meta:
        model = Objective
        fields: list[str] = []
