"""Pay details as lists: one row a record, and one row a person."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.dating import valid_on
from backoffice.ui import formats
from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter, PenceFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, NumberColumn, TextColumn
from hr.models import Employment
from hr.models.employment import WorkforceType
from hr.queries.people import employed, named
from payroll.models import (
    AttachmentOrder,
    Claim,
    ElementType,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayPeriod,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)

SCHEMES = {"police_2015": "Police 2015", "lgps": "LGPS"}


def _person(record: Any) -> str:
    return reverse("payroll:person_details", args=[record.employment.reference])


class PersonTable(ListTable):
    number = TextColumn("Payroll number", url=lambda e: reverse("payroll:person_details", args=[e.reference]))
    name = TextColumn(
        "Name", accessor="person__sorted_name", order_by=("person__last_name", "person__first_names")
    )
    workforce_type = TextColumn("Workforce")
    tax_code = TextColumn("Tax code", orderable=False)
    letter = TextColumn("NI letter", orderable=False)
    scheme = TextColumn("Pension", orderable=False)
    has_loan = TextColumn("Loan", orderable=False)
    has_order = TextColumn("Order", orderable=False)

    caption = "Pay details"

    def render_scheme(self, value: str) -> str:
        return SCHEMES.get(value, value)

    def render_has_loan(self, value: bool) -> str:
        return "Yes" if value else ""

    def render_has_order(self, value: bool) -> str:
        return "Yes" if value else ""


class PersonFilter(ListFilter):
    q = django_filters.CharFilter(label="Name or number", method="search")
    status = django_filters.ChoiceFilter(
        label="Employment",
        method="by_status",
        choices=[("current", "Current"), ("left", "Left"), ("future", "Not yet started")],
        empty_label="All",
    )
    workforce_type = ChoicesFilter(label="Workforce", choices=WorkforceType.choices)
    no_tax_code = TickFilter(label="No tax code", method="without_tax")
    no_letter = TickFilter(label="No NI letter", method="without_letter")
    no_pension = TickFilter(label="In no pension scheme", method="without_pension")

    class Meta(ListFilter.Meta):
        model = Employment
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return named(rows, value)

    def by_status(self, rows: Any, name: str, value: str) -> Any:
        return employed(rows, value, self.request.business_date)

    def without_tax(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(tax_code__isnull=True) if value else rows

    def without_letter(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(letter__isnull=True) if value else rows

    def without_pension(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(scheme__isnull=True) if value else rows


class RecordTable(ListTable):
    """What every list of records begins with."""

    number = TextColumn("Payroll number", accessor="employment__number", url=_person)
    name = TextColumn(
        "Name",
        accessor="employment__person__sorted_name",
        order_by=("employment__person__last_name", "employment__person__first_names"),
    )


class DatedTable(RecordTable):
    starts_on = DayColumn("From")
    last_day = DayColumn("Last day")

    class Meta:
        sequence = ("number", "name", "...", "starts_on", "last_day")


class RecordFilter(ListFilter):
    q = django_filters.CharFilter(label="Name or number", method="search")

    def search(self, rows: Any, name: str, value: str) -> Any:
        words = " ".join(value.split())
        return rows.filter(
            Q(employment__number=words.upper()) | Q(employment__person__last_name__istartswith=words)
        )


class DatedFilter(RecordFilter):
    on = DayFilter(label="In force on", method="in_force")

    def in_force(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(valid_on(value))


class TaxTable(DatedTable):
    tax_code = TextColumn("Tax code")
    basis = TextColumn("Basis")
    notice = TextColumn("Notice", orderable=False)

    caption = "Tax codes"


class TaxFilter(DatedFilter):
    tax_code = django_filters.CharFilter(label="Tax code begins", lookup_expr="istartswith")
    basis = ChoicesFilter(label="Basis", choices=TaxDetails.BASES)

    class Meta(ListFilter.Meta):
        model = TaxDetails
        fields: list[str] = []


class LetterTable(DatedTable):
    letter = TextColumn("Category letter")

    caption = "National Insurance categories"


class LetterFilter(DatedFilter):
    letter = django_filters.CharFilter(label="Category letter", lookup_expr="iexact")

    class Meta(ListFilter.Meta):
        model = NationalInsuranceDetails
        fields: list[str] = []


class LoanTable(DatedTable):
    plan = TextColumn("Plan")

    caption = "Student and postgraduate loans"


class LoanFilter(DatedFilter):
    plan = ChoicesFilter(label="Plan", choices=StudentLoan.PLANS)

    class Meta(ListFilter.Meta):
        model = StudentLoan
        fields: list[str] = []


class PensionTable(DatedTable):
    scheme = TextColumn("Scheme")
    section = TextColumn("Section")

    caption = "Pension memberships"


class PensionFilter(DatedFilter):
    scheme = ChoicesFilter(label="Scheme", choices=PensionMembership.SCHEMES)
    section = ChoicesFilter(label="Section", choices=PensionMembership.SECTIONS)

    class Meta(ListFilter.Meta):
        model = PensionMembership
        fields: list[str] = []


class ElementTable(DatedTable):
    element = TextColumn("Element", accessor="element__name")
    amount_pence = MoneyColumn("Each period £")

    caption = "Regular payments and deductions"


class ElementFilter(DatedFilter):
    element = django_filters.ModelChoiceFilter(
        label="Element", queryset=ElementType.objects.order_by("name"), empty_label="All"
    )
    amount_from = PenceFilter(label="From £", field_name="amount_pence", lookup_expr="gte")

    class Meta(ListFilter.Meta):
        model = PayElement
        fields: list[str] = []


class OrderTable(DatedTable):
    kind = TextColumn("Kind")
    order_number = TextColumn("Creditor's reference")
    issued_on = DayColumn("Date of the order")
    total_pence = MoneyColumn("Amount £")

    caption = "Attachment orders"


class OrderFilter(DatedFilter):
    kind = ChoicesFilter(label="Kind", choices=AttachmentOrder.KINDS)

    class Meta(ListFilter.Meta):
        model = AttachmentOrder
        fields: list[str] = []


class ClaimTable(RecordTable):
    period = TextColumn("Paid with", accessor="period", order_by=("period__starts_on",))
    element = TextColumn("Element", accessor="element__name")
    worked_on = DayColumn("Day worked")
    quantity = NumberColumn("Minutes or number")
    amount_pence = MoneyColumn("Amount £")
    note = TextColumn("Note", orderable=False)

    caption = "Claims"

    def render_quantity(self, value: int) -> str:
        return formats.count(value) if value else ""

    def render_amount_pence(self, value: int) -> str:
        return formats.money(value) if value else ""


class ClaimFilter(RecordFilter):
    period = django_filters.ModelChoiceFilter(
        label="Paid with", queryset=PayPeriod.objects.order_by("-starts_on", "pk"), empty_label="All"
    )
    element = django_filters.ModelChoiceFilter(
        label="Element", queryset=ElementType.objects.order_by("name"), empty_label="All"
    )

    class Meta(ListFilter.Meta):
        model = Claim
        fields: list[str] = []


class BalanceTable(RecordTable):
    tax_year = TextColumn("Tax year")
    through_period = NumberColumn("To tax month")
    taxable_pence = MoneyColumn("Taxable pay £")
    tax_pence = MoneyColumn("Tax £")
    previous_taxable_pence = MoneyColumn("Previous pay £")
    previous_tax_pence = MoneyColumn("Previous tax £")
    ni_employee_pence = MoneyColumn("Employee's NI £")
    pension_pence = MoneyColumn("Pension £")

    caption = "Pay, tax and contributions to date"


class BalanceFilter(RecordFilter):
    tax_year = django_filters.CharFilter(label="Tax year")
    has_previous = TickFilter(label="With a previous employment", method="with_previous")

    class Meta(ListFilter.Meta):
        model = OpeningBalance
        fields: list[str] = []

    def with_previous(self, rows: Any, name: str, value: bool) -> Any:
        return rows.exclude(previous_taxable_pence=0) if value else rows
