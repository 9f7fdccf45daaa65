"""Suppliers, requisitions, orders and receipts over the API: the same services and queries as the screens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from backoffice.errors import Refused
from finance.models import OrderLine, PurchaseOrder, Receipt, Requisition, RequisitionLine, Supplier
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import (
    order_for,
    orders_for,
    receipt_for,
    receipts_for,
    requisition_for,
    requisitions_for,
    supplier_for,
    suppliers_for,
)
from finance.services import purchasing
from finance.services.purchasing import PurchaseLine, RequisitionFacts, SupplierFacts
from finance.services.purchasing.orders import order_lines
from finance.services.purchasing.requisitions import lines_with_codes

SUPPLIER_TEXTS = (
    "trading_name",
    "company_number",
    "vat_number",
    "address",
    "email",
    "phone",
    "remittance_email",
)


class SupplierSerializer(serializers.ModelSerializer[Supplier]):
    """A supplier. Account numbers are not given."""

    class Meta:
        model = Supplier
        fields = (
            "reference",
            "number",
            "name",
            "kind",
            *SUPPLIER_TEXTS,
            "payment_days",
            "state",
            "hold_reason",
        )
        read_only_fields = fields


class NewSupplierSerializer(serializers.Serializer[Any]):
    """A supplier to add."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=Supplier.Kind.choices, required=False, default="business")
    trading_name = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)
    company_number = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    vat_number = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    address = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    remittance_email = serializers.EmailField(required=False, default="", allow_blank=True)
    payment_days = serializers.IntegerField(min_value=0, max_value=120, required=False, default=30)


class PurchaseLineSerializer(serializers.Serializer[Any]):
    """A line in codes; the price is pence for one, without VAT."""

    description = serializers.CharField(max_length=300)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)
    unit_price_pence = serializers.IntegerField(min_value=0, max_value=10**13)
    cost_centre = serializers.CharField(max_length=20)
    account = serializers.CharField(max_length=20, required=False, default=None, allow_null=True)
    objective = serializers.CharField(max_length=20, required=False, default=None, allow_null=True)
    project = serializers.CharField(max_length=20, required=False, default=None, allow_null=True)
    category = serializers.CharField(max_length=20, required=False, default=None, allow_null=True)
    vat_code = serializers.CharField(max_length=10, required=False, default=None, allow_null=True)
    unit = serializers.CharField(max_length=20, required=False, default="each")


class NewRequisitionSerializer(serializers.Serializer[Any]):
    """A requisition to raise; the supplier by its reference."""

    title = serializers.CharField(max_length=200)
    supplier = serializers.CharField(max_length=12, required=False, default=None, allow_null=True)
    needed_on = serializers.DateField(required=False, default=None, allow_null=True)
    deliver_to = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    lines = PurchaseLineSerializer(many=True)


class LineSerializer(serializers.Serializer[Any]):
    """A line as it stands; what was received and invoiced only of orders."""

    number = serializers.IntegerField()
    net_pence = serializers.IntegerField()
    received_quantity = serializers.DecimalField(max_digits=14, decimal_places=3, required=False)
    received_pence = serializers.IntegerField(required=False)
    invoiced_pence = serializers.IntegerField(required=False)
    line = PurchaseLineSerializer()


class RequisitionSerializer(serializers.ModelSerializer[Requisition]):
    """A requisition without its lines."""

    supplier = serializers.CharField(source="supplier.reference", read_only=True, default=None)
    total_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = Requisition
        fields: tuple[str, ...] = (
            "reference",
            "number",
            "title",
            "state",
            "supplier",
            "needed_on",
            "total_pence",
            "submitted_at",
            "decided_at",
            "decided_reason",
        )
        read_only_fields = fields


class FullRequisitionSerializer(RequisitionSerializer):
    """A requisition with its lines."""

    lines = serializers.SerializerMethodField()

    class Meta(RequisitionSerializer.Meta):
        fields = (*RequisitionSerializer.Meta.fields, "lines")
        read_only_fields = fields

    @extend_schema(responses=LineSerializer(many=True))
    def get_lines(self, requisition: Requisition) -> list[dict[str, Any]]:
        """The lines in order."""
        return [_line(line) for line in lines_with_codes(requisition)]


class OrderSerializer(serializers.ModelSerializer[PurchaseOrder]):
    """An order without its lines."""

    supplier = serializers.CharField(source="supplier.reference", read_only=True)
    total_pence = serializers.IntegerField(read_only=True)
    received_pence = serializers.IntegerField(read_only=True)
    invoiced_pence = serializers.IntegerField(read_only=True)
    open_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = PurchaseOrder
        fields: tuple[str, ...] = (
            "reference",
            "number",
            "title",
            "state",
            "supplier",
            "ordered_on",
            "needed_on",
            "sent_at",
            "total_pence",
            "received_pence",
            "invoiced_pence",
            "open_pence",
        )
        read_only_fields = fields


class FullOrderSerializer(OrderSerializer):
    """An order with its lines."""

    lines = serializers.SerializerMethodField()

    class Meta(OrderSerializer.Meta):
        fields = (*OrderSerializer.Meta.fields, "lines")
        read_only_fields = fields

    @extend_schema(responses=LineSerializer(many=True))
    def get_lines(self, order: PurchaseOrder) -> list[dict[str, Any]]:
        """The lines in order."""
        return [_line(line) for line in order_lines(order)]


class ReceivedSerializer(serializers.Serializer[Any]):
    """A line of the order and how much of it."""

    line = serializers.IntegerField(min_value=1)
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, min_value=Decimal("0.001"))


class NewReceiptSerializer(serializers.Serializer[Any]):
    """What came, or with `is_return` what went back."""

    received_on = serializers.DateField()
    delivery_note = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    is_return = serializers.BooleanField(required=False, default=False)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    lines = ReceivedSerializer(many=True)


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    """A receipt or return."""

    order = serializers.CharField(source="order.reference", read_only=True)
    journal = serializers.CharField(source="journal.reference", read_only=True, default=None)
    total_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = Receipt
        fields = (
            "reference",
            "number",
            "kind",
            "order",
            "received_on",
            "delivery_note",
            "total_pence",
            "journal",
        )
        read_only_fields = fields


class PurchasingReasonSerializer(serializers.Serializer[Any]):
    """Why; may be left out where nothing asks for it."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class PlaceSerializer(serializers.Serializer[Any]):
    """From whom and where to, where the requisition does not say."""

    supplier = serializers.CharField(max_length=12, required=False, default=None, allow_null=True)
    deliver_to = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


def _line(line: RequisitionLine | OrderLine) -> dict[str, Any]:
    told: dict[str, Any] = {"number": line.number, "net_pence": line.net_pence}
    if isinstance(line, OrderLine):
        told |= {
            "received_quantity": line.received_quantity,
            "received_pence": line.received_pence,
            "invoiced_pence": line.invoiced_pence,
        }
    codes = ("account", "cost_centre", "objective", "project", "category", "vat_code")
    told["line"] = {
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price_pence": line.unit_price_pence,
        **{name: getattr(line, name).code if getattr(line, name) else None for name in codes},
    }
    return told


def _given(request: Request, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


class SupplierViewSet(ReadViewSet):
    """Suppliers: list, read, add."""

    serializer_class = SupplierSerializer
    permissions = {"list": SEES_PURCHASING, "retrieve": SEES_PURCHASING, "create": "finance.change_suppliers"}

    def get_queryset(self) -> Any:
        return suppliers_for(viewer=self.actor).order_by("id")

    @extend_schema(request=NewSupplierSerializer, responses={201: SupplierSerializer})
    def create(self, request: Request) -> Response:
        facts = SupplierFacts(**_given(request, NewSupplierSerializer))
        added = purchasing.add_supplier(actor=self.actor, facts=facts)
        return Response(SupplierSerializer(added).data, status=201)


class RequisitionViewSet(ReadViewSet):
    """Requisitions: list, read, raise, submit, approve, send back, order."""

    serializer_class = RequisitionSerializer
    permissions = {
        "list": SEES_PURCHASING,
        "retrieve": SEES_PURCHASING,
        "create": "finance.requisition",
        "submit": "finance.requisition",
        "approve": "finance.approve_requisition",
        "send_back": "finance.approve_requisition",
        "place": "finance.order",
    }
    asks_again = frozenset({"approve", "send_back"})

    def get_queryset(self) -> Any:
        return requisitions_for(viewer=self.actor).order_by("-id")

    @extend_schema(responses=FullRequisitionSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(kwargs["reference"])

    @extend_schema(request=NewRequisitionSerializer, responses={201: FullRequisitionSerializer})
    def create(self, request: Request) -> Response:
        given = _given(request, NewRequisitionSerializer)
        lines = [PurchaseLine(**line) for line in given.pop("lines")]
        if given["supplier"]:
            given["supplier"] = supplier_for(viewer=self.actor, reference=given["supplier"])
        made = purchasing.draft_requisition(
            actor=self.actor, facts=RequisitionFacts(**given), lines=lines, today=self.today
        )
        return self._answer(made.reference, status=201)

    @extend_schema(request=None, responses=FullRequisitionSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:
        found = requisition_for(viewer=self.actor, reference=reference)
        purchasing.submit_requisition(actor=self.actor, requisition=found, today=self.today)
        return self._answer(reference)

    @extend_schema(request=PurchasingReasonSerializer, responses=FullRequisitionSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:
        found = requisition_for(viewer=self.actor, reference=reference)
        given = _given(request, PurchasingReasonSerializer)
        purchasing.approve_requisition(actor=self.actor, requisition=found, today=self.today, **given)
        return self._answer(reference)

    @extend_schema(request=PurchasingReasonSerializer, responses=FullRequisitionSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, reference: str) -> Response:
        found = requisition_for(viewer=self.actor, reference=reference)
        given = _given(request, PurchasingReasonSerializer)
        purchasing.reject_requisition(actor=self.actor, requisition=found, today=self.today, **given)
        return self._answer(reference)

    @extend_schema(request=PlaceSerializer, responses={201: FullOrderSerializer})
    @action(detail=True, methods=["post"], url_path="order")
    def place(self, request: Request, reference: str) -> Response:
        found = requisition_for(viewer=self.actor, reference=reference)
        given = _given(request, PlaceSerializer)
        if given["supplier"]:
            given["supplier"] = supplier_for(viewer=self.actor, reference=given["supplier"])
        order = purchasing.place_order(actor=self.actor, requisition=found, today=self.today, **given)
        shown = order_for(viewer=self.actor, reference=order.reference)
        return Response(FullOrderSerializer(shown).data, status=201)

    def _answer(self, reference: str, *, status: int = 200) -> Response:
        shown = requisition_for(viewer=self.actor, reference=reference)
        return Response(FullRequisitionSerializer(shown).data, status=status)


class OrderViewSet(ReadViewSet):
    """Orders: list, read, receive, close, cancel."""

    serializer_class = OrderSerializer
    permissions = {
        "list": SEES_PURCHASING,
        "retrieve": SEES_PURCHASING,
        "receive": "finance.receive",
        "close": "finance.order",
        "cancel": "finance.order",
    }

    def get_queryset(self) -> Any:
        return orders_for(viewer=self.actor).order_by("-id")

    @extend_schema(responses=FullOrderSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(kwargs["reference"])

    @extend_schema(request=NewReceiptSerializer, responses={201: ReceiptSerializer})
    @action(detail=True, methods=["post"], url_path="receipts")
    def receive(self, request: Request, reference: str) -> Response:
        found = order_for(viewer=self.actor, reference=reference)
        given = _given(request, NewReceiptSerializer)
        lines = given.pop("lines")
        quantities = {line["line"]: line["quantity"] for line in lines}
        if len(quantities) != len(lines):
            raise Refused(
                "A line is given twice.", where="lines", next_step="Give each line once.", code="line_twice"
            )
        given["quantities"] = quantities
        if given.pop("is_return"):
            made = purchasing.record_return(actor=self.actor, order=found, today=self.today, **given)
        else:
            given.pop("reason")
            made = purchasing.record_receipt(actor=self.actor, order=found, today=self.today, **given)
        shown = receipt_for(viewer=self.actor, reference=made.reference)
        return Response(ReceiptSerializer(shown).data, status=201)

    @extend_schema(request=PurchasingReasonSerializer, responses=FullOrderSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, reference: str) -> Response:
        found = order_for(viewer=self.actor, reference=reference)
        purchasing.close_order(
            actor=self.actor, order=found, today=self.today, **_given(request, PurchasingReasonSerializer)
        )
        return self._answer(reference)

    @extend_schema(request=PurchasingReasonSerializer, responses=FullOrderSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:
        found = order_for(viewer=self.actor, reference=reference)
        purchasing.cancel_order(
            actor=self.actor, order=found, today=self.today, **_given(request, PurchasingReasonSerializer)
        )
        return self._answer(reference)

    def _answer(self, reference: str) -> Response:
        shown = order_for(viewer=self.actor, reference=reference)
        return Response(FullOrderSerializer(shown).data)


class ReceiptViewSet(ReadViewSet):
    """Receipts and returns: list, read. They are recorded on their orders."""

    serializer_class = ReceiptSerializer
    permissions = {"list": SEES_PURCHASING, "retrieve": SEES_PURCHASING}

    def get_queryset(self) -> Any:
        return receipts_for(viewer=self.actor).order_by("-id")


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("suppliers", SupplierViewSet, basename="suppliers")
    router.register("requisitions", RequisitionViewSet, basename="requisitions")
    router.register("orders", OrderViewSet, basename="orders")
    router.register("receipts", ReceiptViewSet, basename="receipts")
