"""What purchasing puts before people: what to approve, check, order and receive, and what waits for others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.work import WorkKind, WorkRow, register
from finance.models import PurchaseOrder, Requisition, RequisitionLine, SupplierBankDetails
from finance.queries.purchasing import Limits, bank_details_for, orders_for, requisitions_for
from finance.rules.money import pounds
from finance.services.purchasing.limits import decide

MOST = 50


def _to_approve(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Those within the viewer's limit or that of somebody they stand in for; never their own."""
    waiting = list(
        requisitions_for(viewer=viewer, on=today)
        .filter(state=Requisition.State.AWAITING)
        .exclude(made_by_id=viewer.member_id)
        .order_by("submitted_at", "id")[: 4 * MOST]
    )
    if not waiting:
        return []
    parts: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
    lines = RequisitionLine.objects.filter(requisition_id__in=[each.pk for each in waiting])
    for id, centre, category in lines.values_list("requisition_id", "cost_centre_id", "category_id"):
        parts[id].add((centre, category))
    limits, rows = Limits(today), []
    for each in waiting:
        total: int = each.total_pence  # type: ignore[attr-defined]
        decision = decide(
            limits, actor=viewer, amount_pence=total, parts=parts[each.pk], makers=[each.made_by_id]
        )
        if decision.allowed:
            covered = f", for {decision.through.from_member.name}" if decision.through else ""
            rows.append(_requisition(each, f"From {each.made_by.name}{covered}"))
    return rows[:MOST]


def _to_order(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = requisitions_for(viewer=viewer, on=today).filter(state=Requisition.State.APPROVED)
    return [
        _requisition(each, f"From {each.made_by.name}") for each in found.order_by("decided_at", "id")[:MOST]
    ]


def _came_back(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = requisitions_for(viewer=viewer, on=today).filter(
        state=Requisition.State.REJECTED, made_by_id=viewer.member_id
    )
    return [_requisition(each, each.decided_reason) for each in found.order_by("decided_at", "id")[:MOST]]


def _sent_on(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = requisitions_for(viewer=viewer, on=today).filter(
        state__in=(Requisition.State.AWAITING, Requisition.State.APPROVED), made_by_id=viewer.member_id
    )
    return [
        _requisition(each, each.get_state_display()) for each in found.order_by("submitted_at", "id")[:MOST]
    ]


def _to_check(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = (
        bank_details_for(viewer=viewer)
        .filter(state=SupplierBankDetails.State.PROPOSED)
        .exclude(proposed_by_id=viewer.member_id)
        .order_by("proposed_at", "id")
    )
    return [
        WorkRow(
            title=str(each.supplier),
            url=each.get_absolute_url(),
            due_on=None,
            size="",
            since=each.proposed_at,
            detail=f"Proposed by {each.proposed_by.name}: call the supplier",
        )
        for each in found[:MOST]
    ]


def _overdue(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Orders that were to come by today; of whoever may receive, not of their approver."""
    late = orders_for(viewer=viewer, on=today).filter(state=PurchaseOrder.State.ISSUED, needed_on__lte=today)
    still_open: dict[str, Any] = {"open_pence__gt": 0}  # an annotation
    found = late.filter(**still_open).exclude(approved_by_id=viewer.member_id).order_by("needed_on", "id")
    return [_order(each) for each in found[:MOST]]


def _to_send(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Orders the supplier does not have yet, as far as we know: one of which something came was sent somehow."""
    found = orders_for(viewer=viewer, on=today).filter(
        state=PurchaseOrder.State.ISSUED, sent_at__isnull=True, origin="", receipts__isnull=True
    )
    return [_order(each) for each in found.order_by("id")[:MOST]]


def _requisition(each: Any, detail: str) -> WorkRow:
    return WorkRow(
        title=str(each),
        url=each.get_absolute_url(),
        due_on=each.needed_on,
        size=f"£{pounds(each.total_pence)}",
        since=each.submitted_at or each.made_at,
        detail=detail,
    )


def _order(each: Any) -> WorkRow:
    return WorkRow(
        title=str(each),
        url=each.get_absolute_url(),
        due_on=each.needed_on,
        size=f"£{pounds(each.open_pence)}",
        since=each.ordered_on,
        detail=each.supplier.name,
    )


def offer() -> None:
    """Offer them to the authority's home."""
    for code, label, permission, rows, tab in (
        (
            "approve_requisitions",
            "Requisitions to approve",
            "finance.approve_requisition",
            _to_approve,
            "mine",
        ),
        ("check_bank_details", "Bank details to check", "finance.approve_suppliers", _to_check, "mine"),
        ("place_orders", "Approved requisitions to order", "finance.order", _to_order, "mine"),
        ("send_orders", "Orders to send", "finance.order", _to_send, "mine"),
        ("receive_orders", "Orders that should have come", "finance.receive", _overdue, "mine"),
        ("returned_requisitions", "Requisitions that came back", "finance.requisition", _came_back, "mine"),
        ("sent_requisitions", "Requisitions on their way", "finance.requisition", _sent_on, "sent"),
    ):
        register(
            WorkKind(
                code=f"finance.{code}",
                label=label,
                function="finance",
                permission=permission,
                rows=rows,
                tab=tab,
            )
        )
