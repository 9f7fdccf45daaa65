"""The trial balance and the lines behind it, as at a day and an entry time."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import AuthorityViewSet
from finance.models import JournalLine, Period
from finance.queries import current_period, ledger_lines, trial_balance
from finance.reports.ledger import AsAtForm
from finance.tables import LedgerLineFilter

WITHIN = [
    OpenApiParameter("first", str, description="From this period on, such as 2026-10."),
    OpenApiParameter("last", str, description="Up to this period."),
    OpenApiParameter("as_of", str, description="Leaves out what is dated after this day: 2026-10-29."),
    OpenApiParameter("entered_by", str, description="Leaves out what was posted after this day."),
]


def _said(form: Form) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


class TrialBalanceRowSerializer(serializers.Serializer[Any]):
    """An account, in pence; debits above nothing."""

    code = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField()
    type = serializers.CharField()
    brought_forward_pence = serializers.IntegerField()
    debit_pence = serializers.IntegerField()
    credit_pence = serializers.IntegerField()
    balance_pence = serializers.IntegerField()


class TrialBalanceSerializer(serializers.Serializer[Any]):
    """A trial balance, whole, with its totals."""

    first = serializers.CharField(source="first.code")
    last = serializers.CharField(source="last.code")
    as_of = serializers.DateField(allow_null=True)
    entered_by = serializers.DateTimeField(allow_null=True)
    brought_forward_pence = serializers.IntegerField()
    debit_pence = serializers.IntegerField()
    credit_pence = serializers.IntegerField()
    balance_pence = serializers.IntegerField()
    rows = TrialBalanceRowSerializer(many=True)


class TrialBalanceViewSet(AuthorityViewSet):
    """The trial balance of a range of periods; without one, of today's period."""

    serializer_class = TrialBalanceSerializer
    permissions = {"list": "finance.view"}

    def get_queryset(self) -> Any:
        return Period.objects.none()

    @extend_schema(parameters=WITHIN, responses=TrialBalanceSerializer)
    def list(self, request: Request) -> Response:
        """The whole of it: an account a row."""
        asked = request.query_params.dict()
        if not asked.get("first"):
            current = current_period(viewer=self.actor, today=self.today)
            asked["first"] = current.code if current else ""
        asked.setdefault("last", asked["first"])
        form = AsAtForm(asked)
        if not form.is_valid():
            raise serializers.ValidationError(_said(form))
        found = trial_balance(viewer=self.actor, **form.cleaned_data)
        return Response(TrialBalanceSerializer(found).data)


class LedgerLineSerializer(serializers.ModelSerializer[JournalLine]):
    """A posted line; pence, debit above nothing."""

    journal = serializers.CharField(source="journal.reference", read_only=True)
    journal_number = serializers.CharField(source="journal.number", read_only=True)
    dated_on = serializers.DateField(source="journal.dated_on", read_only=True)
    period = serializers.CharField(source="journal.period.code", read_only=True)
    description = serializers.CharField(source="journal.description", read_only=True)
    account = serializers.CharField(source="account.code", read_only=True)
    cost_centre = serializers.CharField(source="cost_centre.code", read_only=True, default=None)
    objective = serializers.CharField(source="objective.code", read_only=True, default=None)
    project = serializers.CharField(source="project.code", read_only=True, default=None)

    class Meta:
        model = JournalLine
        fields = (
            "journal",
            "journal_number",
            "number",
            "dated_on",
            "period",
            "description",
            "account",
            "cost_centre",
            "objective",
            "project",
            "amount_pence",
            "memo",
        )
        read_only_fields = fields


class LedgerLineViewSet(AuthorityViewSet):
    """The general ledger: every posted line, the newest first."""

    serializer_class = LedgerLineSerializer
    permissions = {"list": "finance.view"}

    def get_queryset(self) -> Any:
        return ledger_lines(viewer=self.actor).select_related("journal__period")

    @extend_schema(
        parameters=[
            *WITHIN,
            OpenApiParameter("account", str, description="Of this account."),
            OpenApiParameter("cost_centre", str, description="Of this cost centre; - for none."),
            OpenApiParameter("objective", str, description="Of this objective; - for none."),
            OpenApiParameter("project", str, description="Of this project; - for none."),
            OpenApiParameter("side", str, enum=["debit", "credit"]),
        ],
        responses=LedgerLineSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """A page of them, within what is asked for."""
        narrowed = LedgerLineFilter(request.query_params, self.get_queryset(), request=request._request)
        if not narrowed.form.is_valid():
            raise serializers.ValidationError(_said(narrowed.form))
        page = self.paginate_queryset(narrowed.qs)
        return self.get_paginated_response(LedgerLineSerializer(page, many=True).data)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("trial-balance", TrialBalanceViewSet, basename="trial-balance")
    router.register("ledger-lines", LedgerLineViewSet, basename="ledger-lines")
