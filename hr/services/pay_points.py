from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from hr.models import Employment, PayPlacement, PayPoint
from hr.services.dated import make_room
from hr.services.own_record import refuse_own


class PointHasNoRate(Refused):
    code = "point_has_no_rate"


@service(permission="hr.change_people")
def place_on_point(
    *,
    actor: Actor,
    employment: Employment,
    point: PayPoint,
    starts_on: date,
    change: str,
    counts_from: date | None = None,
    reason: str = "",
) -> PayPlacement:
    """Put an employment on a pay point from a day; the point before ends with the day before.

    `change` says why (`PlacementReason`); increments count from `counts_from`, or else from the first day.
    """
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    if not point.rates.filter(starts_on__lte=starts_on).exclude(ends_before__lte=starts_on).exists():
        raise PointHasNoRate(
            f"{point} pays nothing on {starts_on:%-d %B %Y}.",
            where="point",
            next_step="Choose another point, or add the point's rate to the pay scale.",
        )
    same_day, ends_before = make_room(employment.placements.all(), starts_on)
    placement = same_day or PayPlacement(employment=employment, starts_on=starts_on)
    placement.point = point
    placement.reason = change
    placement.counts_from = counts_from or starts_on
    placement.ends_before = ends_before or employment.ends_before
    placement.save()
    return placement
