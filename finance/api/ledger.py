"""Journals over the API: the same services and queries as the screens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import ReadViewSet
from finance import services
from finance.models import Journal, JournalLine
from finance.queries import journal_for, journals_for, lines_of


class LineSerializer(serializers.Serializer[Any]):
    """A line in codes; pence, debit above nothing."""

    account = serializers.CharField(max_length=20)
    cost_centre = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)
    objective = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)
    amount_pence = serializers.IntegerField(min_value=-(10**15), max_value=10**15)
    memo = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    project = serializers.CharField(max_length=20, allow_null=True, required=False, default=None)


HEADER = (
    "reference",
    "number",
    "state",
    "dated_on",
    "period",
    "description",
    "total_pence",
    "source_kind",
    "reason",
    "posted_at",
)


class JournalSerializer(serializers.ModelSerializer[Journal]):
    """A journal without its lines."""

    period = serializers.CharField(source="period.code", read_only=True)
    total_pence = serializers.IntegerField(read_only=True)

    class Meta:
        model = Journal
        fields: tuple[str, ...] = HEADER
        read_only_fields = fields


class FullJournalSerializer(JournalSerializer):
    """A journal with its lines."""

    lines = serializers.SerializerMethodField()
    reverses = serializers.CharField(source="reverses.reference", read_only=True, default=None)

    class Meta(JournalSerializer.Meta):
        fields = (*HEADER, "reverses", "lines")
        read_only_fields = fields

    @extend_schema(responses=LineSerializer(many=True))
    def get_lines(self, journal: Journal) -> list[dict[str, Any]]:
        """The lines in order."""
        return [_line(line) for line in lines_of(journal=journal)]


class NewJournalSerializer(serializers.Serializer[Any]):
    """A draft to make."""

    dated_on = serializers.DateField()
    description = serializers.CharField(max_length=200)
    reason = serializers.CharField(
        max_length=500,
        required=False,
        default="",
        allow_blank=True,
        help_text="Why; needed where a line is on a control account.",
    )
    lines = LineSerializer(many=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why; may be left out where nothing asks for it."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ReversalSerializer(serializers.Serializer[Any]):
    """When and why a journal is undone."""

    dated_on = serializers.DateField()
    reason = serializers.CharField(max_length=500)


def _line(line: JournalLine) -> dict[str, Any]:
    return {
        "account": line.account.code,
        "cost_centre": line.cost_centre.code if line.cost_centre else None,
        "objective": line.objective.code if line.objective else None,
        "amount_pence": line.amount_pence,
        "memo": line.memo,
        "project": line.project.code if line.project else None,
    }


class JournalViewSet(ReadViewSet):
    """Journals: list, read, draft, submit, post, return, reverse."""

    serializer_class = JournalSerializer
    permissions = {
        "list": "finance.view",
        "retrieve": "finance.view",
        "create": "finance.draft_journal",
        "submit": "finance.draft_journal",
        "approve": "finance.post_journal",
        "send_back": "finance.post_journal",
        "reversal": "finance.draft_journal",
    }
    asks_again = frozenset({"approve"})

    def get_queryset(self) -> Any:
        return journals_for(viewer=self.actor)

    @extend_schema(responses=FullJournalSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._answer(journal_for(viewer=self.actor, reference=kwargs["reference"]))

    @extend_schema(request=NewJournalSerializer, responses={201: FullJournalSerializer})
    def create(self, request: Request) -> Response:
        given = self._given(NewJournalSerializer)
        lines = [services.Line(**line) for line in given.pop("lines")]
        journal = services.draft_journal(actor=self.actor, lines=lines, **given)
        return self._answer(journal, status=201)

    @extend_schema(request=None, responses=FullJournalSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, reference: str) -> Response:
        journal = journal_for(viewer=self.actor, reference=reference)
        return self._answer(services.submit_journal(actor=self.actor, journal=journal))

    @extend_schema(request=ReasonSerializer, responses=FullJournalSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, reference: str) -> Response:
        journal = journal_for(viewer=self.actor, reference=reference)
        given = self._given(ReasonSerializer)
        return self._answer(services.post_journal(actor=self.actor, journal=journal, **given))

    @extend_schema(request=ReasonSerializer, responses=FullJournalSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, reference: str) -> Response:
        journal = journal_for(viewer=self.actor, reference=reference)
        given = self._given(ReasonSerializer)
        return self._answer(services.return_journal(actor=self.actor, journal=journal, **given))

    @extend_schema(request=ReversalSerializer, responses={201: FullJournalSerializer})
    @action(detail=True, methods=["post"], url_path="reverse")
    def reversal(self, request: Request, reference: str) -> Response:
        journal = journal_for(viewer=self.actor, reference=reference)
        given = self._given(ReversalSerializer)
        made = services.reverse_journal(actor=self.actor, journal=journal, **given)
        return self._answer(made, status=201)

    def _given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)

    def _answer(self, journal: Journal, *, status: int = 200) -> Response:
        shown = journal_for(viewer=self.actor, reference=journal.reference)
        return Response(FullJournalSerializer(shown).data, status=status)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/."""
    router.register("journals", JournalViewSet, basename="journals")
