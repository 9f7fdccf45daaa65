"""Invoices come in: by screen, file, electronic invoice or API, and the open items a new authority brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from backoffice.actor import Actor
from backoffice.numbering.services import reserve
from backoffice.services import service
from finance.models import Invoice, InvoiceLine, OrderLine, PurchaseOrder, Supplier, VatCode
from finance.rules.duplicates import number_key
from finance.rules.money import pounds
from finance.rules.vat import recoverable_part, vat_on
from finance.services.invoices.errors import EnteredBefore, InvoiceWrong, NotAdding, SupplierClosed
from finance.services.lines import Line, ids_of, look_up

MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line in codes. What is left out comes from the order's line: VAT code and coding; VAT from the code's rate."""

    description: str
    quantity: Decimal
    net_pence: int
    unit_price_pence: Decimal | None = None
    vat_code: str = ""
    vat_pence: int | None = None
    order_line: int | None = None  # the line's number on the order
    account: str = ""
    cost_centre: str | None = None
    objective: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """An invoice or credit note as it was read. Totals are what the supplier says they are; None where not said."""

    supplier: str  # number
    supplier_number: str
    dated_on: date
    lines: Sequence[NewLine]
    kind: str = Invoice.Kind.INVOICE
    received_on: date | None = None
    due_on: date | None = None
    order: str = ""  # number
    credits: str = ""  # our number of the invoice it takes back
    description: str = ""
    net_pence: int | None = None
    vat_pence: int | None = None
    gross_pence: int | None = None
    paid_pence: int = 0  # of open items taken on
    where: str = ""  # row of a file


@dataclass(slots=True)
class _Known:
    """What the codes of a batch stand for."""

    suppliers: dict[str, Supplier]
    vat_codes: dict[str, VatCode]
    orders: dict[str, PurchaseOrder]
    order_lines: dict[tuple[int, int], OrderLine]
    credited: dict[str, Invoice]
    codes: Any
    before: dict[tuple[int, str, str, date], str] = field(default_factory=dict)


@service(permission="finance.enter_invoice")
def enter_invoices(
    *, actor: Actor, invoices: Sequence[NewInvoice], today: date, source: str = Invoice.Source.SCREEN
) -> list[Invoice]:
    """Take invoices in: all of them, or none. About ten queries, however many. They wait to be matched.

    Open items taken on (`take_on`) are posted without a journal: the opening balances hold their total already.
    """
    known = _look_up(invoices)
    first = reserve("invoice", len(invoices)) if invoices else 0
    heads: list[Invoice] = []
    lines: list[list[InvoiceLine]] = []
    for place, new in enumerate(invoices):
        head, its_lines = _invoice(actor, new, known, today, source)
        head.number = f"INV{first + place:06d}"
        key = (head.supplier_id, head.kind, head.supplier_number_key, head.dated_on)
        if key in known.before:
            raise EnteredBefore(
                f"{new.supplier_number} of {new.dated_on:%-d %B %Y} from {known.suppliers[new.supplier]} was"
                f" entered before, as {known.before[key]}.",
                where=new.where or "supplier_number",
                next_step="Open that invoice; if this is another one, check the number and the date on the paper.",
            )
        known.before[key] = head.number
        heads.append(head)
        lines.append(its_lines)
    Invoice.objects.bulk_create(heads, batch_size=1000)
    for head, its_lines in zip(heads, lines, strict=True):
        for line in its_lines:
            line.invoice_id = head.pk
    InvoiceLine.objects.bulk_create([line for each in lines for line in each], batch_size=2000)
    return heads


@service(permission="finance.enter_invoice")
def enter_invoice(
    *, actor: Actor, new: NewInvoice, today: date, source: str = Invoice.Source.SCREEN
) -> Invoice:
    """Take one invoice in and match it at once."""
    from finance.services.invoices.matching import match_invoices

    (invoice,) = enter_invoices(actor=actor, invoices=[new], today=today, source=source)
    if source != Invoice.Source.TAKE_ON:
        match_invoices(actor=actor, ids=[invoice.pk], today=today)
    invoice.refresh_from_db()
    return invoice


def _look_up(invoices: Sequence[NewInvoice]) -> _Known:
    suppliers = {s.number: s for s in Supplier.objects.filter(number__in={new.supplier for new in invoices})}
    orders = {
        o.number: o for o in PurchaseOrder.objects.filter(number__in={n.order for n in invoices if n.order})
    }
    order_lines = {
        (line.order_id, line.number): line
        for line in OrderLine.objects.filter(order__in=orders.values()).select_related(
            "account", "cost_centre", "objective", "project", "vat_code"
        )
    }
    credited = {
        i.number: i for i in Invoice.objects.filter(number__in={n.credits for n in invoices if n.credits})
    }
    lines = [line for new in invoices for line in new.lines]
    codes = look_up(
        [
            Line(line.account, line.cost_centre, line.objective, 1, "", line.project)
            for line in lines
            if line.account
        ]
        + [
            Line(
                ol.account.code,
                ol.cost_centre.code,
                ol.objective.code if ol.objective else None,
                1,
                "",
                ol.project.code if ol.project else None,
            )
            for ol in order_lines.values()
        ]
    )
    known = _Known(
        suppliers, {v.code: v for v in VatCode.objects.all()}, orders, order_lines, credited, codes
    )
    keys = {number_key(new.supplier_number) for new in invoices}
    for supplier, kind, key, dated_on, number in (
        Invoice.objects.filter(supplier__in=suppliers.values(), supplier_number_key__in=keys)
        .exclude(state__in=("rejected", "cancelled"))
        .values_list("supplier_id", "kind", "supplier_number_key", "dated_on", "number")
    ):
        known.before[supplier, kind, key, dated_on] = number
    return known


def _invoice(
    actor: Actor, new: NewInvoice, known: _Known, today: date, source: str
) -> tuple[Invoice, list[InvoiceLine]]:
    supplier = known.suppliers.get(new.supplier)
    if supplier is None:
        raise InvoiceWrong(
            f"There is no supplier {new.supplier}.",
            where=new.where or "supplier",
            next_step="Choose one from the list of suppliers, or add the supplier first.",
        )
    if supplier.state == Supplier.State.CLOSED and source != Invoice.Source.TAKE_ON:
        raise SupplierClosed(
            f"{supplier} is closed: {supplier.hold_reason}",
            where=new.where or "supplier",
            next_step="Ask for the supplier to be opened again, or send the invoice back.",
        )
    if not new.supplier_number.strip():
        raise InvoiceWrong(
            "The supplier's number of the invoice is missing.", where=new.where or "supplier_number"
        )
    if new.dated_on > today:
        raise InvoiceWrong(
            f"{new.dated_on:%-d %B %Y} is still to come.",
            where=new.where or "dated_on",
            next_step="Give the date on the invoice.",
        )
    order = _order(new, known, supplier)
    credited = _credited(new, known, supplier)
    if not new.lines or len(new.lines) > MOST_LINES:
        raise InvoiceWrong(
            "An invoice has at least one line."
            if not new.lines
            else f"At most {MOST_LINES:,} lines are taken.",
            where=new.where or "lines",
        )
    lines = [_line(number, line, new, order, known, source) for number, line in enumerate(new.lines, start=1)]
    net, vat = sum(line.net_pence for line in lines), sum(line.vat_pence for line in lines)
    _check_totals(new, net, vat)
    if net < 0 or vat < 0 or net + vat <= 0:
        raise NotAdding(
            f"The total is £{pounds(net + vat)}.",
            where=new.where or "lines",
            next_step="Enter what the supplier owes as a credit note, with amounts above nothing.",
        )
    if credited is not None and net + vat > credited.gross_pence:
        raise NotAdding(
            f"£{pounds(net + vat)} is more than {credited} was for, £{pounds(credited.gross_pence)}.",
            where=new.where or "credits",
            next_step="Enter it by itself, or in parts for the invoices it takes back.",
        )
    received = new.received_on or today
    taken_on = source == Invoice.Source.TAKE_ON
    return Invoice(
        kind=new.kind,
        supplier=supplier,
        supplier_number=new.supplier_number.strip(),
        supplier_number_key=number_key(new.supplier_number)[:60],
        dated_on=new.dated_on,
        received_on=received,
        due_on=new.due_on or max(received, new.dated_on) + timedelta(days=supplier.payment_days),
        order=order,
        credits=credited,
        description=(new.description or lines[0].description)[:200],
        net_pence=net,
        vat_pence=vat,
        gross_pence=net + vat,
        paid_pence=new.paid_pence if taken_on else 0,
        state=Invoice.State.POSTED if taken_on else Invoice.State.ENTERED,
        source=source,
        made_by_id=actor.member_id,
    ), lines


def _order(new: NewInvoice, known: _Known, supplier: Supplier) -> PurchaseOrder | None:
    if not new.order:
        return None
    order = known.orders.get(new.order)
    if order is None or order.supplier_id != supplier.pk:
        raise InvoiceWrong(
            f"There is no order {new.order} with {supplier.name}.",
            where=new.where or "order",
            next_step="Correct the number of the order, or leave it out: an approver then looks at it.",
        )
    if order.state == PurchaseOrder.State.CANCELLED:
        raise InvoiceWrong(
            f"Order {order.number} was cancelled: {order.ended_reason}",
            where=new.where or "order",
            next_step="Send the invoice back to the supplier.",
        )
    return order


def _credited(new: NewInvoice, known: _Known, supplier: Supplier) -> Invoice | None:
    if not new.credits:
        return None
    credited = known.credited.get(new.credits)
    if new.kind != Invoice.Kind.CREDIT_NOTE or credited is None or credited.supplier_id != supplier.pk:
        raise InvoiceWrong(
            f"There is no invoice {new.credits} of {supplier.name} to take back.",
            where=new.where or "credits",
            next_step="Give the number the invoice has here, such as INV000001, or leave it out.",
        )
    return credited


def _line(
    number: int, new: NewLine, head: NewInvoice, order: PurchaseOrder | None, known: _Known, source: str
) -> InvoiceLine:
    where = head.where or f"line {number}"
    order_line = None
    if new.order_line is not None:
        order_line = known.order_lines.get((order.pk, new.order_line)) if order else None
        if order_line is None:
            raise InvoiceWrong(
                f"Line {number}: the order has no line {new.order_line}.",
                where=where,
                next_step="Give the number of a line of the order, or leave it out.",
            )
    if new.vat_code:
        vat_code = known.vat_codes.get(new.vat_code)
    else:
        vat_code = order_line.vat_code if order_line else None
    if vat_code is None or not vat_code.is_open_on(head.dated_on):
        raise InvoiceWrong(
            f"Line {number}: there is no VAT code {new.vat_code or '(none given)'} on {head.dated_on:%-d %B %Y}.",
            where=where,
            next_step=f"Give one of {', '.join(sorted(known.vat_codes))}.",
        )
    if new.quantity <= 0:
        raise InvoiceWrong(f"Line {number}: a quantity is above nothing.", where=where)
    vat = vat_on(new.net_pence, vat_code.rate_basis_points) if new.vat_pence is None else new.vat_pence
    line = InvoiceLine(
        number=number,
        description=new.description[:200] or "—",
        order_line=order_line,
        quantity=new.quantity,
        unit_price_pence=(
            new.unit_price_pence
            if new.unit_price_pence is not None
            else (Decimal(new.net_pence) / new.quantity).quantize(Decimal("0.0001"))
        ),
        net_pence=new.net_pence,
        vat_code=vat_code,
        vat_pence=vat,
        recoverable_pence=recoverable_part(vat, vat_code.recoverable_basis_points),
    )
    if new.account or order_line is None:
        if not new.account:
            raise InvoiceWrong(
                f"Line {number}: an account is missing, and no line of an order says which.",
                where=where,
                next_step="Give the account and the cost centre that bear it, or the line of the order.",
            )
        given = Line(new.account, new.cost_centre, new.objective, 1, "", new.project)
        line.account_id, line.cost_centre_id, line.objective_id, line.project_id = ids_of(
            given, known.codes, number
        )
    else:
        line.account_id, line.cost_centre_id = order_line.account_id, order_line.cost_centre_id
        line.objective_id, line.project_id = order_line.objective_id, order_line.project_id
    return line


def _check_totals(new: NewInvoice, net: int, vat: int) -> None:
    for name, said, found in (
        ("net", new.net_pence, net),
        ("VAT", new.vat_pence, vat),
        ("total", new.gross_pence, net + vat),
    ):
        if said is not None and said != found:
            raise NotAdding(
                f"The invoice says {name} £{pounds(said)}; its lines come to £{pounds(found)}.",
                where=new.where or "lines",
                next_step="Compare the lines with the paper: one is missing, twice there, or mistyped.",
            )


def lock_order_lines(ids: list[int]) -> None:
    """Nobody else changes what is received or invoiced of these until the transaction ends. One query, in id order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM finance_orderline WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [ids])
