from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from hr.models import Employment, IncrementHold, PayPlacement, PlacementReason
from hr.queries.increments import IncrementDue, increments_due
from hr.services.own_record import own_employments, refuse_own


class NoHoldToRelease(Refused):
    code = "no_hold_to_release"


@service(permission="hr.change_people")
def award_increments(
    *, actor: Actor, on: date, employment_ids: Collection[int] | None = None, reason: str = ""
) -> list[IncrementDue]:
    """Award the increments due on or before a day, held ones left out; `employment_ids` narrows it to some.

    Awarded again, nothing is due: each is one point. One's own waits for a colleague. Returns what was awarded.
    """
    with (
        connection.cursor() as cursor
    ):  # two people awarding at once: the second waits, then finds nothing due
        cursor.execute("LOCK TABLE hr_payplacement IN SHARE ROW EXCLUSIVE MODE")
    own = own_employments(actor)
    due = [
        each
        for each in increments_due(on=on)
        if not each.held
        and each.employment_id not in own
        and (employment_ids is None or each.employment_id in employment_ids)
    ]
    if not due:
        return []
    placed = PayPlacement.objects.filter(pk__in=[each.placement_id for each in due])
    ended = dict(placed.values_list("pk", "ends_before"))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hr_payplacement SET ends_before = due.on_day"
            " FROM unnest(%s::bigint[], %s::date[]) AS due (id, on_day) WHERE hr_payplacement.id = due.id",
            [[each.placement_id for each in due], [each.due_on for each in due]],
        )
    PayPlacement.objects.bulk_create(
        [
            PayPlacement(
                employment_id=each.employment_id,
                point_id=each.next_point_id,
                starts_on=each.due_on,
                ends_before=ended[each.placement_id],
                counts_from=each.due_on,
                reason=PlacementReason.INCREMENT,
            )
            for each in due
        ],
        batch_size=2000,
    )
    return due


@service(permission="hr.change_people")
def hold_increment(*, actor: Actor, employment: Employment, starts_on: date, reason: str) -> IncrementHold:
    """Keep increments back from a day on, until released. The reason is shown wherever the increment is."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    return IncrementHold.objects.create(employment=employment, starts_on=starts_on, reason=reason)


@service(permission="hr.change_people")
def release_increment(*, actor: Actor, employment: Employment, on: date, reason: str) -> IncrementHold | None:
    """End the hold: an increment that has become due meanwhile is due on this day. None: it is as if never
    held."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    hold = employment.increment_holds.filter(ends_before=None).order_by("-starts_on").first()
    if hold is None:
        raise NoHoldToRelease(
            "No increment is kept back.",
            next_step="Look at the pay points: it may have been released already.",
        )
    if on <= hold.starts_on:
        hold.delete()
        return None
    hold.ends_before = on
    hold.save(update_fields=["ends_before"])
    return hold
