"""What a payment run would pay, and what it leaves out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from backoffice.clock import LONDON
from backoffice.ui import formats
from finance.models import Invoice, PaymentItem, Supplier, SupplierBankDetails

TAKE_ON = Invoice.Source.TAKE_ON
CHANGED_LATELY = timedelta(days=60)
"""How long a payment says that its account is a new one."""


@dataclass(frozen=True, slots=True)
class Open:
    """An invoice, or a credit note below nothing, with what is open of it."""

    invoice: Invoice
    amount_pence: int


@dataclass(slots=True)
class Candidate:
    """What one supplier would get."""

    supplier: Supplier
    details: SupplierBankDetails
    items: list[Open] = field(default_factory=list)

    @property
    def total_pence(self) -> int:
        return sum(item.amount_pence for item in self.items)

    @property
    def earliest_due_on(self) -> date:
        return min(item.invoice.due_on for item in self.items)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not paid: an invoice, or all that is open of a supplier."""

    title: str
    url: str
    amount_pence: int
    why: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """By supplier's number, both lists."""

    pay: list[Candidate]
    left_out: list[LeftOut]

    @property
    def total_pence(self) -> int:
        return sum(each.total_pence for each in self.pay)


def open_items(due_by: date) -> QuerySet[Invoice]:
    """Posted invoices due by a day and every posted credit note, of which something is open."""
    return Invoice.objects.filter(
        Q(kind=Invoice.Kind.CREDIT_NOTE) | Q(due_on__lte=due_by),
        state=Invoice.State.POSTED,
        gross_pence__gt=F("paid_pence"),
    )


def candidates(*, due_by: date, lock: bool = False) -> Candidates:
    """Sorted into what can be paid and what cannot. Five queries, however many invoices.

    Credit notes are taken from what a supplier is paid. With `lock`, in a transaction, the invoices stay as they are.
    """
    found = open_items(due_by).order_by("supplier_id", "due_on", "pk")
    if lock:
        list(found.order_by("pk").select_for_update().values_list("pk", flat=True))
    invoices = list(found)
    supplier_ids = {invoice.supplier_id for invoice in invoices}
    suppliers = Supplier.objects.in_bulk(supplier_ids)
    under_way = dict(
        PaymentItem.objects.filter(
            state=PaymentItem.State.IN, invoice__in=[invoice.pk for invoice in invoices]
        ).values_list("invoice_id", "payment__run__number")
    )
    details = _details_of(supplier_ids)
    beyond_ledger = _open_items_beyond_ledger() if any(i.source == TAKE_ON for i in invoices) else 0
    by_supplier: dict[int, list[Open]] = {}
    left_out: list[LeftOut] = []
    for invoice in invoices:
        sign = -1 if invoice.kind == Invoice.Kind.CREDIT_NOTE else 1
        item = Open(invoice, sign * (invoice.gross_pence - invoice.paid_pence))
        if invoice.pk in under_way:
            left_out.append(
                _invoice_out(
                    item,
                    suppliers,
                    f"In payment run {under_way[invoice.pk]}.",
                    "Nothing is to be done: it is paid there.",
                )
            )
        elif invoice.source == TAKE_ON and beyond_ledger:
            left_out.append(
                _invoice_out(
                    item,
                    suppliers,
                    f"Taken on, but open items are £{formats.money(beyond_ledger)} more than the creditors' account owes.",
                    "Post the opening balances, or find the open item that is not owed.",
                )
            )
        elif invoice.is_disputed:
            left_out.append(
                _invoice_out(
                    item,
                    suppliers,
                    f"Disputed: {invoice.dispute_reason}".rstrip(": ") + ".",
                    "Settle the dispute on the invoice's page.",
                )
            )
        else:
            by_supplier.setdefault(invoice.supplier_id, []).append(item)
    pay: list[Candidate] = []
    for supplier_id, items in sorted(by_supplier.items(), key=lambda each: suppliers[each[0]].number):
        supplier = suppliers[supplier_id]
        why = _why_not(supplier, details.get(supplier_id, {}), items)
        if why is None:
            pay.append(Candidate(supplier, details[supplier_id]["current"], items))
        else:
            total = sum(item.amount_pence for item in items)
            left_out.append(
                LeftOut(
                    f"{supplier.number} {supplier.name}",
                    reverse("finance:supplier", args=[supplier.reference]),
                    total,
                    *why,
                )
            )
    return Candidates(pay, sorted(left_out, key=lambda each: each.title))


def _open_items_beyond_ledger() -> int:
    """By how much what is open of invoices exceeds what the ledger owes (0010_payments.sql)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT finance_open_items_beyond_ledger()")
        pence: int = cursor.fetchone()[0]
    return pence


def changed_lately(details: SupplierBankDetails, today: date) -> bool:
    """Whether an account is new enough to say so."""
    return details.decided_at is not None and today - details.decided_at.date() < CHANGED_LATELY


def new_account_words(details: SupplierBankDetails) -> str:
    """When new bank details were agreed and by whom, for a payment to them."""
    assert details.decided_at is not None, "details in use were decided on"
    by = f" by {details.decided_by.name}" if details.decided_by else ""
    return f"New bank details since {formats.day(details.decided_at.astimezone(LONDON).date())}, agreed{by}"


def _details_of(supplier_ids: Iterable[int]) -> dict[int, dict[str, SupplierBankDetails]]:
    found: dict[int, dict[str, SupplierBankDetails]] = {}
    for each in SupplierBankDetails.objects.filter(
        supplier__in=supplier_ids, state__in=["current", "proposed"]
    ).select_related("decided_by"):
        found.setdefault(each.supplier_id, {})[each.state] = each
    return found


def _invoice_out(item: Open, suppliers: dict[int, Supplier], why: str, next_step: str) -> LeftOut:
    invoice = item.invoice
    supplier = suppliers[invoice.supplier_id]
    return LeftOut(
        f"{supplier.number} {supplier.name}, {invoice.number}",
        invoice.get_absolute_url(),
        item.amount_pence,
        why,
        next_step,
    )


def _why_not(
    supplier: Supplier, details: dict[str, SupplierBankDetails], items: list[Open]
) -> tuple[str, str] | None:
    if supplier.state == "on_hold":
        return f"On hold: {supplier.hold_reason}".rstrip(
            ": "
        ) + ".", "Take the hold off on the supplier's page."
    if supplier.state == "closed":
        return "The supplier is closed.", "Open the supplier again, or settle what is open by a credit note."
    if "proposed" in details:
        return (
            "New bank details wait to be checked by a call back.",
            "Have the new details agreed or rejected by another person.",
        )
    if "current" not in details:
        return "No bank details.", "Propose bank details on the supplier's page and have them agreed."
    if sum(item.amount_pence for item in items) <= 0:
        return (
            "Credit notes are as much as the invoices, or more.",
            "They are taken from the next invoices; or ask the supplier to pay the credit.",
        )
    return None
