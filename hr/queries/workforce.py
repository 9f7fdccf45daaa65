"""The workforce in figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count

from backoffice.actor import Actor
from backoffice.dating import valid_on
from hr.models import Employment
from hr.queries.units import units_for


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A district or department on a day: people by workforce, their FTE, posts and how many nobody holds."""

    reference: str
    name: str
    officers: int
    staff: int
    pcsos: int
    specials: int
    fte: Decimal
    posts: int
    vacant: int

    @property
    def people(self) -> int:
        return self.officers + self.staff + self.pcsos + self.specials


def employed_by_workforce(as_at: date) -> dict[str, int]:
    """Employments in force on a day, by workforce."""
    counted = Employment.objects.filter(valid_on(as_at)).values_list("workforce_type").annotate(Count("pk"))
    return dict(counted.order_by("workforce_type"))


def workforce_by_unit(*, viewer: Actor, as_at: date) -> list[AreaRow]:
    """One row for each unit that stands right under the top, with all below it. Three queries."""
    units = {unit.pk: unit for unit in units_for(viewer=viewer)}
    area: dict[int, int] = {}
    for pk in units:
        at, seen = pk, {pk}
        while (
            (parent := units[at].parent_id) is not None
            and units[parent].parent_id is not None
            and parent not in seen
        ):
            at = parent
            seen.add(parent)
        area[pk] = at
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.unit_id, e.workforce_type, count(DISTINCT a.person_id), sum(a.fte)
            FROM hr_assignment a JOIN hr_post p ON p.id = a.post_id JOIN hr_employment e ON e.id =
            a.employment_id
            WHERE a.starts_on <= %(on)s AND (a.ends_before IS NULL OR a.ends_before > %(on)s)
            GROUP BY p.unit_id, e.workforce_type
            """,
            {"on": as_at},
        )
        people: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        fte: dict[int, Decimal] = defaultdict(Decimal)
        for unit_id, workforce_type, heads, share in cursor.fetchall():
            people[area[unit_id]][workforce_type] += heads
            fte[area[unit_id]] += share
        cursor.execute(
            """
            SELECT p.unit_id, count(*), count(*) FILTER (WHERE NOT EXISTS (
                SELECT FROM hr_assignment a WHERE a.post_id = p.id
                AND a.starts_on <= %(on)s AND (a.ends_before IS NULL OR a.ends_before > %(on)s)))
            FROM hr_post p WHERE p.starts_on <= %(on)s AND (p.ends_before IS NULL OR p.ends_before > %(on)s)
            GROUP BY p.unit_id
            """,
            {"on": as_at},
        )
        posts: dict[int, int] = defaultdict(int)
        vacant: dict[int, int] = defaultdict(int)
        for unit_id, number, empty in cursor.fetchall():
            posts[area[unit_id]] += number
            vacant[area[unit_id]] += empty
    return [
        AreaRow(
            units[pk].reference,
            units[pk].name,
            people[pk]["OFFICER"],
            people[pk]["STAFF"],
            people[pk]["PCSO"],
            people[pk]["SPECIAL"],
            fte[pk],
            posts[pk],
            vacant[pk],
        )
        for pk in sorted({*people, *posts}, key=lambda pk: units[pk].code)
    ]


@dataclass(frozen=True, slots=True)
class Gap:
    """An employment that lacks a post or a pay point on a day: it would have no pay."""

    person_reference: str
    name: str
    number: str
    starts_on: date
    lacks: str


def employed_on(as_at: date) -> int:
    """Employments in force on a day."""
    return Employment.objects.filter(valid_on(as_at)).count()


def people_without(*, as_at: date, limit: int) -> list[Gap]:
    """Employments in force on a day, specials left out, without a post or a pay point. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.reference, btrim(p.first_names || ' ' || p.last_name), e.number, e.starts_on,
                   CASE WHEN post.missing THEN 'post' ELSE 'pay point' END
            FROM hr_employment e
            JOIN hr_person p ON p.id = e.person_id
            CROSS JOIN LATERAL (SELECT NOT EXISTS (
                SELECT FROM hr_assignment a WHERE a.employment_id = e.id
                AND a.starts_on <= %(on)s AND (a.ends_before IS NULL OR a.ends_before > %(on)s)) AS missing) post
            CROSS JOIN LATERAL (SELECT NOT EXISTS (
                SELECT FROM hr_payplacement pl WHERE pl.employment_id = e.id
                AND pl.starts_on <= %(on)s AND (pl.ends_before IS NULL OR pl.ends_before > %(on)s)) AS missing) point
            WHERE e.starts_on <= %(on)s AND (e.ends_before IS NULL OR e.ends_before > %(on)s)
              AND e.workforce_type <> 'SPECIAL' AND (post.missing OR point.missing)
            ORDER BY e.starts_on, e.id LIMIT %(limit)s
            """,
            {"on": as_at, "limit": limit},
        )
        return [Gap(*row) for row in cursor.fetchall()]
