"""Requisitions, orders and receipts as their readers may see them."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.errors import Missing
from finance.models import OrderLine, PurchaseOrder, Receipt, ReceiptLine, Requisition, RequisitionLine
from finance.queries.purchasing.limits import purchasing_centres

M = TypeVar("M", bound=Model)


def requisitions_for(*, viewer: Actor, on: date | None = None) -> QuerySet[Requisition]:
    """Requisitions the viewer may see, each with `total_pence`: their own, and those of cost centres they answer for."""
    lines = RequisitionLine.objects.filter(requisition=OuterRef("pk"))
    found = Requisition.objects.select_related("supplier", "made_by", "decided_by").annotate(
        total_pence=_sum(lines, "requisition", "net_pence")
    )
    centres = purchasing_centres(viewer=viewer, on=on or business_date())
    if centres is None:
        return found
    if not viewer.can("finance.view_purchasing"):
        return found.none()
    return found.filter(Q(made_by_id=viewer.member_id) | Exists(lines.filter(cost_centre_id__in=centres)))


def requisition_for(*, viewer: Actor, reference: str) -> Requisition:
    """One of them; `Missing`, too, if it is not the viewer's to see."""
    return _one(
        requisitions_for(viewer=viewer).select_related("decided_for", "order"),
        reference,
        "There is no such requisition.",
        "Look for it in the list of requisitions.",
    )


def orders_for(*, viewer: Actor, on: date | None = None) -> QuerySet[PurchaseOrder]:
    """Orders the viewer may see, each with `total_pence`, `received_pence`, `invoiced_pence` and `open_pence`."""
    lines = OrderLine.objects.filter(order=OuterRef("pk"))
    left = lines.filter(is_closed=False, order__state="issued").annotate(
        left=Greatest(F("net_pence") - F("received_pence"), 0)
    )
    found = PurchaseOrder.objects.select_related("supplier", "made_by", "approved_by").annotate(
        total_pence=_sum(lines, "order", "net_pence"),
        received_pence=_sum(lines, "order", "received_pence"),
        invoiced_pence=_sum(lines, "order", "invoiced_pence"),
        open_pence=_sum(left, "order", "left"),
    )
    centres = purchasing_centres(viewer=viewer, on=on or business_date())
    if centres is None:
        return found
    if not viewer.can("finance.view_purchasing"):
        return found.none()
    own = Q(made_by_id=viewer.member_id) | Q(requisition__made_by_id=viewer.member_id)
    return found.filter(own | Exists(lines.filter(cost_centre_id__in=centres)))


def order_for(*, viewer: Actor, reference: str) -> PurchaseOrder:
    """One of them; `Missing`, too, if it is not the viewer's to see."""
    return _one(
        orders_for(viewer=viewer).select_related("requisition__made_by", "ended_by"),
        reference,
        "There is no such order.",
        "Look for it in the list of orders.",
    )


def receipts_for(*, viewer: Actor, on: date | None = None) -> QuerySet[Receipt]:
    """Receipts of orders the viewer may see, and their own, each with `total_pence`."""
    total = _sum(ReceiptLine.objects.filter(receipt=OuterRef("pk")), "receipt", "net_pence")
    found = Receipt.objects.select_related("order__supplier", "made_by", "journal").annotate(
        total_pence=total
    )
    centres = purchasing_centres(viewer=viewer, on=on or business_date())
    if centres is None:
        return found
    if not viewer.can("finance.view_purchasing"):
        return found.none()
    seen = orders_for(viewer=viewer, on=on).order_by().values("pk")
    return found.filter(Q(made_by_id=viewer.member_id) | Q(order_id__in=seen))


def receipt_for(*, viewer: Actor, reference: str) -> Receipt:
    """One of them; `Missing`, too, if it is not the viewer's to see."""
    return _one(
        receipts_for(viewer=viewer),
        reference,
        "There is no such receipt.",
        "Look for it in the list of receipts.",
    )


def _sum(lines: QuerySet[M], parent: str, column: str) -> Coalesce:
    sums = lines.order_by().values(parent).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(sums), 0)


def _one(found: QuerySet[M], reference: str, message: str, next_step: str) -> M:
    one = found.filter(reference=reference).first()
    if one is None:
        raise Missing(message, next_step=next_step)
    return one
