"""Reports on what is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from backoffice.actor import Actor
from backoffice.reports import Column, Report, register
from finance.forms.purchasing import OpenOrdersForm
from finance.models import OrderLine, PurchaseOrder
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import orders_for, suppliers_for
from finance.rules.purchasing import still_committed

ORDER_COLUMNS = [
    Column("order", "Order", "reference"),
    Column("line", "Line", "integer"),
    Column("ordered_on", "Ordered", "date"),
    Column("needed_on", "Needed by", "date"),
    Column("supplier", "Supplier"),
    Column("description", "What"),
    Column("cost_centre", "Cost centre", "reference"),
    Column("account", "Account", "reference"),
    Column("quantity", "Ordered", "decimal"),
    Column("received", "Received", "decimal"),
    Column("net_pence", "Net £", "money"),
    Column("received_pence", "Received £", "money"),
    Column("invoiced_pence", "Invoiced £", "money"),
    Column("open_pence", "Still committed £", "money"),
]
SUPPLIER_COLUMNS = [
    Column("number", "Supplier", "reference"),
    Column("name", "Name"),
    Column("kind", "Kind"),
    Column("vat_number", "VAT number"),
    Column("state", "State"),
    Column("payment_days", "Paid within (days)", "integer"),
]
GRNI_COLUMNS = [
    Column("order", "Order", "reference"),
    Column("line", "Line", "integer"),
    Column("supplier", "Supplier"),
    Column("description", "What"),
    Column("received_pence", "Received £", "money"),
    Column("invoiced_pence", "Invoiced £", "money"),
    Column("open_pence", "Not invoiced £", "money"),
]


def _lines(viewer: Actor) -> Any:
    seen = orders_for(viewer=viewer).order_by().values("pk")
    found = OrderLine.objects.filter(order_id__in=seen).select_related(
        "order__supplier", "account", "cost_centre"
    )
    return found.order_by("order__number", "number")


def _open_orders(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    lines = _lines(viewer).filter(order__state=PurchaseOrder.State.ISSUED)
    until = OpenOrdersForm.day_of(params)
    if until is not None:
        lines = lines.filter(order__ordered_on__lte=until)
    for line in lines.iterator(chunk_size=1000):
        left = still_committed(
            net_pence=line.net_pence, received_pence=line.received_pence, is_over=line.is_closed
        )
        if not left:
            continue
        yield (
            line.order.number,
            line.number,
            line.order.ordered_on,
            line.order.needed_on,
            line.order.supplier.name,
            line.description,
            line.cost_centre.code,
            line.account.code,
            line.quantity,
            line.received_quantity,
            line.net_pence,
            line.received_pence,
            line.invoiced_pence,
            left,
        )


def _not_invoiced(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    lines = _lines(viewer).filter(~Q(received_pence=F("invoiced_pence")))
    for line in lines.iterator(chunk_size=1000):
        yield (
            line.order.number,
            line.number,
            line.order.supplier.name,
            line.description,
            line.received_pence,
            line.invoiced_pence,
            line.received_pence - line.invoiced_pence,
        )


def _suppliers(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    for each in suppliers_for(viewer=viewer).order_by("number").iterator(chunk_size=1000):
        yield (
            each.number,
            each.name,
            each.get_kind_display(),
            each.vat_number,
            each.get_state_display(),
            each.payment_days,
        )


def _to_order(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str | None:
    found = orders_for(viewer=viewer).filter(number=row[0]).first()
    return found.get_absolute_url() if found else None


def offer() -> None:
    """Offer them on the reports page."""
    register(
        Report(
            code="finance.open_orders",
            label="Open orders",
            permission=SEES_PURCHASING,
            columns=ORDER_COLUMNS,
            rows=_open_orders,
            description="Lines of orders of which something is still to come, with what they hold of the budget.",
            form=OpenOrdersForm,
            function="finance",
            links=_to_order,
        )
    )
    register(
        Report(
            code="finance.received_not_invoiced",
            label="Goods received not invoiced",
            permission=SEES_PURCHASING,
            columns=GRNI_COLUMNS,
            rows=_not_invoiced,
            description="Order lines whose receipts and invoices differ: what the control account is made of.",
            function="finance",
            links=_to_order,
        )
    )
    register(
        Report(
            code="finance.suppliers",
            label="Suppliers",
            permission=SEES_PURCHASING,
            columns=SUPPLIER_COLUMNS,
            rows=_suppliers,
            description="Every supplier. Account numbers are not given.",
            function="finance",
        )
    )
