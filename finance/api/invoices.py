"""Invoices over the API: the same services and queries as the screens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from finance.models import Invoice
from finance.permissions import SEES_PURCHASING
from finance.queries.invoices import invoice_for, invoices_for
from finance.services import invoices as services

LARGEST = 10**13


class NewInvoiceLineSerializer(serializers.Serializer[Any]):
    """A line in codes; pence. VAT code and coding come from the order's line where left out."""

    description = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3, required=False, default=Decimal(1))
    net_pence = serializers.IntegerField(min_value=-LARGEST, max_value=LARGEST)
    vat_code = serializers.CharField(max_length=10, required=False, default="")
    vat_pence = serializers.IntegerField(
        min_value=-LARGEST, max_value=LARGEST, allow_null=True, required=False, default=None
    )
    order_line = serializers.IntegerField(
        min_value=1, max_value=30_000, allow_null=True, required=False, default=None
    )
    account = serializers.CharField(max_length=20, required=False, default="")
    cost_centre = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)
    objective = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)
    project = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)


class NewInvoiceSerializer(serializers.Serializer[Any]):
    """An invoice or credit note to enter; it is matched at once."""

    kind = serializers.ChoiceField(choices=Invoice.Kind.choices, required=False, default="invoice")
    supplier = serializers.CharField(max_length=12)
    supplier_number = serializers.CharField(max_length=60)
    dated_on = serializers.DateField()
    received_on = serializers.DateField(allow_null=True, required=False, default=None)
    due_on = serializers.DateField(allow_null=True, required=False, default=None)
    order = serializers.CharField(max_length=12, required=False, default="")
    credits = serializers.CharField(max_length=12, required=False, default="")
    gross_pence = serializers.IntegerField(min_value=1, max_value=LARGEST, allow_null=True, required=False)
    lines = NewInvoiceLineSerializer(many=True)


class InvoiceSerializer(serializers.ModelSerializer[Invoice]):
    """An invoice without its lines."""

    supplier = serializers.CharField(source="supplier.number", read_only=True)
    order = serializers.CharField(source="order.number", read_only=True, default=None)

    class Meta:
        model = Invoice
        fields: tuple[str, ...] = (
            "reference",
            "number",
            "kind",
            "state",
            "supplier",
            "supplier_number",
            "dated_on",
            "received_on",
            "due_on",
            "order",
            "net_pence",
            "vat_pence",
            "gross_pence",
            "paid_pence",
            "is_disputed",
            "posted_on",
        )
        read_only_fields = fields


class FullInvoiceSerializer(InvoiceSerializer):
    """An invoice with its lines and what stands in its way."""

    lines = serializers.SerializerMethodField()
    exceptions = serializers.SerializerMethodField()

    class Meta(InvoiceSerializer.Meta):
        fields = (*InvoiceSerializer.Meta.fields, "lines", "exceptions")
        read_only_fields = fields

    @extend_schema(responses=NewInvoiceLineSerializer(many=True))
    def get_lines(self, invoice: Invoice) -> list[dict[str, Any]]:
        """The lines in order."""
        found = invoice.lines.select_related(
            "order_line", "vat_code", "account", "cost_centre", "objective", "project"
        )
        return [
            {
                "description": line.description,
                "quantity": str(line.quantity),
                "net_pence": line.net_pence,
                "vat_code": line.vat_code.code,
                "vat_pence": line.vat_pence,
                "order_line": line.order_line.number if line.order_line else None,
                "account": line.account.code,
                "cost_centre": line.cost_centre.code if line.cost_centre else None,
                "objective": line.objective.code if line.objective else None,
                "project": line.project.code if line.project else None,
            }
            for line in found.order_by("number")
        ]

    @extend_schema(responses=serializers.ListSerializer(child=serializers.CharField()))
    def get_exceptions(self, invoice: Invoice) -> list[str]:
        """Why it does not match, in words."""
        return list(
            invoice.exceptions.filter(settled_at__isnull=True)
            .order_by("id")
            .values_list("message", flat=True)
        )


class WhySerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class InvoiceViewSet(ReadViewSet):
    """Invoices and credit notes: list, read, enter, approve, reject, dispute."""

    serializer_class = InvoiceSerializer
    permissions = {
        "list": SEES_PURCHASING,
        "retrieve": SEES_PURCHASING,
        "create": "finance.enter_invoice",
        "approve": "finance.approve_invoice",
        "reject": "finance.resolve_invoice",
        "dispute": "finance.resolve_invoice",
    }
    asks_again = frozenset({"approve"})

    def get_queryset(self) -> Any:
        return invoices_for(viewer=self.actor)

    @extend_schema(responses=FullInvoiceSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(invoice_for(viewer=self.actor, reference=kwargs["reference"]))

    @extend_schema(request=NewInvoiceSerializer, responses={201: FullInvoiceSerializer})
    def create(self, request: Request) -> Response:
        given = self._given(NewInvoiceSerializer)
        lines = [services.NewLine(**line) for line in given.pop("lines")]
        entered = services.enter_invoice(
            actor=self.actor,
            new=services.NewInvoice(lines=lines, **given),
            today=self.today,
            source=Invoice.Source.API,
        )
        return self._answer(entered, status=201)

    @extend_schema(request=None, responses=FullInvoiceSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:
        invoice = invoice_for(viewer=self.actor, reference=reference)
        return self._answer(services.approve_invoice(actor=self.actor, invoice=invoice, today=self.today))

    @extend_schema(request=WhySerializer, responses=FullInvoiceSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:
        invoice = invoice_for(viewer=self.actor, reference=reference)
        given = self._given(WhySerializer)
        return self._answer(services.reject_invoice(actor=self.actor, invoice=invoice, **given))

    @extend_schema(request=WhySerializer, responses=FullInvoiceSerializer)
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, reference: str) -> Response:
        invoice = invoice_for(viewer=self.actor, reference=reference)
        given = self._given(WhySerializer)
        return self._answer(services.dispute_invoice(actor=self.actor, invoice=invoice, **given))

    def _given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, invoice: Invoice, *, status: int = 200) -> Response:
        shown = invoice_for(viewer=self.actor, reference=invoice.reference)
        return Response(FullInvoiceSerializer(shown).data, status=status)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("invoices", InvoiceViewSet, basename="invoices")
