"""Reports on invoices: what is not matched, and VAT by code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Sum, Value, When
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.reports import Column, Report, register
from backoffice.ui.forms import DateField, UiForm
from finance.models import Invoice, InvoiceLine
from finance.queries.invoices import exceptions_for, invoices_for

NOT_MATCHED = [
    Column("number", "Invoice", "reference"),
    Column("supplier", "Supplier"),
    Column("supplier_number", "Their number"),
    Column("dated_on", "Date", "date"),
    Column("due_on", "Due", "date"),
    Column("gross_pence", "Total £", "money"),
    Column("state", "State"),
    Column("why", "Why"),
]
VAT = [
    Column("code", "VAT code", "reference"),
    Column("name", "Name"),
    Column("lines", "Lines", "integer"),
    Column("net_pence", "Net £", "money"),
    Column("vat_pence", "VAT £", "money"),
    Column("recoverable_pence", "Recovered £", "money"),
    Column("cost_pence", "Not recovered £", "money"),
]


class DaysForm(UiForm):
    """From a tax point to another, both in."""

    first = DateField(label="Tax point from", error_messages={"required": "Enter the first day"})
    last = DateField(label="Tax point to", error_messages={"required": "Enter the last day"})


def _not_matched(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    why: dict[int, list[str]] = {}
    for exception in exceptions_for(viewer=viewer).order_by("id"):
        why.setdefault(exception.invoice_id, []).append(exception.message)
    open_ones = invoices_for(viewer=viewer).filter(
        state__in=(Invoice.State.ENTERED, Invoice.State.EXCEPTION, Invoice.State.AWAITING)
    )
    for invoice in open_ones.order_by("due_on", "id").iterator(chunk_size=2000):
        yield (
            invoice.number,
            invoice.supplier.name,
            invoice.supplier_number,
            invoice.dated_on,
            invoice.due_on,
            invoice.sign * invoice.gross_pence,
            invoice.get_state_display(),
            " ".join(why.get(invoice.pk, [])),
        )


def _vat(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    if not viewer.can("finance.view"):
        return
    sign = Case(
        When(invoice__kind=Invoice.Kind.CREDIT_NOTE, then=Value(-1)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = (
        InvoiceLine.objects.filter(
            invoice__state=Invoice.State.POSTED, invoice__dated_on__range=(params["first"], params["last"])
        )
        .exclude(invoice__source=Invoice.Source.TAKE_ON)
        .values_list("vat_code__code", "vat_code__name")
        .annotate(
            lines=Count("id"),
            net=Sum(F("net_pence") * sign),
            vat=Sum(F("vat_pence") * sign),
            recovered=Sum(F("recoverable_pence") * sign),
        )
        .order_by("vat_code__code")
    )
    totals = [0, 0, 0, 0]
    for code, name, lines, net, vat, recovered in rows:
        totals = [t + v for t, v in zip(totals, (lines, net, vat, recovered), strict=True)]
        yield code, name, lines, net, vat, recovered, vat - recovered
    yield None, "Total", *totals, totals[2] - totals[3]


def _invoice_url(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str | None:
    return f"{reverse('finance:invoices')}?q={row[0]}"


def offer() -> None:
    """Offer them on the reports page."""
    register(
        Report(
            code="finance.invoices_not_matched",
            label="Invoices not posted",
            permission="finance.view",
            columns=NOT_MATCHED,
            rows=_not_matched,
            links=_invoice_url,
            description="Every invoice on its way to the ledger, with what it waits for.",
            function="finance",
        )
    )
    register(
        Report(
            code="finance.vat_by_code",
            label="VAT on purchases by code",
            permission="finance.view",
            columns=VAT,
            rows=_vat,
            form=DaysForm,
            description="Posted invoices and credit notes by tax point: net, VAT, and what of it is recovered.",
            function="finance",
        )
    )
