"""Budgets, virements and what is left, for other systems."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import AuthorityViewSet, ReadViewSet
from backoffice.errors import Missing, Refused
from finance.models import BudgetLine, BudgetVersion, Period, Virement
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import (
    budget_for,
    budget_lines,
    budgets_for,
    positions,
    virement_for,
    virements_for,
)
from finance.services import budgets as work


class BudgetSerializer(serializers.ModelSerializer[BudgetVersion]):
    """A version without its lines."""

    spending_pence = serializers.IntegerField(read_only=True)
    income_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = BudgetVersion
        fields = (
            "reference", "financial_year", "number", "kind", "name", "note", "state", "spending_pence", "income_pence",
            "approved_at",
        )  # fmt: skip
        read_only_fields = fields


class BudgetLineSerializer(serializers.ModelSerializer[BudgetLine]):
    """A line: codes, the year and its twelve months in pence."""

    account = serializers.CharField(source="account.code", read_only=True)
    cost_centre = serializers.CharField(source="cost_centre.code", read_only=True)
    objective = serializers.CharField(source="objective.code", read_only=True, default=None)
    project = serializers.CharField(source="project.code", read_only=True, default=None)

    class Meta:
        model = BudgetLine
        fields = (
            "account",
            "cost_centre",
            "objective",
            "project",
            "total_pence",
            "months",
            "phasing",
            "note",
        )
        read_only_fields = fields


class BudgetViewSet(ReadViewSet):
    """Budget versions and their lines."""

    serializer_class = BudgetSerializer
    permissions = {"list": SEES_BUDGETS, "retrieve": SEES_BUDGETS, "lines": SEES_BUDGETS}

    def get_queryset(self) -> Any:
        return budgets_for(viewer=self.actor).order_by("-financial_year", "-number")

    @extend_schema(responses=BudgetLineSerializer(many=True))
    @action(detail=True, methods=["get"])
    def lines(self, request: Request, reference: str) -> Response:
        """Its lines, those the caller may see, a page at a time."""
        version = budget_for(viewer=self.actor, reference=reference)
        rows = budget_lines(viewer=self.actor, version=version, on=self.today).order_by("id")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(BudgetLineSerializer(page, many=True).data)


class MoveSerializer(serializers.Serializer[Any]):
    """What one coding gets (above nothing) or gives (below nothing)."""

    account = serializers.CharField(max_length=20)
    cost_centre = serializers.CharField(max_length=20)
    amount_pence = serializers.IntegerField()
    objective = serializers.CharField(max_length=20, required=False, allow_null=True, default=None)
    project = serializers.CharField(max_length=20, required=False, allow_null=True, default=None)


class NewVirementSerializer(serializers.Serializer[Any]):
    """A virement to propose."""

    financial_year = serializers.CharField(max_length=7)
    reason = serializers.CharField(max_length=500)
    first_month = serializers.IntegerField(min_value=1, max_value=12, required=False, default=1)
    moves = MoveSerializer(many=True)


class RejectVirementSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class VirementSerializer(serializers.ModelSerializer[Virement]):
    """A virement."""

    total_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = Virement
        fields = (
            "reference",
            "number",
            "financial_year",
            "reason",
            "state",
            "total_pence",
            "made_at",
            "decided_at",
        )
        read_only_fields = fields


class VirementViewSet(ReadViewSet):
    """Virements: list, read, propose, agree, reject."""

    serializer_class = VirementSerializer
    permissions = {
        "list": SEES_BUDGETS,
        "retrieve": SEES_BUDGETS,
        "create": "finance.propose_virement",
        "agree": "finance.approve_virement",
        "reject": "finance.approve_virement",
    }

    def get_queryset(self) -> Any:
        return virements_for(viewer=self.actor, on=self.today).order_by("-id")

    @extend_schema(request=NewVirementSerializer, responses={201: VirementSerializer})
    def create(self, request: Request) -> Response:
        given = self._given(NewVirementSerializer)
        moves = [work.Move(**move) for move in given.pop("moves")]
        made = work.propose_virement(actor=self.actor, moves=moves, today=self.today, **given)
        return self._answer(made.reference, status=201)

    @extend_schema(request=None, responses=VirementSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, reference: str) -> Response:
        found = virement_for(viewer=self.actor, reference=reference, on=self.today)
        work.agree_to_virement(actor=self.actor, virement=found, today=self.today)
        return self._answer(reference)

    @extend_schema(request=RejectVirementSerializer, responses=VirementSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, reference: str) -> Response:
        found = virement_for(viewer=self.actor, reference=reference, on=self.today)
        given = self._given(RejectVirementSerializer)
        work.reject_virement(actor=self.actor, virement=found, today=self.today, **given)
        return self._answer(reference)

    def _given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, reference: str, *, status: int = 200) -> Response:
        shown = virement_for(viewer=self.actor, reference=reference, on=self.today)
        return Response(VirementSerializer(shown).data, status=status)


class BudgetPositionSerializer(serializers.Serializer[Any]):
    """What is left of a budget, in pence; spending above nothing, income below."""

    cost_centre = serializers.CharField()
    account = serializers.CharField()
    account_group = serializers.CharField()
    type = serializers.CharField()
    original_pence = serializers.IntegerField()
    revised_pence = serializers.IntegerField()
    virement_pence = serializers.IntegerField()
    budget_pence = serializers.IntegerField()
    to_date_pence = serializers.IntegerField()
    spent_pence = serializers.IntegerField()
    committed_pence = serializers.IntegerField()
    left_pence = serializers.IntegerField()


class PositionViewSet(AuthorityViewSet):
    """Budget monitoring: `period` (2026-10; else that of today), `by` (centre, group, account), `as_at` (a moment)."""

    serializer_class = BudgetPositionSerializer
    permissions = {"list": SEES_BUDGETS}

    def get_queryset(self) -> Any:
        return Period.objects.none()

    @extend_schema(
        parameters=[
            OpenApiParameter("period", str),
            OpenApiParameter("by", str, enum=["centre", "group", "account"]),
            OpenApiParameter("as_at", str),
        ],
        responses=BudgetPositionSerializer(many=True),
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        code, periods = request.query_params.get("period"), Period.objects.order_by("-starts_on")
        this = periods.filter(starts_on__lte=self.today).first() or periods.last()
        period = periods.filter(code=code).first() if code else this
        if period is None:
            raise Missing("There is no such period.", where="period", next_step="Give one such as 2026-10.")
        by = request.query_params.get("by", "centre")
        if by not in ("centre", "group", "account"):
            raise Refused(
                f"Rows by {by} are not known.",
                where="by",
                next_step="Give centre, group or account.",
                code="by",
            )
        as_at = None
        if text := request.query_params.get("as_at"):
            as_at = serializers.DateTimeField().to_internal_value(text)
        rows = positions(
            viewer=self.actor, period=period, on=self.today, by=by, below=by == "centre", as_at=as_at
        )
        return Response(BudgetPositionSerializer(rows, many=True).data)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("budgets", BudgetViewSet, basename="budgets")
    router.register("virements", VirementViewSet, basename="virements")
    router.register("budget-positions", PositionViewSet, basename="budget-positions")
