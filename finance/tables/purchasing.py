"""Suppliers, requisitions, orders, receipts and their rules as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.tenancy.roles import ROLES
from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter, TickFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, StatusColumn, TextColumn
from finance.models import ApprovalLimit, Category, Delegation, PurchaseOrder, Receipt, Requisition, Supplier

SUPPLIER_MEANINGS = {"open": "done", "on_hold": "attention", "closed": "off"}
REQUISITION_MEANINGS = {
    "draft": "draft",
    "awaiting": "waiting",
    "approved": "ready",
    "ordered": "done",
    "rejected": "problem",
    "cancelled": "off",
}
ORDER_MEANINGS = {"issued": "active", "closed": "done", "cancelled": "off"}
RECEIPT_MEANINGS = {"receipt": "done", "return": "attention"}
BANK_MEANINGS = {"proposed": "waiting", "current": "done", "rejected": "problem", "superseded": "off"}


class SupplierTable(ListTable):
    number = TextColumn("Supplier", url=lambda s: s.get_absolute_url())
    name = TextColumn("Name")
    kind = TextColumn("Kind", accessor="get_kind_display", orderable=False)
    category = TextColumn("Category", accessor="category__name", orderable=False)
    phone = TextColumn("Telephone", orderable=False)
    state = StatusColumn("State", meanings=SUPPLIER_MEANINGS, orderable=False)

    caption = "Suppliers"
    nothing = "No supplier yet. Add one, or load a file of suppliers."


class SupplierFilter(ListFilter):
    q = django_filters.CharFilter(label="Name or number", method="search")
    state = ChoicesFilter(label="State", choices=Supplier.State.choices)
    kind = ChoicesFilter(label="Kind", choices=Supplier.Kind.choices)
    unchecked = TickFilter(label="Bank details to be checked", method="waits")

    class Meta(ListFilter.Meta):
        model = Supplier
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        text = value.strip()
        found = Q(name__icontains=text) | Q(trading_name__icontains=text) | Q(number__iexact=text)
        return rows.filter(
            found | Q(vat_number__iexact=text.replace(" ", "")) | Q(company_number__iexact=text)
        )

    def waits(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(bank_details__state="proposed") if value else rows


class RequisitionTable(ListTable):
    number = TextColumn("Requisition", url=lambda r: r.get_absolute_url())
    title = TextColumn("What is needed", orderable=False)
    made_by = TextColumn("Raised by", accessor="made_by__name", orderable=False)
    supplier = TextColumn("Supplier", accessor="supplier__name", orderable=False)
    needed_on = DayColumn("Needed by", orderable=False)
    total_pence = MoneyColumn("Net £", orderable=False)
    state = StatusColumn("State", meanings=REQUISITION_MEANINGS, orderable=False)

    caption = "Requisitions"
    nothing = "No requisition. Raise one for what you need."


class RequisitionFilter(ListFilter):
    q = django_filters.CharFilter(label="Number or words", method="search")
    state = ChoicesFilter(label="State", choices=Requisition.State.choices)
    cost_centre = django_filters.CharFilter(label="Cost centre", method="of_centre")

    class Meta(ListFilter.Meta):
        model = Requisition
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(title__icontains=value.strip()) | Q(number__iexact=value.strip()))

    def of_centre(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=_with_centre(Requisition, value))


class OrderTable(ListTable):
    number = TextColumn("Order", url=lambda o: o.get_absolute_url())
    ordered_on = DayColumn("Ordered")
    supplier = TextColumn("Supplier", accessor="supplier__name", orderable=False)
    title = TextColumn("What is ordered", orderable=False)
    total_pence = MoneyColumn("Net £", orderable=False)
    received_pence = MoneyColumn("Received £", orderable=False)
    invoiced_pence = MoneyColumn("Invoiced £", orderable=False)
    open_pence = MoneyColumn("Still committed £", orderable=False)
    needed_on = DayColumn("Needed by", orderable=False)
    state = StatusColumn("State", meanings=ORDER_MEANINGS, orderable=False)

    caption = "Orders"
    nothing = "No order. Orders are placed from approved requisitions."


class OrderFilter(ListFilter):
    q = django_filters.CharFilter(label="Number, words or supplier", method="search")
    state = ChoicesFilter(label="State", choices=PurchaseOrder.State.choices)
    cost_centre = django_filters.CharFilter(label="Cost centre", method="of_centre")
    since = DayFilter(label="Ordered from", field_name="ordered_on", lookup_expr="gte")
    until = DayFilter(label="Ordered to", field_name="ordered_on", lookup_expr="lte")
    late = DayFilter(label="Needed before and still open", method="overdue")

    class Meta(ListFilter.Meta):
        model = PurchaseOrder
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        text = value.strip()
        found = Q(number__iexact=text) | Q(title__icontains=text) | Q(supplier__name__icontains=text)
        return rows.filter(found | Q(supplier__number__iexact=text))

    def of_centre(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=_with_centre(PurchaseOrder, value))

    def overdue(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(state="issued", needed_on__lt=value, open_pence__gt=0)


class ReceiptTable(ListTable):
    number = TextColumn("Receipt", url=lambda r: r.get_absolute_url())
    received_on = DayColumn("Day")
    kind = StatusColumn("Kind", meanings=RECEIPT_MEANINGS, orderable=False)
    order = TextColumn(
        "Order", accessor="order__number", orderable=False, url=lambda r: r.order.get_absolute_url()
    )
    supplier = TextColumn("Supplier", accessor="order__supplier__name", orderable=False)
    delivery_note = TextColumn("Delivery note", orderable=False)
    made_by = TextColumn("Recorded by", accessor="made_by__name", orderable=False)
    total_pence = MoneyColumn("Net £", orderable=False)

    caption = "Receipts"
    nothing = "Nothing was received yet. Receipts are recorded from an order's page."


class ReceiptFilter(ListFilter):
    q = django_filters.CharFilter(label="Receipt, order or delivery note", method="search")
    kind = ChoicesFilter(label="Kind", choices=Receipt.Kind.choices)
    since = DayFilter(label="From", field_name="received_on", lookup_expr="gte")
    until = DayFilter(label="To", field_name="received_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = Receipt
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        text = value.strip()
        return rows.filter(
            Q(number__iexact=text) | Q(order__number__iexact=text) | Q(delivery_note__icontains=text)
        )


class CategoryTable(ListTable):
    code = TextColumn("Category", url=lambda c: c.get_absolute_url())
    name = TextColumn("Name", orderable=False)
    account = TextColumn("Account", accessor="account", orderable=False)
    vat_code = TextColumn("VAT code", accessor="vat_code", orderable=False)
    over = TextColumn("May come above the order", empty_values=(), orderable=False)
    used = TextColumn("In use", empty_values=(), orderable=False)

    caption = "Purchasing categories"
    nothing = "No category yet. Add one, or load a file of categories."

    def render_over(self, record: Category) -> str:
        return f"{record.over_receipt_basis_points / 100:g} %"

    def value_over(self, record: Category) -> str:
        return self.render_over(record)

    def render_used(self, record: Category) -> str:
        return "No" if record.is_closed else "Yes"

    def value_used(self, record: Category) -> str:
        return self.render_used(record)


class LimitTable(ListTable):
    who = TextColumn(
        "Who",
        empty_values=(),
        orderable=False,
        url=lambda limit: reverse("finance:approval_limit", args=[limit.reference]),
    )
    cost_centre = TextColumn("Cost centre", accessor="cost_centre", orderable=False, default="All")
    category = TextColumn("Category", accessor="category", orderable=False, default="All")
    limit_pence = MoneyColumn("Approves up to £", orderable=False)
    starts_on = DayColumn("From")
    ends_before = DayColumn("Until before", orderable=False)

    caption = "Approval limits"
    nothing = "No approval limit yet: nobody can approve a requisition. Give one, or load a file."

    def render_who(self, record: ApprovalLimit) -> str:
        return record.member.name if record.member else ROLES[record.role].label

    def value_who(self, record: ApprovalLimit) -> str:
        return self.render_who(record)


class DelegationTable(ListTable):
    from_member = TextColumn(
        "Away",
        accessor="from_member__name",
        orderable=False,
        url=lambda d: reverse("finance:delegation", args=[d.reference]),
    )
    to_member = TextColumn("Approves instead", accessor="to_member__name", orderable=False)
    starts_on = DayColumn("From")
    last = DayColumn("Last day", accessor="last_on", orderable=False)
    reason = TextColumn("Why", orderable=False)

    caption = "Delegations"
    nothing = "Nobody stands in for anybody. Delegate before you go away."


class DelegationFilter(ListFilter):
    since = DayFilter(label="In force on or after", field_name="ends_before", lookup_expr="gt")

    class Meta(ListFilter.Meta):
        model = Delegation
        fields: list[str] = []


def _with_centre(model: type[Requisition] | type[PurchaseOrder], code: str) -> Any:
    return model.objects.filter(lines__cost_centre__code__iexact=code.strip()).values("pk")
