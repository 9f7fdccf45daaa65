from __future__ import annotations

from collections import Counter
from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.ui.formats import count
from backoffice.work import Day, Figure, WorkKind, WorkRow, register, register_days, register_figures
from hr.queries.increments import increments_due
from hr.queries.workforce import employed_on, people_without


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{count(number)} people"


def increments(*, viewer: Actor, today: date) -> list[WorkRow]:
    """One row for the increments due, since when and how many."""
    due = [each for each in increments_due(on=today) if not each.held]
    if not due:
        return []
    return [
        WorkRow(
            title="Award increments",
            url=reverse("hr:increments"),
            due_on=due[0].due_on,
            size=_people(len(due)),
            since=due[0].due_on,
        )
    ]


def gaps(*, viewer: Actor, today: date) -> list[WorkRow]:
    """People who are employed but lack what pay needs: a post or a pay point."""
    return [
        WorkRow(
            title=f"{gap.name} has no {gap.lacks}",
            url=reverse("hr:person", args=[gap.person_reference]),
            due_on=gap.starts_on,
            size="1 person",
            since=gap.starts_on,
            detail=f"Payroll number {gap.number}",
        )
        for gap in people_without(as_at=today, limit=20)
    ]


def figures(*, viewer: Actor, today: date) -> list[Figure]:
    if not viewer.can("hr.view_people"):
        return []
    due = sum(1 for each in increments_due(on=today) if not each.held)
    return [
        Figure("People employed", count(employed_on(today)), reverse("hr:people")),
        Figure(
            "Increments due", count(due), reverse("hr:increments"), "To be awarded" if due else "None waits"
        ),
    ]


def days(*, viewer: Actor, first: date, last: date) -> list[Day]:
    """The next two days on which increments fall due."""
    if not viewer.can("hr.view_people"):
        return []
    found = Counter(each.due_on for each in increments_due(on=last) if each.due_on > first and not each.held)
    return [
        Day(
            on,
            "Increments fall due",
            f"{reverse('hr:increments')}?on_0={on.day}&on_1={on.month}&on_2={on.year}",
            _people(found[on]),
        )
        for on in sorted(found)[:2]
    ]


def register_all() -> None:
    register(
        WorkKind(
            code="hr.increments",
            label="Increments to award",
            function="hr",
            permission="hr.change_people",
            rows=increments,
            tab="mine",
        )
    )
    register(
        WorkKind(
            code="hr.gaps",
            label="People without a post or a pay point",
            function="hr",
            permission="hr.change_people",
            rows=gaps,
            tab="mine",
        )
    )
    register_figures("hr", figures)
    register_days("hr", days)
