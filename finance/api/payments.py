"""Payment runs over the API: the same services and queries as the screens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from backoffice.jobs.services import start_job
from backoffice.links import Link
from finance.models import BankAccount, Payment, PaymentItem, PaymentRun
from finance.queries.payments.runs import payment_for, payments_for, run_for, runs_for
from finance.services.payments.approve import approve_run
from finance.services.payments.confirm import cancel_run, confirm_run, record_return
from finance.services.payments.propose import propose_run
from finance.services.payments.take_out import put_back_payment, take_out_payment


class PaymentRunSerializer(serializers.ModelSerializer[PaymentRun]):
    """A payment run with what is in it now."""

    bank_account = serializers.CharField(source="bank_account.reference", read_only=True)
    total_pence = serializers.IntegerField(read_only=True)
    payment_count = serializers.IntegerField(read_only=True)
    journal = serializers.CharField(source="journal.reference", read_only=True, default=None)

    class Meta:
        model = PaymentRun
        fields = (
            "reference",
            "number",
            "state",
            "bank_account",
            "due_by",
            "pay_on",
            "payment_count",
            "total_pence",
            "approved_pence",
            "approved_at",
            "confirmed_at",
            "journal",
        )
        read_only_fields = fields


class PaymentItemSerializer(serializers.ModelSerializer[PaymentItem]):
    """An invoice above nothing, or a credit note below."""

    invoice = serializers.CharField(source="invoice.reference", read_only=True)
    number = serializers.CharField(source="invoice.number", read_only=True)

    class Meta:
        model = PaymentItem
        fields = ("invoice", "number", "amount_pence", "state")
        read_only_fields = fields


class PaymentSerializer(serializers.ModelSerializer[Payment]):
    """What a supplier gets of a run. Account numbers are not given."""

    run = serializers.CharField(source="run.number", read_only=True)
    pay_on = serializers.DateField(source="run.pay_on", read_only=True)
    supplier = serializers.CharField(source="supplier.number", read_only=True)
    name = serializers.CharField(source="supplier.name", read_only=True)
    items = PaymentItemSerializer(many=True, read_only=True)

    class Meta:
        model = Payment
        fields = (
            "reference",
            "payee_reference",
            "run",
            "pay_on",
            "supplier",
            "name",
            "amount_pence",
            "state",
            "reason",
            "returned_on",
            "items",
        )
        read_only_fields = fields


class NewRunSerializer(serializers.Serializer[Any]):
    """A run to propose: everything payable that is due by a day."""

    bank_account = serializers.SlugRelatedField(slug_field="reference", queryset=BankAccount.objects.all())
    due_by = serializers.DateField()
    pay_on = serializers.DateField()


class SeenSerializer(serializers.Serializer[Any]):
    """The total that is approved: refused if the run comes to something else by now."""

    seen_pence = serializers.IntegerField(min_value=1)


class PaymentReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class CancelSerializer(PaymentReasonSerializer):
    """Why; once there is a bank file, also that the bank does not act on it."""

    not_sent = serializers.BooleanField(required=False, default=False)


class LateSerializer(serializers.Serializer[Any]):
    """Whether to pay late where Bacs can no longer pay on the run's day."""

    late = serializers.BooleanField(required=False, default=False)


class ReturnedSerializer(PaymentReasonSerializer):
    """When and why a payment came back."""

    returned_on = serializers.DateField()


class PaymentRunViewSet(ReadViewSet):
    """Payment runs: list, read, propose, approve, make the bank file, confirm, cancel."""

    serializer_class = PaymentRunSerializer
    permissions = {
        "list": "finance.view",
        "retrieve": "finance.view",
        "create": "finance.prepare_payments",
        "approve": "finance.approve_payments",
        "file": "finance.approve_payments",
        "confirm": "finance.approve_payments",
        "cancel": ("finance.prepare_payments", "finance.approve_payments"),
    }
    asks_again = frozenset({"approve", "file", "confirm"})

    def get_queryset(self) -> Any:
        return runs_for(viewer=self.actor)

    @extend_schema(request=NewRunSerializer, responses={201: PaymentRunSerializer})
    def create(self, request: Request) -> Response:
        made = propose_run(actor=self.actor, today=self.today, **_given(NewRunSerializer, request))
        return self._answer(made.reference, status=201)

    @extend_schema(request=SeenSerializer, responses=PaymentRunSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:
        run = run_for(viewer=self.actor, reference=reference)
        approve_run(actor=self.actor, run=run, **_given(SeenSerializer, request))
        return self._answer(reference)

    @extend_schema(request=LateSerializer, responses=PaymentRunSerializer)
    @action(detail=True, methods=["post"])
    def file(self, request: Request, reference: str) -> Response:
        run = run_for(viewer=self.actor, reference=reference)
        start_job(
            actor=self.actor,
            kind="finance.payment_file",
            params={"run": run.pk, **_given(LateSerializer, request)},
            about=Link("finance.payment_run", run.pk),
            key=f"finance.payment_file:{run.pk}",
        )
        return self._answer(reference, status=202)

    @extend_schema(request=None, responses=PaymentRunSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str) -> Response:
        confirm_run(actor=self.actor, run=run_for(viewer=self.actor, reference=reference))
        return self._answer(reference)

    @extend_schema(request=CancelSerializer, responses=PaymentRunSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:
        run = run_for(viewer=self.actor, reference=reference)
        cancel_run(actor=self.actor, run=run, **_given(CancelSerializer, request))
        return self._answer(reference)

    def _answer(self, reference: str, *, status: int = 200) -> Response:
        shown = run_for(viewer=self.actor, reference=reference)
        return Response(PaymentRunSerializer(shown).data, status=status)


class PaymentViewSet(ReadViewSet):
    """Payments to suppliers: list, read, take out of a run, put back, record a return."""

    serializer_class = PaymentSerializer
    permissions = {
        "list": "finance.view",
        "retrieve": "finance.view",
        "take_out": ("finance.prepare_payments", "finance.approve_payments"),
        "put_back": "finance.prepare_payments",
        "returned": "finance.prepare_payments",
    }
    asks_again = frozenset({"returned"})

    def get_queryset(self) -> Any:
        return payments_for(viewer=self.actor).prefetch_related("items__invoice")

    @extend_schema(request=PaymentReasonSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"], url_path="take-out")
    def take_out(self, request: Request, reference: str) -> Response:
        payment = payment_for(viewer=self.actor, reference=reference)
        take_out_payment(actor=self.actor, payment=payment, **_given(PaymentReasonSerializer, request))
        return self._answer(reference)

    @extend_schema(request=None, responses=PaymentSerializer)
    @action(detail=True, methods=["post"], url_path="put-back")
    def put_back(self, request: Request, reference: str) -> Response:
        put_back_payment(actor=self.actor, payment=payment_for(viewer=self.actor, reference=reference))
        return self._answer(reference)

    @extend_schema(request=ReturnedSerializer, responses=PaymentSerializer)
    @action(detail=True, methods=["post"])
    def returned(self, request: Request, reference: str) -> Response:
        payment = payment_for(viewer=self.actor, reference=reference)
        record_return(actor=self.actor, payment=payment, **_given(ReturnedSerializer, request))
        return self._answer(reference)

    def _answer(self, reference: str) -> Response:
        return Response(PaymentSerializer(payment_for(viewer=self.actor, reference=reference)).data)


def _given(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("payment-runs", PaymentRunViewSet, basename="payment-runs")
    router.register("payments", PaymentViewSet, basename="payments")
