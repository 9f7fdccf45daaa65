"""Invoices and their exceptions as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, MomentColumn, MoneyColumn, StatusColumn, TextColumn
from finance.models import Invoice, InvoiceException
from finance.rules.duplicates import number_key

MEANINGS = {
    "entered": "draft",
    "exception": "problem",
    "awaiting": "waiting",
    "posted": "done",
    "rejected": "off",
    "cancelled": "off",
}


class InvoiceTable(ListTable):
    number = TextColumn(
        "Invoice", order_by=("id",), url=lambda i: reverse("finance:invoice", args=[i.reference])
    )
    kind = TextColumn("What", accessor="get_kind_display", orderable=False)
    supplier = TextColumn("Supplier", accessor="supplier__name", orderable=False)
    supplier_number = TextColumn("Their number", orderable=False)
    dated_on = DayColumn("Date", order_by=("dated_on", "id"))
    due_on = DayColumn("Due", order_by=("due_on", "id"))
    gross_pence = MoneyColumn("Total £", orderable=False)
    paid_pence = MoneyColumn("Paid £", orderable=False)
    state = StatusColumn("State", meanings=MEANINGS, orderable=False)

    caption = "Invoices"
    nothing = "No invoices. Enter one, upload an electronic invoice, or load a file under Imports."


class InvoiceFilter(ListFilter):
    q = django_filters.CharFilter(label="Number, supplier or words", method="search")
    state = ChoicesFilter(label="State", choices=Invoice.State.choices)
    kind = ChoicesFilter(label="What", choices=Invoice.Kind.choices)
    exceptions = TickFilter(label="With exceptions", method="with_exceptions")
    disputed = TickFilter(label="Disputed", field_name="is_disputed")
    due_by = DayFilter(label="Due by", field_name="due_on", lookup_expr="lte")
    since = DayFilter(label="Dated from", field_name="dated_on", lookup_expr="gte")
    until = DayFilter(label="Dated to", field_name="dated_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = Invoice
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        text = value.strip()
        return rows.filter(
            Q(number__iexact=text)
            | Q(supplier_number_key=number_key(text))
            | Q(supplier__name__icontains=text)
            | Q(supplier__number__iexact=text)
            | Q(order__number__iexact=text)
            | Q(description__icontains=text)
        )

    def with_exceptions(self, rows: Any, name: str, value: bool) -> Any:
        if not value:
            return rows
        return rows.filter(
            Exists(InvoiceException.objects.filter(invoice=OuterRef("pk"), settled_at__isnull=True))
        )


class ExceptionTable(ListTable):
    invoice = TextColumn(
        "Invoice", accessor="invoice__number", orderable=False, url=lambda e: e.invoice.get_absolute_url()
    )
    supplier = TextColumn("Supplier", accessor="invoice__supplier__name", orderable=False)
    code = TextColumn("What", accessor="get_code_display", orderable=False)
    message = TextColumn("Why", orderable=False)
    gross_pence = MoneyColumn("Total £", accessor="invoice__gross_pence", orderable=False)
    opened_at = MomentColumn("Since", order_by=("opened_at", "id"))

    caption = "Exceptions"
    nothing = "No exceptions: every invoice that was matched agrees, or waits for its approver."


class ExceptionFilter(ListFilter):
    code = ChoicesFilter(label="What", choices=InvoiceException.Code.choices)
    supplier = django_filters.CharFilter(label="Supplier", method="of_supplier")

    class Meta(ListFilter.Meta):
        model = InvoiceException
        fields: list[str] = []

    def of_supplier(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(
            Q(invoice__supplier__name__icontains=value) | Q(invoice__supplier__number__iexact=value)
        )
