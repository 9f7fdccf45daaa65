from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import lock, service
from hr.models import PayPoint, PayRate, PayScale
from hr.services.dated import make_room


@service(permission="hr.change_pay_scales")
def add_pay_scale(
    *,
    actor: Actor,
    code: str,
    name: str,
    workforce_type: str,
    rank: str = "",
    increment_months: int | None = 12,
    reason: str = "",
) -> PayScale:
    """Add a pay scale; its points follow."""
    return PayScale.objects.create(
        code=code.strip().upper(),
        name=name,
        workforce_type=workforce_type,
        rank=rank,
        increment_months=increment_months,
    )


@service(permission="hr.change_pay_scales")
def change_pay_scale(
    *,
    actor: Actor,
    scale: PayScale,
    name: str,
    workforce_type: str,
    rank: str,
    increment_months: int | None,
    reason: str = "",
) -> PayScale:
    """Correct a scale's name, rank or months between increments. Its code stays."""
    scale = lock(scale)
    scale.name, scale.workforce_type, scale.rank = name, workforce_type, rank
    scale.increment_months = increment_months
    scale.save()
    return scale


@service(permission="hr.change_pay_scales")
def set_rate(
    *,
    actor: Actor,
    scale: PayScale,
    label: str,
    annual_pence: int,
    starts_on: date,
    source: str,
    standing: str,
    position: int | None = None,
    reason: str = "",
) -> PayRate:
    """What a point pays a year, full time, from a day on; the rate before ends with the day before. A new
    label is a new
    point of the scale.
    """
    scale = lock(scale)
    point, added = PayPoint.objects.get_or_create(scale=scale, label=label, defaults={"position": position})
    if not added and position is not None and point.position != position:
        point.position = position
        point.save(update_fields=["position"])
    same_day, ends_before = make_room(point.rates.all(), starts_on)
    rate = same_day or PayRate(point=point, starts_on=starts_on)
    rate.annual_pence, rate.source, rate.standing = annual_pence, source, standing
    rate.ends_before = ends_before
    rate.save()
    return rate
