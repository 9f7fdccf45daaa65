"""What a close puts before people: tasks, exceptions that run out, reversals that wait, periods to close."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.clock import LONDON
from backoffice.work import Day, WorkKind, WorkRow, register
from finance.models import Period
from finance.queries import periods_for
from finance.queries.close import exceptions_for, my_open_tasks, reversals_due, tasks_for
from finance.rules.money import pounds

MOST = 50
SOON = timedelta(days=2)  # an exception runs out


def _tasks(*, viewer: Actor, today: date) -> list[WorkRow]:
    return [
        WorkRow(
            task.label,
            task.get_absolute_url(),
            due_on=task.due_on,
            size=task.period.name,
            since=task.period.closing_at,
            detail="overdue" if task.due_on < today else "",
        )
        for task in my_open_tasks(viewer=viewer)[:MOST]
    ]


def _exceptions(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Those that end within two days: the viewer's own, and for who grants them, everybody's."""
    found = exceptions_for(viewer=viewer, in_force=True).filter(expires_at__lte=timezone.now() + SOON)
    if not viewer.can("finance.close_period", "finance.approve_reopening"):
        found = found.filter(Q(member_id=viewer.member_id))
    return [
        WorkRow(
            f"{each.member.name} may post into {each.period}",
            each.period.get_absolute_url() + "#exceptions",
            due_on=each.expires_at.astimezone(LONDON).date(),
            since=each.granted_at,
            detail=each.reason,
        )
        for each in found.order_by("expires_at", "id")[:MOST]
    ]


def _reversals(*, viewer: Actor, today: date) -> list[WorkRow]:
    return [
        WorkRow(
            each.journal.description,
            each.get_absolute_url(),
            due_on=each.reverse_on,
            size=f"£{pounds(each.total_pence)}",  # type: ignore[attr-defined]
            since=each.journal.posted_at,
            detail=each.waits_for,
        )
        for each in reversals_due(viewer=viewer, today=today)[:MOST]
    ]


def _to_close(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Periods that are over and not closed, once something was posted or begun in them."""
    over = (
        periods_for(viewer=viewer)
        .filter(state__in=("open", "closing"), ends_on__lt=today)
        .filter(Q(state="closing") | Q(journals__isnull=False))
        .distinct()
        .order_by("starts_on")
    )
    return [
        WorkRow(
            f"Close {period}",
            period.get_absolute_url(),
            due_on=period.ends_on,
            detail=period.get_state_display(),
        )
        for period in over[:MOST]
    ]


def days_of_closes(*, viewer: Actor, first: date, last: date) -> list[Day]:
    """The days on which tasks of a close are due."""
    due = (
        tasks_for(viewer=viewer)
        .filter(state="open", period__state=Period.State.CLOSING, due_on__range=(first, last))
        .order_by("due_on", "position", "id")[:MOST]
    )
    return [
        Day(task.due_on, f"{task.label} for {task.period}", task.get_absolute_url(), "Close") for task in due
    ]


def offer() -> None:
    """Offer them to the authority's home."""
    register(
        WorkKind("finance.close_tasks", "Tasks of a close", "finance", _tasks, permission="finance.view")
    )
    register(
        WorkKind(
            "finance.to_close", "Periods to close", "finance", _to_close, permission="finance.close_period"
        )
    )
    register(
        WorkKind(
            "finance.exceptions", "Exceptions that run out", "finance", _exceptions, permission="finance.view"
        )
    )
    register(
        WorkKind(
            "finance.reversals",
            "Accruals whose reversal waits",
            "finance",
            _reversals,
            permission="finance.close_period",
        )
    )
