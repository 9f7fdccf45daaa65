from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from backoffice.actor import Actor
from backoffice.dating import valid_on
from backoffice.services import lock, service
from hr.models import Assignment, Employment, Post
from hr.services.own_record import refuse_own


@service(permission="hr.change_people")
def assign(
    *,
    actor: Actor,
    employment: Employment,
    post: Post,
    fte: Decimal,
    starts_on: date,
    last_day: date | None = None,
    end_others: bool = False,
    reason: str = "",
) -> Assignment:
    """Put an employment on a post. `end_others`: the assignments of that day end the day before (a move,
    or a new FTE)."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    ends_before = employment.ends_before if last_day is None else last_day + timedelta(days=1)
    if end_others:
        present = employment.assignments.filter(valid_on(starts_on))
        present.filter(starts_on=starts_on).delete()
        present.update(ends_before=starts_on)
    return Assignment.objects.create(
        employment=employment,
        person_id=employment.person_id,
        post=post,
        fte=fte,
        starts_on=starts_on,
        ends_before=ends_before,
    )


@service(permission="hr.change_people")
def change_assignment(
    *,
    actor: Actor,
    assignment: Assignment,
    fte: Decimal,
    starts_on: date,
    last_day: date | None,
    reason: str,
) -> Assignment:
    """Correct an assignment, as if it had always been so. A change from a day on is a new assignment."""
    assignment = lock(assignment)
    refuse_own(actor, person=assignment.employment.person)
    assignment.fte, assignment.starts_on = fte, starts_on
    assignment.ends_before = None if last_day is None else last_day + timedelta(days=1)
    if assignment.ends_before is None:
        assignment.ends_before = assignment.employment.ends_before
    assignment.save(update_fields=["fte", "starts_on", "ends_before"])
    return assignment


@service(permission="hr.change_people")
def remove_assignment(*, actor: Actor, assignment: Assignment, reason: str) -> None:
    """Take back an assignment entered by mistake. The history keeps it."""
    assignment = lock(assignment)
    refuse_own(actor, person=assignment.employment.person)
    assignment.delete()
