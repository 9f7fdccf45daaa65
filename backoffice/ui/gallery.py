"""Invented examples for the gallery at /ui/: no rows of any authority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from backoffice.ui import formats
from backoffice.ui.components import Bar, BarChart, Event, Fact, Figure, Part, Task
from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter, PenceFilter
from backoffice.ui.forms import DateField, PenceField, SearchableChoiceField, UiForm
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, SelectColumn, StatusColumn, TextColumn

FIGURES = [
    Figure("Gross pay", "£4,072.93", "+£92.45 on October", "#figures"),
    Figure("Deductions", "£1,040.20", "+£48.08 on October"),
    Figure("Net pay", "£3,032.73", "+£44.37 on October"),
    Figure("Tax code", "1257L", "cumulative, from 6 April 2026"),
]
PARTS = [
    Part("Budget to November, approved 1 April 2026", "560,000.00", "#drill"),
    Part("Spent, 214 journal lines", "(438,000.00)", "#drill"),
    Part("Committed, 17 open orders", "(79,000.00)", "#drill"),
]
FACTS = [
    Fact("Cost centre", "CC103 Firearms support", "#facts"),
    Fact("Account", "4120 Uniform and protective equipment", "#facts"),
    Fact("Drafted by", "A. Example"),
]
EVENTS = [
    Event(
        "Journal approved", datetime(2026, 11, 24, 9, 12, tzinfo=UTC), "B. Example", "Within budget of CC103."
    ),
    Event("Journal drafted", datetime(2026, 11, 23, 16, 5, tzinfo=UTC), "A. Example", url="#timeline"),
]
TASKS = [
    Task("Pay calendar", "Done", "done", "#tasks"),
    Task("People and posts", "3 rows wrong", "problem", "#tasks", "2,640 people in the file"),
    Task("First pay run", "Cannot start yet", "draft", hint="People and posts come first"),
]
CHART = BarChart(
    "CC103 Firearms support, spending against budget, cumulative",
    "Month",
    ("Spent", "Committed"),
    [
        Bar("Apr", (5_200_000, 900_000), 7_000_000, "#chart"),
        Bar("May", (9_600_000, 2_200_000), 14_000_000, "#chart"),
        Bar("Jun", (15_000_000, 2_600_000), 21_000_000, "#chart"),
        Bar("Jul", (21_400_000, 2_400_000), 28_000_000, "#chart"),
        Bar("Aug", (27_100_000, 3_000_000), 35_000_000, "#chart"),
        Bar("Sep", (33_800_000, 3_400_000), 42_000_000, "#chart"),
        Bar("Oct", (40_200_000, 4_900_000), 49_000_000, "#chart"),
        Bar("Nov", (43_800_000, 7_900_000), 56_000_000, "#chart"),
    ],
    line="Budget",
    unit="£",
    write=formats.money,
)


@dataclass(frozen=True, slots=True)
class ExampleJob:
    """What `{% progress %}` needs of a job."""

    state: str
    done: int
    total: int
    message: str
    label: str = "Calculate pay, November 2026"


class ExampleForm(UiForm):
    """Every kind of box."""

    supplier = SearchableChoiceField(
        choices=[
            ("", ""),
            ("1", "Fenwick Body Armour Ltd"),
            ("2", "Garth Energy"),
            ("3", "Moorside Kennels"),
        ],
        help_text="Start typing the name.",
        error_messages={"required": "Choose the supplier the invoice is from"},
    )
    number = forms.CharField(
        label="Invoice number",
        max_length=20,
        help_text="As printed on the invoice.",
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter the invoice number"},
    )
    dated_on = DateField(
        label="Invoice date",
        help_text="For example, 27 11 2026",
        error_messages={"required": "Enter the invoice date"},
    )
    gross_pence = PenceField(
        label="Total including VAT", least=1, error_messages={"required": "Enter the total including VAT"}
    )
    vat = forms.ChoiceField(
        label="VAT",
        choices=[("s", "Standard rate, 20 %"), ("z", "Zero rate")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how VAT is charged"},
    )
    scan = forms.FileField(
        label="Scan of the invoice", required=False, help_text="PDF, JPG or PNG, up to 10 MB"
    )
    note = forms.CharField(
        label="Note for the approver", required=False, max_length=200, widget=forms.Textarea({"rows": 3})
    )
    urgent = forms.BooleanField(label="Pay outside the weekly run", required=False)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number == "F40127":
            raise ValidationError("Invoice F40127 is recorded already. Enter another number.")
        return number


@dataclass(frozen=True, slots=True)
class Invoice:
    pk: int
    number: str
    supplier: str
    dated_on: date
    gross_pence: int
    state: str


SUPPLIERS = ("Fenwick Body Armour Ltd", "Garth Energy", "Moorside Kennels", "Calder Forensic Laboratories")
STATES = ("To match", "Query", "Ready to pay")
INVOICES = [
    Invoice(
        n, f"F{40000 + n}", SUPPLIERS[n % 4], date(2026, 11, 1 + n % 27), 12_345 * n - 400_000, STATES[n % 3]
    )
    for n in range(1, 61)
]


class InvoiceTable(ListTable):
    select = SelectColumn(label=lambda invoice: invoice.number)
    number = TextColumn("Invoice", url=lambda invoice: f"#{invoice.number}")
    supplier = TextColumn("Supplier")
    dated_on = DayColumn("Dated")
    gross_pence = MoneyColumn("Gross £")
    state = StatusColumn(
        "State", meanings={"To match": "active", "Query": "attention", "Ready to pay": "done"}
    )


class InvoiceFilter(ListFilter):
    """Filters a list in memory; a product's list filters in the database."""

    q = django_filters.CharFilter(label="Invoice or supplier", method="search")
    state = ChoicesFilter(label="State", choices=[(state, state) for state in STATES], method="of_state")
    since = DayFilter(label="Dated from", method="dated_from")
    least = PenceFilter(label="From £", method="from_pence")

    class Meta(ListFilter.Meta):
        pass

    def search(self, rows: list[Invoice], name: str, value: str) -> list[Invoice]:
        return [row for row in rows if value.casefold() in f"{row.number} {row.supplier}".casefold()]

    def of_state(self, rows: list[Invoice], name: str, value: list[str]) -> list[Invoice]:
        return [row for row in rows if not value or row.state in value]

    def dated_from(self, rows: list[Invoice], name: str, value: date) -> list[Invoice]:
        return [row for row in rows if row.dated_on >= value]

    def from_pence(self, rows: list[Invoice], name: str, value: int | None) -> list[Invoice]:
        return [row for row in rows if value is None or row.gross_pence >= value]
