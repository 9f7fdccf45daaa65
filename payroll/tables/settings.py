"""Pay settings as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, ListFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, NumberColumn, TextColumn
from payroll.models import BankHoliday, ElementType, EmployerRate, PayPeriod
from payroll.rules.money import percent


class PeriodTable(ListTable):
    period = TextColumn(
        "Period",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        url=lambda p: reverse("payroll:pay_day", args=[p.slug]),
    )
    frequency = TextColumn("Frequency")
    tax_year = TextColumn("Tax year")
    number = NumberColumn("Tax month or week")
    starts_on = DayColumn("From")
    last_day = DayColumn("Last day")
    pay_on = DayColumn("Pay day")

    caption = "Pay calendar"

    def render_period(self, record: PayPeriod) -> str:
        return str(record)


class PeriodFilter(ListFilter):
    tax_year = django_filters.ChoiceFilter(label="Tax year", empty_label="All")
    frequency = ChoicesFilter(label="Frequency", choices=PayPeriod.FREQUENCIES)

    class Meta(ListFilter.Meta):
        model = PayPeriod
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = PayPeriod.objects.order_by("-tax_year").values_list("tax_year", flat=True).distinct()
        self.filters["tax_year"].extra["choices"] = [(year, year) for year in years]


class HolidayTable(ListTable):
    day = DayColumn("Day")
    name = TextColumn("Name")
    remove = TextColumn(
        "Action",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        url=lambda h: reverse("payroll:remove_bank_holiday", args=[h.pk]),
    )

    caption = "Bank holidays"
    nothing = "No bank holiday is held. Add them, or load them from a file."

    def render_remove(self, record: BankHoliday) -> str:
        return f"Remove {record.day:%-d %B %Y}"


class RateTable(ListTable):
    scheme = TextColumn("Scheme")
    rate_millionths = TextColumn("Rate")
    starts_on = DayColumn("From")
    last_day = DayColumn("Last day")
    source = TextColumn("Document that sets it", orderable=False)

    caption = "Employer's pension rates"
    nothing = "No rate is held. The police rate of the legislation file is used, and none for the LGPS."

    def render_rate_millionths(self, value: int) -> str:
        return percent(value)


class RateFilter(ListFilter):
    scheme = ChoicesFilter(label="Scheme", choices=EmployerRate.SCHEMES)

    class Meta(ListFilter.Meta):
        model = EmployerRate
        fields: list[str] = []


class ElementTypeTable(ListTable):
    code = TextColumn("Code", url=lambda e: reverse("payroll:element", args=[e.pk]))
    name = TextColumn("Name")
    kind = TextColumn("Kind")
    basis = TextColumn("Worked out from")
    is_taxable = TextColumn("Taxed")
    is_niable = TextColumn("NI")
    is_pensionable = TextColumn("Pensionable")
    account_officer = TextColumn("Account")

    caption = "Pay elements"
    nothing = "No pay element is held. Add the standard ones, or load your own."

    def render_is_taxable(self, value: bool) -> str:
        return "Yes" if value else "No"

    render_is_niable = render_is_taxable

    def render_is_pensionable(self, record: ElementType) -> str:
        if not record.is_pensionable:
            return "No"
        return "Yes" if record.basis == "amount" else "Yes, but not for officers"


class ElementTypeFilter(ListFilter):
    q = django_filters.CharFilter(label="Code or name", method="search")
    kind = ChoicesFilter(label="Kind", choices=ElementType.KINDS)
    is_pensionable = TickFilter(label="Counts for the pension")

    class Meta(ListFilter.Meta):
        model = ElementType
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(code__istartswith=value) | Q(name__icontains=value))
