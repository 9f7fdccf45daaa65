"""A purchase order, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference
from finance.models.coded_line import CodedLine


@tracked()
class PurchaseOrder(models.Model):
    """What the authority has promised a supplier to buy. It commits the budget until received, closed or cancelled."""

    class State(models.TextChoices):
        ISSUED = "issued", "Issued"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)  # PO000001
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, related_name="orders")
    requisition = models.OneToOneField(
        "finance.Requisition", models.PROTECT, null=True, blank=True, related_name="order"
    )
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ISSUED)
    ordered_on = models.DateField()
    needed_on = models.DateField(null=True, blank=True)
    deliver_to = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.EmailField(blank=True)
    ended_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    origin = models.CharField(max_length=10, blank=True)  # take_on: ordered before the authority came here

    class Meta:
        db_table_comment = "Purchase orders."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_order_number_once"),
            models.CheckConstraint(
                name="finance_order_state_known", condition=Q(state__in=["issued", "closed", "cancelled"])
            ),
            models.CheckConstraint(
                name="finance_order_ended_by_somebody",
                condition=Q(state="issued") | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-ordered_on", "-id"], name="finance_order_by_day"),
            models.Index(  # what is still to come
                fields=["supplier", "id"], condition=Q(state="issued"), name="finance_order_issued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("finance:order", args=[self.reference])


@tracked(exclude=["received_quantity", "received_pence", "invoiced_quantity", "invoiced_pence"])
class OrderLine(CodedLine):
    """One thing ordered, with how much of it was received and invoiced.

    What was received is kept by the database from the receipts (finance/migrations/0008_purchasing.sql).
    """

    order = models.ForeignKey("finance.PurchaseOrder", models.PROTECT, related_name="lines")
    received_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    received_pence = models.BigIntegerField(default=0)  # net, at the order's price
    invoiced_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=0)
    invoiced_pence = models.BigIntegerField(default=0)  # net, as cleared from goods received not invoiced
    is_closed = models.BooleanField(default=False)  # no more is expected

    class Meta:
        db_table_comment = "Lines of purchase orders."
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="finance_order_line_number_once"),
            models.CheckConstraint(
                name="finance_order_line_above_nothing",
                condition=Q(quantity__gt=0, unit_price_pence__gte=0, net_pence__gte=0),
                violation_error_message="Quantities are above nothing, prices not below.",
            ),
            models.CheckConstraint(  # a return cannot send back more than came
                name="finance_order_line_received_not_below_nothing",
                condition=Q(received_quantity__gte=0, received_pence__gte=0),
                violation_error_message="More is sent back than was received.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"


@tracked()
class Receipt(models.Model):
    """What came, or went back. It is a posted accrual: never changed, only returned."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Receipt"
        RETURN = "return", "Return"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)  # GR000001
    order = models.ForeignKey("finance.PurchaseOrder", models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.RECEIPT)
    received_on = models.DateField()
    delivery_note = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # of a return
    key = models.CharField(max_length=40, blank=True)  # of the form: sent twice, received once
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    journal = models.ForeignKey(
        "finance.Journal", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table_comment = "Goods and services received, and returns."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_receipt_number_once"),
            models.UniqueConstraint(
                fields=["order", "key"], condition=~Q(key=""), name="finance_receipt_key_once"
            ),
            models.CheckConstraint(
                name="finance_receipt_kind_known", condition=Q(kind__in=["receipt", "return"])
            ),
            models.CheckConstraint(
                name="finance_receipt_return_has_reason",
                condition=Q(kind="receipt") | ~Q(reason=""),
                violation_error_message="Say why it goes back.",
            ),
        ]
        indexes = [models.Index(fields=["-received_on", "-id"], name="finance_receipt_by_day")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("finance:receipt", args=[self.reference])


class ReceiptLine(models.Model):
    """How much of an order's line: below nothing on returns. Never changed."""

    receipt = models.ForeignKey("finance.Receipt", models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("finance.OrderLine", models.PROTECT, related_name="receipt_lines")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    net_pence = models.BigIntegerField()

    class Meta:
        db_table_comment = "Lines of receipts."
        constraints = [
            models.UniqueConstraint(fields=["receipt", "order_line"], name="finance_receipt_line_once"),
            models.CheckConstraint(
                name="finance_receipt_line_not_nothing",
                condition=~Q(quantity=0),
                violation_error_message="Give a quantity.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}/{self.order_line_id}"
