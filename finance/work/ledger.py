"""What finance puts before people: journals to approve, journals that came back, journals on their way."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.work import Day, Figure, WorkKind, WorkRow, register, register_days, register_figures
from finance.models import Journal, Period
from finance.queries import current_period, journals_for, journals_waiting_for, periods_for
from finance.rules.money import pounds
from finance.work.close import days_of_closes

MOST = 50


def _to_approve(*, viewer: Actor, today: date) -> list[WorkRow]:
    return [
        _row(journal, detail=f"From {journal.made_by.name}")
        for journal in journals_waiting_for(viewer=viewer)[:MOST]
    ]


def _returned(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = journals_for(viewer=viewer).filter(
        state=Journal.State.DRAFT, made_by_id=viewer.member_id, returned_at__isnull=False
    )
    return [_row(journal, detail=journal.returned_reason) for journal in found.order_by("id")[:MOST]]


def _sent_on(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = journals_for(viewer=viewer).filter(state=Journal.State.AWAITING, made_by_id=viewer.member_id)
    return [_row(journal, detail="Waits for approval") for journal in found.order_by("id")[:MOST]]


def _row(journal: Journal, *, detail: str) -> WorkRow:
    return WorkRow(
        title=journal.description,
        url=journal.get_absolute_url(),
        due_on=journal.period.ends_on,
        size=f"£{pounds(journal.total_pence)}",  # type: ignore[attr-defined]
        since=journal.submitted_at or journal.made_at,
        detail=detail,
    )


def _figures(*, viewer: Actor, today: date) -> list[Figure]:
    if not viewer.can("finance.view"):
        return []
    period = current_period(viewer=viewer, today=today)
    if period is None:
        return []
    return [
        Figure("Ledger", period.name, url=reverse("finance:trial_balance"), note=period.get_state_display())
    ]


def _days(*, viewer: Actor, first: date, last: date) -> list[Day]:
    """The ends of the periods that are open, and what is due in those that are closing."""
    ending = periods_for(viewer=viewer).filter(state=Period.State.OPEN, ends_on__range=(first, last))
    return [
        Day(period.ends_on, f"{period.name} ends in the ledger", period.get_absolute_url(), "Open")
        for period in ending.order_by("ends_on")
    ] + days_of_closes(viewer=viewer, first=first, last=last)


def offer() -> None:
    """Offer them to the authority's home."""
    register(
        WorkKind(
            code="finance.approve",
            label="Journals to approve",
            function="finance",
            permission="finance.post_journal",
            rows=_to_approve,
        )
    )
    register(
        WorkKind(
            code="finance.returned",
            label="Journals that came back",
            function="finance",
            permission="finance.draft_journal",
            rows=_returned,
        )
    )
    register(
        WorkKind(
            code="finance.sent",
            label="Journals waiting for an approver",
            function="finance",
            permission="finance.draft_journal",
            rows=_sent_on,
            tab="sent",
        )
    )
    register_figures("finance", _figures)
    register_days("finance", _days)
