"""Payment runs and payments as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter
from backoffice.ui.tables import DayColumn, ListTable, MoneyColumn, NumberColumn, StatusColumn, TextColumn
from finance.models import Payment, PaymentRun

RUN_MEANINGS = {
    "proposed": "waiting",
    "approved": "ready",
    "file_made": "attention",
    "confirmed": "done",
    "cancelled": "off",
}
PAYMENT_MEANINGS = {"in": "active", "taken_out": "off", "paid": "done", "returned": "problem"}


class RunTable(ListTable):
    number = TextColumn("Payment run", url=lambda run: run.get_absolute_url())
    pay_on = DayColumn("Pay day")
    bank_account = TextColumn("Bank account", accessor="bank_account__name", orderable=False)
    payment_count = NumberColumn("Payments", orderable=False)
    total_pence = MoneyColumn("Total £", orderable=False)
    made_by = TextColumn("Proposed by", accessor="made_by__name", orderable=False)
    state = StatusColumn("State", meanings=RUN_MEANINGS, orderable=False)

    caption = "Payment runs"
    nothing = "No payment run yet. Propose one to pay what is due."


class RunFilter(ListFilter):
    number = django_filters.CharFilter(label="Number", lookup_expr="icontains")
    state = ChoicesFilter(label="State", choices=PaymentRun.State.choices)
    since = DayFilter(label="Pay day from", field_name="pay_on", lookup_expr="gte")
    until = DayFilter(label="Pay day to", field_name="pay_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = PaymentRun
        fields: list[str] = []


class PaymentTable(ListTable):
    payee_reference = TextColumn("Payment", url=lambda payment: payment.get_absolute_url())
    supplier = TextColumn(
        "Supplier",
        accessor="supplier__name",
        orderable=False,
        url=lambda payment: reverse("finance:supplier", args=[payment.supplier.reference]),
    )
    pay_on = DayColumn("Pay day", accessor="run__pay_on", orderable=False)
    amount_pence = MoneyColumn("Amount £")
    state = StatusColumn("State", meanings=PAYMENT_MEANINGS, orderable=False)
    reason = TextColumn("Reason", orderable=False)

    caption = "Payments"
    nothing = "No payment matches. Payments come from payment runs."


class PaymentFilter(ListFilter):
    q = django_filters.CharFilter(label="Supplier or payment", method="search")
    run = django_filters.CharFilter(label="Payment run", field_name="run__number", lookup_expr="iexact")
    state = ChoicesFilter(label="State", choices=Payment.State.choices)
    since = DayFilter(label="Pay day from", field_name="run__pay_on", lookup_expr="gte")
    until = DayFilter(label="Pay day to", field_name="run__pay_on", lookup_expr="lte")

    class Meta(ListFilter.Meta):
        model = Payment
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By the supplier's name or number, or the payment's reference."""
        return rows.filter(
            Q(supplier__name__icontains=value)
            | Q(supplier__number__iexact=value)
            | Q(payee_reference__istartswith=value)
        )
