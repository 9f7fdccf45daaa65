"""Invoices as screens and other parts of finance read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.errors import Missing
from finance.models import Invoice, InvoiceException, InvoiceLine, InvoiceUpload
from finance.queries.budgets.holders import visible_centres
from finance.rules.matching import plain


def payable(*, due_by: date | None) -> QuerySet[Invoice]:
    """What a payment run may take: posted, not disputed, not all paid, the supplier open; due by then, if given.

    Credit notes are among them: they have no due date to wait for.
    """
    found = Invoice.objects.filter(
        state=Invoice.State.POSTED,
        is_disputed=False,
        paid_pence__lt=F("gross_pence"),
        supplier__state="open",
    )
    if due_by is not None:
        found = found.filter(Q(due_on__lte=due_by) | Q(kind=Invoice.Kind.CREDIT_NOTE))
    return found


def invoices_for(*, viewer: Actor) -> QuerySet[Invoice]:
    """The invoices the viewer may see: all with `finance.view`; else their own and those of cost centres they hold."""
    found = Invoice.objects.select_related("supplier", "order")
    if viewer.can("finance.view"):
        return found
    if not viewer.can("finance.view_purchasing"):
        return found.none()
    centres = visible_centres(viewer, business_date()) or set()
    line = InvoiceLine.objects.filter(invoice=OuterRef("pk"), cost_centre_id__in=centres)
    return found.filter(Q(made_by_id=viewer.member_id) | Exists(line))


def invoice_for(*, viewer: Actor, reference: str) -> Invoice:
    """One invoice with whom and what it names, or `Missing`. One query."""
    found = (
        invoices_for(viewer=viewer)
        .select_related(
            "made_by", "approved_by", "decided_by", "disputed_by", "journal", "credits", "order__approved_by"
        )
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Missing("There is no such invoice.", next_step="Look for it in the list of invoices.")
    return found


def exceptions_for(*, viewer: Actor) -> QuerySet[InvoiceException]:
    """The open exceptions of the invoices the viewer may see."""
    return InvoiceException.objects.filter(
        settled_at__isnull=True, invoice__in=invoices_for(viewer=viewer).values("pk")
    ).select_related("invoice__supplier", "invoice__made_by", "line", "like")


def exception_for(*, viewer: Actor, reference: str) -> InvoiceException:
    """One exception, settled ones, too, or `Missing`."""
    found = (
        InvoiceException.objects.filter(invoice__in=invoices_for(viewer=viewer).values("pk"))
        .select_related("invoice__supplier", "line", "like")
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Missing("There is no such exception.", next_step="Look at the list of exceptions.")
    return found


def upload_for(*, viewer: Actor, reference: str) -> InvoiceUpload:
    """One electronic invoice that was read, or `Missing`."""
    found = InvoiceUpload.objects.select_related("document", "invoice").filter(reference=reference).first()
    if found is None or not viewer.can("finance.enter_invoice"):
        raise Missing("There is no such upload.", next_step="Upload the file again.")
    return found


def waiting_for(*, viewer: Actor) -> QuerySet[Invoice]:
    """Invoices the viewer may be asked to approve: not those they entered."""
    if not viewer.can("finance.approve_invoice"):
        return Invoice.objects.none()
    return (
        invoices_for(viewer=viewer)
        .filter(state=Invoice.State.AWAITING)
        .exclude(made_by_id=viewer.member_id)
        .order_by("due_on", "id")
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """A line side by side with what was ordered and received, and why it does not match."""

    line: InvoiceLine
    ordered: str
    ordered_price_pence: int | None
    received: str
    invoiced_before: str
    problems: list[str]


def compared_lines(invoice: Invoice, open_exceptions: list[InvoiceException]) -> list[Compared]:
    """Each line of an invoice beside its order's. One query."""
    problems: dict[int | None, list[str]] = {}
    for exception in open_exceptions:
        problems.setdefault(exception.line_id, []).append(exception.message)
    found = []
    posted = invoice.state == Invoice.State.POSTED
    for line in invoice.lines.select_related(
        "order_line", "vat_code", "account", "cost_centre", "objective", "project"
    ).order_by("number"):
        of = line.order_line
        before = of.invoiced_quantity - (invoice.sign * line.quantity if posted else 0) if of else Decimal(0)
        found.append(
            Compared(
                line,
                f"{plain(of.quantity)} {of.unit}" if of else "",
                of.unit_price_pence if of else None,
                plain(of.received_quantity) if of else "",
                plain(before) if of else "",
                problems.get(line.pk, []),
            )
        )
    return found


def unposted_in(first: date, last: date, most: int) -> list[Invoice]:
    """Invoices dated in these days that are on their way to the ledger, the earliest first. One query."""
    return list(
        Invoice.objects.filter(
            dated_on__range=(first, last),
            state__in=(Invoice.State.ENTERED, Invoice.State.EXCEPTION, Invoice.State.AWAITING),
        )
        .select_related("supplier")
        .order_by("dated_on", "id")[:most]
    )
