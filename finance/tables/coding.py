"""Projects and VAT codes as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.ui.filters import ListFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, TextColumn
from finance.models import Project, VatCode


class ProjectTable(ListTable):
    code = TextColumn("Project", url=lambda p: reverse("finance:project", args=[p.reference]))
    name = TextColumn("Name")
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code")
    starts_on = DayColumn("From")
    ends_before = DayColumn("Ended")

    caption = "Projects"


class ProjectFilter(ListFilter):
    q = django_filters.CharFilter(label="Code or name", method="search")

    class Meta(ListFilter.Meta):
        model = Project
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))


class ProjectLineTable(ListTable):
    journal = TextColumn(
        "Journal",
        accessor="journal__number",
        order_by=("journal__sequence",),
        url=lambda line: reverse("finance:journal", args=[line.journal.reference]),
    )
    dated_on = DayColumn("Date", accessor="journal__dated_on", order_by=("journal__dated_on",))
    account = TextColumn("Account", accessor="account__code", orderable=False)
    account_name = TextColumn("Name", accessor="account__name", orderable=False)
    cost_centre = TextColumn("Cost centre", accessor="cost_centre__code", orderable=False)
    description = TextColumn("What it is for", accessor="journal__description", orderable=False)
    amount_pence = MoneyColumn("Debit (credit) £")

    caption = "Lines of the project"


class VatCodeTable(ListTable):
    code = TextColumn("VAT code", url=lambda c: reverse("finance:vat_code", args=[c.reference]))
    name = TextColumn("Name")
    rate = TextColumn("Rate", accessor="rate_basis_points")
    recovered = TextColumn("Recovered", accessor="recoverable_basis_points")
    ubl_category = TextColumn("Category")
    starts_on = DayColumn("From")
    ends_before = DayColumn("Ended")

    caption = "VAT codes"

    def render_rate(self, value: int) -> str:
        return per_cent(value)

    def render_recovered(self, value: int) -> str:
        return per_cent(value)


def per_cent(basis_points: int) -> str:
    """2000 as 20 %, 1750 as 17.5 %."""
    return f"{basis_points / 100:g} %"


class VatCodeFilter(ListFilter):
    q = django_filters.CharFilter(label="Code or name", method="search")

    class Meta(ListFilter.Meta):
        model = VatCode
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))
