from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class IncrementDue:
    """The next point of a scale that an employment reaches on `due_on`. `held` says why it is kept back,
    if it is."""

    placement_id: int
    employment_id: int
    employment_reference: str
    person_reference: str
    number: str
    name: str
    scale: str
    point: str
    next_point_id: int
    next_point: str
    due_on: date
    annual_pence: int | None
    next_annual_pence: int
    held: str


def increments_due(
    *, on: date, employment_id: int | None = None, limit: int | None = None
) -> list[IncrementDue]:
    """Increments due on or before a day and not yet awarded, soonest first. One query.

    One point each time the scale's months have passed since the day increments count from; after a hold,
    on the day it
    ended. The next point is the next in position that has a rate on that day.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"on": on, "employment": employment_id, "limit": limit})
        return [IncrementDue(*row) for row in cursor.fetchall()]


_DUE = """
WITH reached AS (
    SELECT pl.id AS placement_id, pl.employment_id, pl.point_id, pt.scale_id, pt.position, pl.starts_on,
           (pl.counts_from + make_interval(months => s.increment_months * (1 + (
               EXTRACT(year FROM age(pl.starts_on, pl.counts_from)) * 12
               + EXTRACT(month FROM age(pl.starts_on, pl.counts_from))
           )::int / s.increment_months)))::date AS passed_on
    FROM hr_payplacement pl
    JOIN hr_paypoint pt ON pt.id = pl.point_id
    JOIN hr_payscale s ON s.id = pt.scale_id
    JOIN hr_employment e ON e.id = pl.employment_id
    WHERE pt.position IS NOT NULL AND s.increment_months IS NOT NULL AND pl.starts_on <= %(on)s
      AND pl.counts_from + make_interval(months => s.increment_months) <= %(on)s
      AND (pl.ends_before IS NULL OR pl.ends_before = e.ends_before)
      AND (e.ends_before IS NULL OR e.ends_before > %(on)s)
      AND (%(employment)s::bigint IS NULL OR pl.employment_id = %(employment)s)
), dated AS (
    SELECT reached.*,
           GREATEST(passed_on, (SELECT max(h.ends_before) FROM hr_incrementhold h
                                WHERE h.employment_id = reached.employment_id AND h.starts_on <= %(on)s
                                  AND h.ends_before <= %(on)s AND h.ends_before > passed_on
                                  AND h.starts_on <= passed_on)) AS due_on
    FROM reached WHERE passed_on <= %(on)s
)
SELECT d.placement_id, d.employment_id, e.reference, p.reference, e.number, btrim(p.first_names || ' ' ||
p.last_name),
       s.name, pt.label, following.id, following.label, d.due_on, now.annual_pence, following.annual_pence,
       COALESCE((SELECT h.reason FROM hr_incrementhold h WHERE h.employment_id = d.employment_id
                 AND h.starts_on <= %(on)s AND (h.ends_before IS NULL OR h.ends_before > %(on)s)), '')
FROM dated d
JOIN hr_employment e ON e.id = d.employment_id
JOIN hr_person p ON p.id = e.person_id
JOIN hr_paypoint pt ON pt.id = d.point_id
JOIN hr_payscale s ON s.id = d.scale_id
LEFT JOIN hr_payrate now ON now.point_id = d.point_id AND daterange(now.starts_on, now.ends_before) @>
d.due_on
JOIN LATERAL (
    SELECT n.id, n.label, r.annual_pence
    FROM hr_paypoint n
    JOIN hr_payrate r ON r.point_id = n.id AND daterange(r.starts_on, r.ends_before) @> d.due_on
    WHERE n.scale_id = d.scale_id AND n.position > d.position
    ORDER BY n.position LIMIT 1
) following ON true
ORDER BY d.due_on, e.number, d.placement_id
LIMIT %(limit)s
"""
