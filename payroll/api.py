"""Pay runs and payslips over the API: the same services and queries as the screens."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from backoffice.errors import Missing, Refused
from backoffice.jobs.services import start_job
from backoffice.links import Link
from hr.models import Employment
from payroll.models import PayPeriod, PayRun, Payslip, PayslipLine
from payroll.queries.payslips import named_payslips
from payroll.queries.runs import run_for, runs_for
from payroll.services.approve_run import approve_run
from payroll.services.check_run import check_run
from payroll.services.post_run import confirm_paid
from payroll.services.start_run import start_run


class PayRunSerializer(serializers.ModelSerializer[PayRun]):
    """A pay run; amounts in pence."""

    period = serializers.CharField(source="period.slug", read_only=True)
    journal = serializers.CharField(source="journal.number", read_only=True, default=None)

    class Meta:
        model = PayRun
        fields = (
            "reference", "kind", "period", "pay_on", "state", "payslips", "gross_pence", "deductions_pence", "net_pence",
            "employer_pence", "levy_pence", "bacs_pence", "other_pence", "carried_pence", "hash", "journal",
        )  # fmt: skip
        read_only_fields = fields


class StartSerializer(serializers.Serializer[Any]):
    """`period` as the calendar has it, such as 2026-27-monthly-7."""

    period = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=PayRun.KINDS, default="regular")
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class ApprovalReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class PostSerializer(serializers.Serializer[Any]):
    """`late`: where Bacs can no longer pay on the pay day, pay as soon as it can."""

    late = serializers.BooleanField(required=False, default=False)


class StartedJobSerializer(serializers.Serializer[Any]):
    """The job that was started; ask for it under jobs."""

    job = serializers.CharField(source="reference")
    state = serializers.CharField()


class PayRunViewSet(ReadViewSet):
    """Pay runs, from draft to paid."""

    serializer_class = PayRunSerializer
    lookup_field = "reference"
    permissions = {
        "list": "payroll.view",
        "retrieve": "payroll.view",
        "create": "payroll.prepare_run",
        "calculate": "payroll.prepare_run",
        "check": "payroll.prepare_run",
        "approve": "payroll.approve_run",
        "post_to_ledger": "payroll.pay_run",
        "paid": "payroll.pay_run",
    }
    asks_again = frozenset({"approve", "post_to_ledger", "paid"})

    def get_queryset(self) -> QuerySet[PayRun]:
        return runs_for(viewer=self.actor).order_by("-pk")

    def _run(self) -> PayRun:
        return run_for(viewer=self.actor, reference=self.kwargs["reference"])

    def _answer(self, run: PayRun, status: int = 200) -> Response:
        return Response(PayRunSerializer(self._again(run)).data, status=status)

    def _again(self, run: PayRun) -> PayRun:
        return run_for(viewer=self.actor, reference=run.reference)

    @extend_schema(request=StartSerializer, responses={201: PayRunSerializer})
    def create(self, request: Request) -> Response:
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data["period"]
        period = next((each for each in PayPeriod.objects.order_by("starts_on") if each.slug == wanted), None)
        if period is None:
            raise Missing(
                f"The calendar has no period {wanted}.",
                where="period",
                next_step="Write it as 2026-27-monthly-7.",
            )
        run = start_run(
            actor=self.actor,
            period=period,
            kind=given.validated_data["kind"],
            reason=given.validated_data["reason"],
            today=self.today,
        )
        return self._answer(run, 201)

    def _job(self, kind: str, **more: Any) -> Response:
        run = self._run()
        job = start_job(
            actor=self.actor,
            kind=kind,
            params={"run": run.pk, **more},
            about=Link("payroll.run", run.pk),
            key=f"{kind}:{run.reference}:{run.calculation}",
        )
        return Response(StartedJobSerializer(job).data, status=202)

    @extend_schema(request=None, responses={202: StartedJobSerializer})
    @action(detail=True, methods=["post"])
    def calculate(self, request: Request, reference: str) -> Response:
        return self._job("payroll.calculate")

    @extend_schema(request=None, responses=PayRunSerializer)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, reference: str) -> Response:
        return self._answer(check_run(actor=self.actor, run=self._run()))

    @extend_schema(request=ApprovalReasonSerializer, responses=PayRunSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:
        given = ApprovalReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self._answer(approve_run(actor=self.actor, run=self._run(), **given.validated_data))

    @extend_schema(request=PostSerializer, responses={202: StartedJobSerializer})
    @action(detail=True, methods=["post"], url_path="post")
    def post_to_ledger(self, request: Request, reference: str) -> Response:
        given = PostSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self._job("payroll.post", **given.validated_data)

    @extend_schema(request=None, responses=PayRunSerializer)
    @action(detail=True, methods=["post"])
    def paid(self, request: Request, reference: str) -> Response:
        return self._answer(confirm_paid(actor=self.actor, run=self._run(), today=self.today))


class PayslipLineSerializer(serializers.ModelSerializer[PayslipLine]):
    """A line with its derivation: rule, law and inputs."""

    class Meta:
        model = PayslipLine
        fields = (
            "number",
            "kind",
            "element",
            "amount_pence",
            "account_code",
            "cost_centre",
            "objective",
            "rule",
            "law",
            "inputs",
        )
        read_only_fields = fields


class PayslipSerializer(serializers.ModelSerializer[Payslip]):
    """A payslip; amounts in pence."""

    reference = serializers.SerializerMethodField()
    run = serializers.CharField(source="run_reference", read_only=True)
    number = serializers.CharField(read_only=True)
    kind = serializers.CharField(source="kind_code", read_only=True)
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Payslip
        fields = (
            "reference", "run", "number", "kind", "gross_pence", "taxable_pence", "tax_pence", "ni_employee_pence",
            "ni_employer_pence", "pension_employee_pence", "pension_employer_pence", "deductions_pence", "net_pence",
            "lines",
        )  # fmt: skip
        read_only_fields = fields

    def get_reference(self, slip: Any) -> str:
        return f"{slip.run_reference}-{slip.number}-{slip.kind_code}"

    @extend_schema(responses=PayslipLineSerializer(many=True))
    def get_lines(self, slip: Any) -> list[dict[str, Any]] | None:
        if not self.context.get("with_lines"):
            return None
        return PayslipLineSerializer(
            PayslipLine.objects.filter(payslip_id=slip.pk).order_by("number"), many=True
        ).data  # type: ignore[return-value]


class RunNotNamed(Refused):
    code = "pay_run_not_named"
    status = 400


class PayslipViewSet(ReadViewSet):
    """Payslips of one run (`?run=R000001`); a single one, named run-number-kind, comes with its lines."""

    serializer_class = PayslipSerializer
    lookup_field = "reference"
    lookup_value_regex = r"[A-Za-z0-9]+-[A-Za-z0-9]+-[a-z]+"
    permissions = {"list": "payroll.view_payslips", "retrieve": "payroll.view_payslips"}

    def get_queryset(self) -> QuerySet[Payslip]:
        run = self.request.query_params.get("run", "")
        if not run:
            raise RunNotNamed(
                "The list is of one pay run's payslips, and no run is named.",
                where="run",
                next_step="Add ?run= with the reference of one, such as R000001; they are listed under pay-runs.",
            )
        return named_payslips(viewer=self.actor, run=run_for(viewer=self.actor, reference=run))

    def get_object(self) -> Payslip:
        run, number, kind = self.kwargs["reference"].split("-")
        kinds = {code: value for value, code in Payslip.KIND_CODES.items()}
        slips = named_payslips(viewer=self.actor, run=run_for(viewer=self.actor, reference=run))
        slip = slips.filter(
            employment_id__in=Employment.objects.filter(number=number).values("pk"), kind=kinds.get(kind, 0)
        ).first()
        if slip is None:
            raise Missing("There is no such payslip.", next_step="Name it as run, payroll number and kind.")
        return slip

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "with_lines": self.action == "retrieve"}


def register(router: Any) -> None:
    """Pay runs and payslips."""
    router.register("pay-runs", PayRunViewSet, basename="pay-runs")
    router.register("payslips", PayslipViewSet, basename="payslips")
