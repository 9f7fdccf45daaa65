"""What invoices put before people: exceptions to settle, invoices to approve, disputes, and what waits for others."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.work import WorkKind, WorkRow, register
from finance.models import Invoice
from finance.queries.invoices import exceptions_for, invoices_for, waiting_for
from finance.queries.invoices.holders import may_be_asked
from finance.rules.money import pounds

MOST = 50


def _exceptions(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = exceptions_for(viewer=viewer).exclude(invoice__made_by_id=viewer.member_id)
    return [
        WorkRow(
            title=f"{exception.invoice.number} {exception.invoice.supplier.name}",
            url=exception.invoice.get_absolute_url(),
            due_on=exception.invoice.due_on,
            size=f"£{pounds(exception.invoice.gross_pence)}",
            since=exception.opened_at,
            detail=f"{exception.get_code_display()}: {exception.message}",
        )
        for exception in found.order_by("opened_at", "id")[:MOST]
    ]


def _to_approve(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = list(waiting_for(viewer=viewer).select_related("made_by")[: 4 * MOST])
    return [_row(i, f"From {i.made_by.name}") for i in may_be_asked(viewer, found, today)[:MOST]]


def _disputed(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = invoices_for(viewer=viewer).filter(is_disputed=True).exclude(state__in=("rejected", "cancelled"))
    return [_row(invoice, invoice.dispute_reason) for invoice in found.order_by("disputed_at", "id")[:MOST]]


def _sent_on(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = invoices_for(viewer=viewer).filter(
        state__in=(Invoice.State.AWAITING, Invoice.State.EXCEPTION), made_by_id=viewer.member_id
    )
    return [_row(invoice, invoice.get_state_display()) for invoice in found.order_by("due_on", "id")[:MOST]]


def _row(invoice: Invoice, detail: str) -> WorkRow:
    return WorkRow(
        title=f"{invoice.number} {invoice.supplier.name}",
        url=invoice.get_absolute_url(),
        due_on=invoice.due_on,
        size=f"£{pounds(invoice.gross_pence)}",
        since=invoice.made_at,
        detail=detail,
    )


def offer() -> None:
    """Offer them to the authority's home."""
    for code, label, permission, rows, tab in (
        ("finance.invoice_exceptions", "Invoice exceptions", "finance.resolve_invoice", _exceptions, "mine"),
        (
            "finance.invoices_to_approve",
            "Invoices to approve",
            "finance.approve_invoice",
            _to_approve,
            "mine",
        ),
        ("finance.invoices_disputed", "Disputed invoices", "finance.resolve_invoice", _disputed, "mine"),
        ("finance.invoices_sent", "Invoices waiting for others", "finance.enter_invoice", _sent_on, "sent"),
    ):
        register(
            WorkKind(code=code, label=label, function="finance", permission=permission, rows=rows, tab=tab)
        )
