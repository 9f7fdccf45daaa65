"""Orders: placed from an approved requisition, sent, amended, closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.documents.services import store_document
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.numbering.services import next_number
from backoffice.services import lock, service
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.models import Member
from finance.models import OrderLine, PurchaseOrder, Requisition, Supplier
from finance.rules.money import pounds
from finance.rules.purchasing import value_of
from finance.services.budgets.commitments import BudgetAnswer, commit
from finance.services.purchasing.errors import LinesWrong, OrderHasReceipts, OrderMoved, RequisitionMoved
from finance.services.purchasing.lines import PurchaseLine, coded, commitments_of
from finance.services.purchasing.requisitions import CODES, lines_with_codes, refuse_closed
from finance.services.purchasing.requisitions import link_to as link_to_requisition

KIND = "finance.order"
State = PurchaseOrder.State
LINE_FIELDS = (
    "number",
    "description",
    "category_id",
    "quantity",
    "unit",
    "unit_price_pence",
    "net_pence",
    "vat_code_id",
    "account_id",
    "cost_centre_id",
    "objective_id",
    "project_id",
)


def link_to(order: PurchaseOrder) -> Link:
    """What its commitment, documents and journals point to."""
    return Link(KIND, order.pk)


def order_lines(order: PurchaseOrder) -> list[OrderLine]:
    """Its lines in order, with all they are coded to. One query."""
    return list(order.lines.select_related(*CODES).order_by("number"))


def hold_what_is_left(
    *, actor: Actor, order: PurchaseOrder, on: date, replaces: Link | None = None
) -> BudgetAnswer:
    """Make the order hold what is still to come of it, no more and no less. Part of every service that changes either."""
    lines = order_lines(order) if order.state == State.ISSUED else []
    return commit(actor=actor, source=link_to(order), lines=commitments_of(lines), on=on, replaces=replaces)


@service(permission="finance.order")
def place_order(
    *,
    actor: Actor,
    requisition: Requisition,
    supplier: Supplier | None = None,
    deliver_to: str = "",
    today: date,
) -> PurchaseOrder:
    """Turn an approved requisition into an order. Its budget moves from the one to the other in one decision.

    Asked twice, ordered once.
    """
    requisition = lock(requisition)
    if requisition.state == Requisition.State.ORDERED:
        return PurchaseOrder.objects.get(requisition=requisition)
    if requisition.state != Requisition.State.APPROVED:
        raise RequisitionMoved(
            f"{requisition.number} is {requisition.get_state_display().lower()}.",
            next_step="Only an approved requisition can be ordered.",
        )
    assert requisition.decided_by_id is not None, "somebody approved it"
    supplier = supplier or requisition.supplier
    if requisition.supplier is not None and supplier != requisition.supplier:
        raise Refused(
            f"{requisition.number} was approved for {requisition.supplier.name}.",
            where="supplier",
            next_step="Order from that supplier, or have a requisition for another one approved.",
            code="order_of_another_supplier",
        )
    if supplier is None:
        raise Refused("Choose the supplier.", where="supplier", code="supplier_required")
    supplier = Supplier.objects.select_for_update(of=("self",), no_key=True).get(pk=supplier.pk)
    refuse_closed(supplier)
    order = PurchaseOrder(
        number=next_number("purchase_order", prefix="PO"),
        supplier=supplier,
        requisition=requisition,
        title=requisition.title,
        ordered_on=today,
        needed_on=requisition.needed_on,
        deliver_to=deliver_to.strip() or requisition.deliver_to,
        made_by_id=actor.member_id,
        approved_by_id=requisition.decided_by_id,
    )
    order.save(force_insert=True)
    OrderLine.objects.bulk_create(
        OrderLine(order=order, **{name: getattr(line, name) for name in LINE_FIELDS})
        for line in lines_with_codes(requisition)
    )
    requisition.state = Requisition.State.ORDERED
    requisition.save(update_fields=["state"])
    hold_what_is_left(actor=actor, order=order, on=today, replaces=link_to_requisition(requisition))
    return order


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a line becomes: less of it, cheaper, or no more of it expected."""

    quantity: Decimal
    unit_price_pence: int
    description: str
    is_closed: bool = False


@service(permission="finance.order")
def amend_order(
    *,
    actor: Actor,
    order: PurchaseOrder,
    lines: Mapping[int, Amendment],
    needed_on: date | None = None,
    deliver_to: str = "",
    reason: str,
    today: date,
) -> PurchaseOrder:
    """Change an order without making it dearer: what is more takes a requisition of its own. What is less is free again."""
    order = _issued(order)
    if not reason.strip():
        raise Refused("Say why the order changes.", where="reason", code="reason_required")
    changed = []
    for line in order.lines.select_for_update().order_by("number"):
        given = lines.get(line.number)
        if given is not None and _amend(line, given):
            changed.append(line)
    for line in changed:
        line.save(update_fields=["quantity", "unit_price_pence", "net_pence", "description", "is_closed"])
    order.needed_on, order.deliver_to = needed_on, deliver_to.strip()
    order.save(update_fields=["needed_on", "deliver_to"])
    hold_what_is_left(actor=actor, order=order, on=today)
    return order


@service(permission="finance.order")
def close_order(*, actor: Actor, order: PurchaseOrder, reason: str, today: date) -> PurchaseOrder:
    """Expect nothing more of an order; the budget of what did not come is free again. Asked twice, closed once."""
    order = lock(order)
    if order.state == State.CLOSED:
        return order
    return _end(actor, _issued(order), State.CLOSED, reason, today)


@service(permission="finance.order")
def cancel_order(*, actor: Actor, order: PurchaseOrder, reason: str, today: date) -> PurchaseOrder:
    """Take an order back of which nothing has come; its budget is free again. Asked twice, cancelled once."""
    order = lock(order)
    if order.state == State.CANCELLED:
        return order
    order = _issued(order)
    if order.lines.exclude(received_quantity=0).exists() or order.lines.exclude(invoiced_pence=0).exists():
        raise OrderHasReceipts(
            f"Something of {order.number} was received or invoiced.",
            next_step="Close it instead, or record what goes back first.",
        )
    return _end(actor, order, State.CANCELLED, reason, today)


@service(permission="finance.order")
def record_sent(
    *, actor: Actor, order: PurchaseOrder, sent_to: str = "", document: bytes | None = None
) -> PurchaseOrder:
    """Write down that the supplier was sent the order; `document` is what it was sent, kept as it was."""
    order = lock(order)
    order.sent_at, order.sent_to = timezone.now(), sent_to
    order.save(update_fields=["sent_at", "sent_to"])
    if document is not None:
        store_document(
            actor=actor,
            kind="finance.order_sent",
            filename=f"{order.number}.pdf",
            content=document,
            about=link_to(order),
        )
    return order


def refuse_unsendable(order: PurchaseOrder, sent_to: str) -> None:
    """Refuse to mail an order that is over, has no address, or where the service sends no mail."""
    if order.state != State.ISSUED:
        raise OrderMoved(
            f"{order.number} is {order.get_state_display().lower()}.", next_step="Look at it again."
        )
    if not mail_is_configured():
        raise Refused(
            "This service has no mail server, so the order was not sent.",
            next_step="Download the PDF, send it yourself, and record that it was sent.",
            code="no_mail",
        )
    if not sent_to:
        raise Refused(
            f"{order.supplier} has no e-mail address for orders.",
            where="sent_to",
            next_step="Enter one, or download the PDF and post it.",
            code="supplier_has_no_email",
        )


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order placed before the authority came here: what is still to come of it."""

    number: str
    supplier: Supplier
    title: str
    ordered_on: date
    approved_by: Member
    lines: Sequence[PurchaseLine]
    needed_on: date | None = None
    deliver_to: str = ""


@service(permission="finance.change_purchasing_rules")
def take_on_orders(*, actor: Actor, orders: Sequence[OpenOrder], today: date) -> dict[str, int]:
    """Take open orders on from the system before, with its numbers, approved there by the member each names.

    They hold their budget from today. One that is there already is left as it is.
    """
    known = set(
        PurchaseOrder.objects.filter(number__in=[o.number for o in orders]).values_list("number", flat=True)
    )
    added = 0
    for given in orders:
        if given.number in known:
            continue
        refuse_closed(given.supplier)
        if given.approved_by.pk == actor.member_id:
            raise Refused(
                f"{given.number}: you cannot take on orders as approved by yourself.",
                where="approved_by",
                next_step="Have a colleague load these.",
                code="take_on_own_approval",
            )
        made = coded(given.lines, on=today)
        order = PurchaseOrder(
            number=given.number,
            supplier=given.supplier,
            title=given.title,
            ordered_on=given.ordered_on,
            needed_on=given.needed_on,
            deliver_to=given.deliver_to,
            made_by_id=actor.member_id,
            approved_by=given.approved_by,
            origin="take_on",
        )
        order.save(force_insert=True)
        OrderLine.objects.bulk_create(OrderLine(order=order, **fields) for fields in made)
        hold_what_is_left(actor=actor, order=order, on=today)
        added += 1
    return {"added": added}


def _amend(line: OrderLine, given: Amendment) -> bool:
    where = f"line {line.number}"
    before = (line.quantity, line.unit_price_pence, line.description, line.is_closed)
    if given.quantity <= 0 or given.unit_price_pence < 0:
        raise LinesWrong(f"Line {line.number}: give a quantity above nothing.", where=where)
    if given.quantity < line.received_quantity:
        raise LinesWrong(
            f"Line {line.number}: {line.received_quantity:g} were received already.",
            where=where,
            next_step="Record what goes back first, or tick that no more is expected.",
        )
    if given.unit_price_pence != line.unit_price_pence and line.received_quantity:
        raise LinesWrong(
            f"Line {line.number}: part of it was received at £{pounds(line.unit_price_pence)}.",
            where=where,
            next_step="Leave the price; the invoice is matched to what was received.",
        )
    net = value_of(given.quantity, given.unit_price_pence)
    if net > line.net_pence:
        raise LinesWrong(
            f"Line {line.number}: it would be £{pounds(net - line.net_pence)} dearer than what was approved.",
            where=where,
            next_step="Raise another requisition for what is more.",
            code="finance_order_within_approval",
        )
    line.quantity, line.unit_price_pence, line.net_pence = given.quantity, given.unit_price_pence, net
    line.description, line.is_closed = given.description.strip() or line.description, given.is_closed
    return before != (line.quantity, line.unit_price_pence, line.description, line.is_closed)


def _end(actor: Actor, order: PurchaseOrder, state: str, reason: str, today: date) -> PurchaseOrder:
    if not reason.strip():
        raise Refused("Say why.", where="reason", code="reason_required")
    order.state, order.ended_reason = state, reason.strip()
    order.ended_by_id, order.ended_at = actor.member_id, timezone.now()
    order.save(update_fields=["state", "ended_reason", "ended_by", "ended_at"])
    hold_what_is_left(actor=actor, order=order, on=today)
    return order


def _issued(order: PurchaseOrder) -> PurchaseOrder:
    order = lock(order)
    if order.state != State.ISSUED:
        by = f"; {order.ended_by.name} did that: {order.ended_reason}" if order.ended_by else ""
        raise OrderMoved(
            f"{order.number} is {order.get_state_display().lower()}{by}.",
            next_step="Raise another requisition for what is needed.",
        )
    return order
