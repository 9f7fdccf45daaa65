"""The bank over the API: accounts with their position, statements, matching, reconciliations."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from backoffice.errors import Refused
from finance.models import BankAccount, BankStatement, Reconciliation, StatementItem
from finance.queries.bank import (
    OpenEntry,
    Position,
    bank_account_for,
    bank_accounts_for,
    one_of,
    position_of,
    reconciliations_for,
    statements_for,
)
from finance.services import bank


class BankAccountSerializer(serializers.ModelSerializer[BankAccount]):
    """A bank account."""

    ledger_account = serializers.CharField(source="ledger_account.code", read_only=True)
    statements_to = serializers.DateField(read_only=True)
    reconciled_to = serializers.DateField(read_only=True)

    class Meta:
        model = BankAccount
        fields = (
            "reference", "name", "sort_code", "account_number", "iban", "ledger_account", "is_closed", "take_on_on",
            "statements_to", "reconciled_to",
        )  # fmt: skip
        read_only_fields = fields


class EntrySerializer(serializers.Serializer[Any]):
    """An unmatched entry; `key` is what a match takes."""

    key = serializers.CharField()
    side = serializers.ChoiceField(choices=["ledger", "statement"])
    dated_on = serializers.DateField()
    amount_pence = serializers.IntegerField()
    text = serializers.CharField()
    their_reference = serializers.CharField()
    named = serializers.CharField()


class BankPositionSerializer(serializers.Serializer[Any]):
    """statement = ledger - open in the ledger + open on the statement."""

    on = serializers.DateField()
    statement_pence = serializers.IntegerField()
    ledger_pence = serializers.IntegerField()
    open_ledger_pence = serializers.IntegerField()
    open_statement_pence = serializers.IntegerField()
    difference_pence = serializers.IntegerField()
    open_ledger = EntrySerializer(many=True)
    open_statement = EntrySerializer(many=True)


class SuggestionSerializer(serializers.Serializer[Any]):
    """What probably belongs together, and why."""

    items = serializers.ListField(child=serializers.CharField())
    lines = serializers.ListField(child=serializers.CharField())
    confidence = serializers.IntegerField()
    reason = serializers.CharField()


class MatchSerializer(serializers.Serializer[Any]):
    """Entries to match, by their keys."""

    keys = serializers.ListField(child=serializers.CharField(max_length=20), min_length=2, max_length=500)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class MadeSerializer(serializers.Serializer[Any]):
    """A match that was made."""

    reference = serializers.CharField()
    reason = serializers.CharField()


class DaySerializer(serializers.Serializer[Any]):
    """A reconciliation to prepare."""

    on = serializers.DateField()
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ItemSerializer(serializers.ModelSerializer[StatementItem]):
    """A movement; money in above nothing."""

    class Meta:
        model = StatementItem
        fields = (
            "reference", "number", "booked_on", "value_on", "amount_pence", "text", "counterparty", "their_reference",
            "kind",
        )  # fmt: skip
        read_only_fields = fields


class StatementSerializer(serializers.ModelSerializer[BankStatement]):
    """A statement without its items."""

    bank_account = serializers.CharField(source="bank_account.reference", read_only=True)

    class Meta:
        model = BankStatement
        fields: tuple[str, ...] = (
            "reference", "bank_account", "number", "their_id", "from_on", "to_on", "opening_pence", "closing_pence",
            "item_count",
        )  # fmt: skip
        read_only_fields = fields


class FullStatementSerializer(StatementSerializer):
    """A statement with its items."""

    items = ItemSerializer(many=True, read_only=True)

    class Meta(StatementSerializer.Meta):
        fields = (*StatementSerializer.Meta.fields, "items")
        read_only_fields = fields


class ReconciliationSerializer(serializers.ModelSerializer[Reconciliation]):
    """A reconciliation as it was prepared."""

    bank_account = serializers.CharField(source="bank_account.reference", read_only=True)

    class Meta:
        model = Reconciliation
        fields = (
            "reference", "bank_account", "on", "state", "statement_pence", "ledger_pence", "open_ledger_pence",
            "open_statement_pence", "open_count", "note", "made_at", "signed_at",
        )  # fmt: skip
        read_only_fields = fields


class BankAccountViewSet(ReadViewSet):
    """Bank accounts: list, read, position, suggestions, match, prepare a reconciliation."""

    serializer_class = BankAccountSerializer
    permissions = {
        "list": "finance.view",
        "retrieve": "finance.view",
        "position": "finance.view",
        "suggestions": "finance.reconcile_bank",
        "match": "finance.reconcile_bank",
        "reconcile": "finance.reconcile_bank",
    }

    def get_queryset(self) -> Any:
        return bank_accounts_for(viewer=self.actor).order_by("name", "id")

    @extend_schema(
        parameters=[OpenApiParameter("on", date, description="The day; today where it is left out.")],
        responses=BankPositionSerializer,
    )
    @action(detail=True, methods=["get"])
    def position(self, request: Request, reference: str) -> Response:
        account = self._begun(reference)
        try:
            on = date.fromisoformat(request.query_params.get("on") or self.today.isoformat())
        except ValueError as error:
            raise Refused("There is no such day.", where="on", next_step="Give it as 2026-10-31.") from error
        if account.take_on_on is not None and on < account.take_on_on:
            raise Refused(
                "The account had not begun.",
                where="on",
                next_step=f"Give {account.take_on_on} or a later day.",
            )
        return Response(_position(position_of(viewer=self.actor, bank_account=account, on=on)))

    @extend_schema(responses=SuggestionSerializer(many=True))
    @action(detail=True, methods=["get"])
    def suggestions(self, request: Request, reference: str) -> Response:
        account = self._begun(reference)
        found = position_of(viewer=self.actor, bank_account=account)
        made = bank.suggestions(account, [*found.open_statement, *found.open_ledger])
        return Response(SuggestionSerializer(made, many=True).data)

    @extend_schema(request=MatchSerializer, responses={201: MadeSerializer})
    @action(detail=True, methods=["post"])
    def match(self, request: Request, reference: str) -> Response:
        account = self._begun(reference)
        made = bank.match(actor=self.actor, bank_account=account, **self._given(MatchSerializer))
        return Response(MadeSerializer(made).data, status=201)

    @extend_schema(request=DaySerializer, responses={201: ReconciliationSerializer})
    @action(detail=True, methods=["post"])
    def reconcile(self, request: Request, reference: str) -> Response:
        account = self._begun(reference)
        made = bank.prepare_reconciliation(
            actor=self.actor, bank_account=account, today=self.today, **self._given(DaySerializer)
        )
        return Response(ReconciliationSerializer(made).data, status=201)

    def _begun(self, reference: str) -> BankAccount:
        account = bank_account_for(viewer=self.actor, reference=reference)
        if account.take_on_on is None:
            raise Refused(f"{account} has no first day yet.", next_step="Begin the account first.")
        return account

    def _given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)


class StatementViewSet(ReadViewSet):
    """Statements: list, and read with their items."""

    serializer_class = StatementSerializer
    permissions = {"list": "finance.view", "retrieve": "finance.view"}

    def get_queryset(self) -> Any:
        return statements_for(viewer=self.actor).order_by("-to_on", "-id")

    @extend_schema(responses=FullStatementSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = one_of(statements_for(viewer=self.actor), reference=kwargs["reference"])
        return Response(FullStatementSerializer(found).data)


class ReconciliationViewSet(ReadViewSet):
    """Reconciliations: list, read."""

    serializer_class = ReconciliationSerializer
    permissions = {"list": "finance.view", "retrieve": "finance.view"}

    def get_queryset(self) -> Any:
        return reconciliations_for(viewer=self.actor).order_by("-on", "-id")


def _position(found: Position) -> dict[str, Any]:
    def entries(given: list[OpenEntry]) -> Any:
        return EntrySerializer(given, many=True).data

    return {
        "on": found.on,
        "statement_pence": found.statement_pence,
        "ledger_pence": found.ledger_pence,
        "open_ledger_pence": found.open_ledger_pence,
        "open_statement_pence": found.open_statement_pence,
        "difference_pence": found.difference_pence,
        "open_ledger": entries(found.open_ledger),
        "open_statement": entries(found.open_statement),
    }


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("bank-accounts", BankAccountViewSet, basename="bank-accounts")
    router.register("bank-statements", StatementViewSet, basename="bank-statements")
    router.register("reconciliations", ReconciliationViewSet, basename="reconciliations")
