from __future__ import annotations

from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.ui.formats import count
from backoffice.work import Figure, WorkKind, WorkRow, register, register_figures
from hr.queries.increments import increments_due
from hr.queries.workforce import employed_on, people_without


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
            size=f"{count(len(due))} people",
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
    return [Figure("People employed", count(employed_on(today)), reverse("hr:people"))]


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
