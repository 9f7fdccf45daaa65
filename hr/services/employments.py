from __future__ import annotations

from datetime import date, timedelta

from backoffice.actor import Actor
from backoffice.dating import overlapping
from backoffice.errors import Refused
from backoffice.services import lock, service
from hr.models import Employment, Person
from hr.services.own_record import refuse_own


class LeavesBeforeStarting(Refused):
    code = "leaves_before_starting"


class StartsAfterLeaving(Refused):
    code = "starts_after_leaving"


@service(permission="hr.change_people")
def start_employment(
    *,
    actor: Actor,
    person: Person,
    number: str,
    workforce_type: str,
    starts_on: date,
    reason: str = "",
) -> Employment:
    """Begin a spell of service under its own payroll number."""
    person = lock(person)
    refuse_own(actor, person=person)
    return Employment.objects.create(
        person=person, number=number.strip().upper(), workforce_type=workforce_type, starts_on=starts_on
    )


@service(permission="hr.change_people")
def change_employment(
    *, actor: Actor, employment: Employment, workforce_type: str, starts_on: date, reason: str
) -> Employment:
    """Correct an employment. The payroll number stays: it is kept for good."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    employment.workforce_type, employment.starts_on = workforce_type, starts_on
    employment.save(update_fields=["workforce_type", "starts_on"])
    return employment


@service(permission="hr.change_people")
def end_employment(
    *,
    actor: Actor,
    employment: Employment,
    last_day: date | None,
    leaving_reason: str = "",
    reason: str = "",
) -> Employment:
    """Set the last day, and end the assignments and the pay point with it. None: they stay after all, and
    what ended with
    the employment is open again.
    """
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    ended = employment.ends_before
    ends_before = None if last_day is None else last_day + timedelta(days=1)
    if ends_before is not None and ends_before <= employment.starts_on:
        raise LeavesBeforeStarting(
            f"{employment.person.name} starts on {employment.starts_on:%-d %B %Y} and cannot leave before.",
            where="last_day",
            next_step="Give a last day on or after the first.",
        )
    rows = (employment.assignments, employment.placements)
    if ends_before is not None and any(each.filter(starts_on__gte=ends_before).exists() for each in rows):
        raise StartsAfterLeaving(
            "An assignment or a pay point starts after this last day.",
            where="last_day",
            next_step="Remove or change it first, or give a later last day.",
        )
    later = ended is not None and (ends_before is None or ends_before > ended)
    if later:  # the employment first: what lies within it may not pass its end
        _save_end(employment, ends_before, leaving_reason)
        for each in rows:
            each.filter(ends_before=ended).update(ends_before=ends_before)
    else:
        for each in rows:
            if ends_before is not None:
                each.filter(overlapping(ends_before, None)).update(ends_before=ends_before)
        _save_end(employment, ends_before, leaving_reason)
    return employment


def _save_end(employment: Employment, ends_before: date | None, leaving_reason: str) -> None:
    employment.ends_before = ends_before
    employment.leaving_reason = leaving_reason if ends_before is not None else ""
    employment.save(update_fields=["ends_before", "leaving_reason"])
