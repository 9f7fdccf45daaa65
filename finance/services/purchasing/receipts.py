"""What came and what went back: posted as goods received not invoiced, and no longer committed, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db.models import Min

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.jobs.faults import fault_point
from backoffice.links import Link
from backoffice.numbering.services import next_number
from backoffice.services import lock, service
from finance.models import CommitmentEntry, OrderLine, PurchaseOrder, Receipt, ReceiptLine
from finance.queries.coding import control_code
from finance.rules.purchasing import in_quantity, most_receivable, received_value
from finance.services.budgets.commitments import CommitmentLine, check_spend
from finance.services.bulk import NewJournal, post_journals
from finance.services.lines import Line
from finance.services.purchasing.errors import OrderMoved, OwnApproval, TooMuch
from finance.services.purchasing.orders import hold_what_is_left, link_to
from finance.services.purchasing.requisitions import CODES

KIND = "finance.receipt"


@service(permission="finance.receive")
def record_receipt(
    *,
    actor: Actor,
    order: PurchaseOrder,
    quantities: Mapping[int, Decimal],
    received_on: date,
    delivery_note: str = "",
    key: str = "",
    today: date,
) -> Receipt:
    """Record what came: line number -> quantity. It is spent from this moment, and no longer committed.

    `key` makes it idempotent: a form sent twice is received once. Whoever approved the order does not receive it.
    """
    return _record(actor, order, quantities, received_on, delivery_note, "", key, today, is_return=False)


@service(permission="finance.receive")
def record_return(
    *,
    actor: Actor,
    order: PurchaseOrder,
    quantities: Mapping[int, Decimal],
    received_on: date,
    reason: str,
    delivery_note: str = "",
    key: str = "",
    today: date,
) -> Receipt:
    """Record what went back: line number -> quantity above nothing. Of an open order it is expected again.

    What was spent is committed again; close the line or the order where no more is expected.
    """
    if not reason.strip():
        raise Refused("Say why it goes back.", where="reason", code="reason_required")
    return _record(actor, order, quantities, received_on, delivery_note, reason, key, today, is_return=True)


def _record(
    actor: Actor,
    order: PurchaseOrder,
    quantities: Mapping[int, Decimal],
    received_on: date,
    delivery_note: str,
    reason: str,
    key: str,
    today: date,
    *,
    is_return: bool,
) -> Receipt:
    order = lock(order)
    if key:
        again = order.receipts.filter(key=key).first()
        if again is not None:
            return again
    _refuse(actor, order, received_on, today, is_return=is_return)
    signed = {number: -q if is_return else q for number, q in quantities.items() if q}
    lines = list(order.lines.select_related(*CODES).order_by("number"))
    parts = _parts(lines, signed, order)
    _ask_for_excess(actor, parts, received_on)
    receipt = Receipt(
        number=next_number("receipt", prefix="GR"),
        order=order,
        kind=Receipt.Kind.RETURN if is_return else Receipt.Kind.RECEIPT,
        received_on=received_on,
        delivery_note=delivery_note.strip(),
        reason=reason.strip(),
        key=key,
        made_by_id=actor.member_id,
    )
    receipt.save(force_insert=True)
    ReceiptLine.objects.bulk_create(
        ReceiptLine(receipt=receipt, order_line=line, quantity=quantity, net_pence=pence)
        for line, quantity, pence in parts
    )
    fault_point("finance.receipt:posting")
    _post(actor, order, receipt, parts)
    hold_what_is_left(actor=actor, order=order, on=_day_of_release(order, received_on))
    return receipt


def _day_of_release(order: PurchaseOrder, received_on: date) -> date:
    """The day on which it is spent, so that no month counts it as spent and as committed; not before it was held."""
    of_order = link_to(order)
    held = CommitmentEntry.objects.filter(source_kind=of_order.kind, source_id=of_order.id)
    first: date | None = held.aggregate(first=Min("dated_on"))["first"]
    return max(received_on, first) if first else received_on


def _refuse(actor: Actor, order: PurchaseOrder, received_on: date, today: date, *, is_return: bool) -> None:
    if order.approved_by_id == actor.member_id:
        raise OwnApproval(
            "You approved this order, so another person records what was received.",
            next_step="Ask a colleague who may receive goods.",
        )
    if order.state != PurchaseOrder.State.ISSUED and not is_return:
        raise OrderMoved(
            f"{order.number} is {order.get_state_display().lower()}, so nothing can be received on it.",
            next_step="Raise another requisition for what came, or send it back.",
        )
    if received_on > today:
        raise Refused(
            f"{received_on:%-d %B %Y} is in the future.",
            where="received_on",
            next_step="Give the day it came.",
            code="receipt_in_the_future",
        )


def _parts(
    lines: list[OrderLine], signed: Mapping[int, Decimal], order: PurchaseOrder
) -> list[tuple[OrderLine, Decimal, int]]:
    """Line, quantity and pence of what is received; refuses what is more than ordered, or goes back without having come."""
    if not signed:
        raise Refused(
            "No quantity is given.",
            where="lines",
            next_step="Enter what came on one line at least.",
            code="nothing_received",
        )
    unknown = set(signed) - {line.number for line in lines}
    if unknown:
        raise Refused(f"{order.number} has no line {min(unknown)}.", where="lines", code="order_line_unknown")
    parts = []
    for line in lines:
        quantity = signed.get(line.number)
        if quantity is None:
            continue
        where = f"line {line.number}"
        if quantity != quantity.quantize(Decimal("0.001")):
            raise Refused(
                f"Line {line.number}: a quantity has three decimal places at most.",
                where=where,
                code="quantity_too_fine",
            )
        after = line.received_quantity + quantity
        most = most_receivable(line.quantity, line.category.over_receipt_basis_points if line.category else 0)
        if quantity > 0 and after > most:
            raise TooMuch(
                f"Line {line.number}: {in_quantity(line.quantity)} were ordered and {in_quantity(line.received_quantity)}"
                f" received; at most {in_quantity(max(Decimal(0), most - line.received_quantity))} more can be taken.",
                where=where,
                next_step="Send the rest back, or raise a requisition for it.",
            )
        if after < 0:
            raise TooMuch(
                f"Line {line.number}: only {in_quantity(line.received_quantity)} were received.",
                where=where,
                next_step="Enter what goes back of that.",
                code="return_too_much",
            )
        parts.append(
            (line, quantity, received_value(line.received_quantity, quantity, line.unit_price_pence))
        )
    return parts


def _ask_for_excess(actor: Actor, parts: list[tuple[OrderLine, Decimal, int]], on: date) -> None:
    """What comes above the order was never committed: ask the budget for it."""
    excess = [
        CommitmentLine(
            line.account.code,
            line.cost_centre.code,
            line.objective.code if line.objective else None,
            line.project.code if line.project else None,
            min(pence, line.received_pence + pence - line.net_pence),
            line.number,
        )
        for line, quantity, pence in parts
        if quantity > 0 and line.received_pence + pence > line.net_pence
    ]
    if excess:
        check_spend(actor=actor, lines=excess, on=on)


def _post(
    actor: Actor, order: PurchaseOrder, receipt: Receipt, parts: list[tuple[OrderLine, Decimal, int]]
) -> None:
    total = sum(pence for _, _, pence in parts)
    if not any(pence for _, _, pence in parts):
        return  # received free of charge: nothing to accrue
    lines = [
        Line(
            line.account.code,
            line.cost_centre.code,
            line.objective.code if line.objective else None,
            pence,
            f"{order.number}/{line.number} {line.description}"[:200],
            line.project.code if line.project else None,
        )
        for line, _, pence in parts
        if pence
    ]
    lines.append(
        Line(control_code("goods_received"), None, None, -total, f"{receipt.number}, {order.number}")
    )
    key = f"{KIND}:{receipt.pk}"
    what = "Returned" if receipt.kind == Receipt.Kind.RETURN else "Received"
    posted = post_journals(
        actor=actor,
        journals=[
            NewJournal(
                key=key,
                dated_on=receipt.received_on,
                description=f"{what}: {order.number} {order.supplier.name}"[:200],
                lines=lines,
                source=Link(KIND, receipt.pk),
            )
        ],
        made_by=actor.member_id,
        approved_by=order.approved_by_id,
    )
    receipt.journal_id = posted[key]
    receipt.save(update_fields=["journal"])
