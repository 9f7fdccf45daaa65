"""Periods, the checklist and accruals over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from finance import services
from finance.api.ledger import LineSerializer, ReasonSerializer
from finance.closing import blockers_of
from finance.models import Accrual, CloseTask, Period
from finance.queries import period_for, periods_for
from finance.queries.close import accrual_for, accruals_for, task_for, tasks_for


class PeriodSerializer(serializers.ModelSerializer[Period]):
    """A period and how far it is."""

    class Meta:
        model = Period
        fields: tuple[str, ...] = (
            "code",
            "name",
            "financial_year",
            "number",
            "starts_on",
            "ends_on",
            "state",
            "closing_at",
            "closed_at",
            "locked_at",
            "checkpoint_sequence",
        )
        read_only_fields = fields


class BlockerSerializer(serializers.Serializer[Any]):
    """One thing in the way of closing."""

    kind = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    next_step = serializers.CharField()


class TaskSerializer(serializers.ModelSerializer[CloseTask]):
    """A task of a close."""

    period = serializers.CharField(source="period.code", read_only=True)
    owner = serializers.CharField(source="owner_name", read_only=True)
    done_by = serializers.CharField(source="done_by.name", read_only=True, default=None)

    class Meta:
        model = CloseTask
        fields = (
            "reference",
            "period",
            "code",
            "label",
            "owner",
            "due_on",
            "state",
            "done_by",
            "done_at",
            "note",
        )
        read_only_fields = fields


class NoteSerializer(serializers.Serializer[Any]):
    """What was checked against what."""

    note = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class AccrualSerializer(serializers.ModelSerializer[Accrual]):
    """An accrual and where its reversal stands."""

    description = serializers.CharField(source="journal.description", read_only=True)
    journal = serializers.CharField(source="journal.reference", read_only=True)
    reversal = serializers.CharField(source="reversal.reference", read_only=True, default=None)
    total_pence = serializers.IntegerField(read_only=True)
    reverses_on = serializers.DateField(read_only=True)

    class Meta:
        model = Accrual
        fields = (
            "reference",
            "kind",
            "description",
            "total_pence",
            "journal",
            "reverses_on",
            "reversal",
            "waits_for",
        )
        read_only_fields = fields


class NewAccrualSerializer(serializers.Serializer[Any]):
    """Costs to accrue (debits) or to move on; the other side is added."""

    kind = serializers.ChoiceField(choices=Accrual.Kind.choices)
    dated_on = serializers.DateField()
    description = serializers.CharField(max_length=200)
    lines = LineSerializer(many=True)


class PeriodViewSet(ReadViewSet):
    """Periods: list, read, what is in the way, start closing, close, ask to reopen."""

    serializer_class = PeriodSerializer
    lookup_field = "code"
    lookup_value_regex = r"\d{4}-\d{2}"
    permissions = {
        "list": "finance.view",
        "retrieve": "finance.view",
        "blockers": "finance.view",
        "start_closing": "finance.close_period",
        "close": "finance.close_period",
        "reopening": "finance.close_period",
    }

    def get_queryset(self) -> Any:
        return periods_for(viewer=self.actor)

    @extend_schema(responses=BlockerSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def blockers(self, request: Request, code: str) -> Response:
        period = period_for(viewer=self.actor, code=code)
        rows = [
            {"kind": kind.label, "title": each.title, "detail": each.detail, "next_step": kind.next_step}
            for kind, found in blockers_of(period)
            for each in found
        ]
        return Response(BlockerSerializer(rows, many=True).data)

    @extend_schema(request=None, responses=PeriodSerializer)
    @action(detail=True, methods=["post"], url_path="start-closing")
    def start_closing(self, request: Request, code: str) -> Response:
        period = period_for(viewer=self.actor, code=code)
        return Response(PeriodSerializer(services.start_closing(actor=self.actor, period=period)).data)

    @extend_schema(request=None, responses=PeriodSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, code: str) -> Response:
        period = period_for(viewer=self.actor, code=code)
        return Response(PeriodSerializer(services.close_period(actor=self.actor, period=period)).data)

    @extend_schema(request=ReasonSerializer, responses={201: PeriodSerializer})
    @action(detail=True, methods=["post"], url_path="ask-to-reopen")
    def reopening(self, request: Request, code: str) -> Response:
        period = period_for(viewer=self.actor, code=code)
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.ask_to_reopen(actor=self.actor, period=period, **given.validated_data)
        return Response(PeriodSerializer(period).data, status=201)


class TaskViewSet(ReadViewSet):
    """Tasks of closes: list, read, tick."""

    serializer_class = TaskSerializer
    permissions = {"list": "finance.view", "retrieve": "finance.view", "done": "finance.view"}

    def get_queryset(self) -> Any:
        return tasks_for(viewer=self.actor)

    @extend_schema(request=NoteSerializer, responses=TaskSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, reference: str) -> Response:
        task = task_for(viewer=self.actor, reference=reference)
        given = NoteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        services.do_task(actor=self.actor, task=task, **given.validated_data)
        return Response(TaskSerializer(task_for(viewer=self.actor, reference=reference)).data)


class AccrualViewSet(ReadViewSet):
    """Accruals and prepayments: list, read, enter."""

    serializer_class = AccrualSerializer
    permissions = {"list": "finance.view", "retrieve": "finance.view", "create": "finance.draft_journal"}

    def get_queryset(self) -> Any:
        return accruals_for(viewer=self.actor)

    @extend_schema(request=NewAccrualSerializer, responses={201: AccrualSerializer})
    def create(self, request: Request) -> Response:
        given = NewAccrualSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        lines = [services.Line(**line) for line in values.pop("lines")]
        made = services.enter_accrual(actor=self.actor, lines=lines, **values)
        shown = accrual_for(viewer=self.actor, reference=made.reference)
        return Response(AccrualSerializer(shown).data, status=201)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("periods", PeriodViewSet, basename="periods")
    router.register("close-tasks", TaskViewSet, basename="close-tasks")
    router.register("accruals", AccrualViewSet, basename="accruals")
