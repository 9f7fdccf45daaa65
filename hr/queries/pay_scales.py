from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.dating import valid_on
from backoffice.errors import Missing
from hr.models import PayPoint, PayRate, PayScale


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A scale as the list shows it on a day: its lowest and highest rate, and the least trusted standing
    among them."""

    reference: str
    code: str
    name: str
    workforce_type: str
    rank: str
    points: int
    lowest_pence: int | None
    highest_pence: int | None
    standing: str
    people: int


def pay_scales_for(*, viewer: Actor) -> QuerySet[PayScale]:
    """Every scale, for those who may see people; otherwise none."""
    return PayScale.objects.all() if viewer.can("hr.view_people") else PayScale.objects.none()


def pay_scale_for(*, viewer: Actor, reference: str) -> PayScale:
    scale = pay_scales_for(viewer=viewer).filter(reference=reference).first()
    if scale is None:
        raise Missing("There is no such pay scale.", next_step="Look for it in the list of pay scales.")
    return scale


def scale_rows(*, viewer: Actor, as_at: date) -> list[ScaleRow]:
    """Every scale on a day. One query."""
    if not viewer.can("hr.view_people"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.reference, s.code, s.name, s.workforce_type, s.rank, count(r.id), min(r.annual_pence),
                   max(r.annual_pence),
                   CASE WHEN bool_or(r.standing = 'INVENTED') THEN 'INVENTED'
                        WHEN bool_or(r.standing = 'UNCONFIRMED') THEN 'UNCONFIRMED'
                        WHEN count(r.id) > 0 THEN 'CONFIRMED' ELSE '' END,
                   COALESCE(sum(placed.people), 0)::int
            FROM hr_payscale s
            LEFT JOIN hr_paypoint pt ON pt.scale_id = s.id
            LEFT JOIN hr_payrate r ON r.point_id = pt.id
                AND r.starts_on <= %(on)s AND (r.ends_before IS NULL OR r.ends_before > %(on)s)
            LEFT JOIN (
                SELECT point_id, count(*) AS people FROM hr_payplacement
                WHERE starts_on <= %(on)s AND (ends_before IS NULL OR ends_before > %(on)s) GROUP BY point_id
            ) placed ON placed.point_id = pt.id
            GROUP BY s.id ORDER BY s.workforce_type, max(r.annual_pence) NULLS LAST, s.code
            """,
            {"on": as_at},
        )
        return [ScaleRow(*row) for row in cursor.fetchall()]


def rates_of(scale: PayScale) -> list[PayRate]:
    """Every rate of a scale, the newest first and from the lowest point."""
    return list(
        PayRate.objects.filter(point__scale=scale)
        .select_related("point")
        .order_by("-starts_on", "point__position", "point__label", "pk")
    )


def points_paid_on(*, viewer: Actor, workforce_type: str, on: date) -> list[tuple[PayPoint, int]]:
    """Points of a workforce's scales that have a rate on a day, with what they pay a year in pence. One
    query."""
    rates = (
        PayRate.objects.filter(valid_on(on), point__scale__in=pay_scales_for(viewer=viewer))
        .filter(point__scale__workforce_type=workforce_type)
        .select_related("point__scale")
        .order_by("point__scale__name", "annual_pence", "pk")
    )
    return [(rate.point, rate.annual_pence) for rate in rates]
