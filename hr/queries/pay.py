"""What pay needs of HR, for thousands of employments at a time. Every function runs one SQL query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection


@dataclass(frozen=True, slots=True)
class EmploymentFact:
    """An employment with what pay asks of its person. `ends_before` is the day after the last."""

    id: int
    reference: str
    number: str
    person_id: int
    name: str
    workforce_type: str
    starts_on: date
    ends_before: date | None
    ni_number: str | None
    born_on: date | None
    sex: str
    member_id: int | None
    email: str


@dataclass(frozen=True, slots=True)
class PaySegment:
    """Days on which nothing about an assignment's pay changes: `from_on` is in, `until` is out.

    `annual_pence` is the point's full-time pay a year, before `fte`. `standing` and `source` say how far
    the figure can
    be trusted (`hr.models.Standing`). An employment with two assignments has two rows of segments side by
    side.
    """

    from_on: date
    until: date
    annual_pence: int
    fte: Decimal
    scale: str
    point: str
    post_id: int
    unit_code: str
    cost_centre: str
    objective: str
    rank: str
    standing: str
    source: str


@dataclass(frozen=True, slots=True)
class BankDetails:
    """Where an employment's net pay goes on a day."""

    account_name: str
    sort_code: str
    account_number: str
    building_society_number: str


@dataclass(frozen=True, slots=True)
class HrChange:
    """One change to a record that bears on pay. `effective_on` is the day from which it counts, `when` the
    moment made.

    `record` is employment, assignment, pay point, pay rate, bank account or person; `what` says it in words.
    """

    record: str
    what: str
    effective_on: date | None
    when: datetime
    who: str
    why: str


def employments_in(starts_on: date, ends_before: date) -> list[EmploymentFact]:
    """Employments with at least one day from `starts_on` until before `ends_before`, by id."""
    return _employments(None, starts_on, ends_before)


def employments_by_id(employment_ids: Iterable[int]) -> list[EmploymentFact]:
    """The same facts for known employments, leavers included, by id."""
    return _employments(list(employment_ids), None, None)


_EMPLOYMENTS = """
SELECT e.id, e.reference, e.number, e.person_id, btrim(p.first_names || ' ' || p.last_name), e.workforce_type,
       e.starts_on, e.ends_before, p.ni_number, p.born_on, p.sex, p.member_id, p.email
FROM hr_employment e JOIN hr_person p ON p.id = e.person_id
WHERE (%(ids)s::bigint[] IS NULL OR e.id = ANY(%(ids)s))
  AND (%(end)s::date IS NULL OR e.starts_on < %(end)s)
  AND (%(start)s::date IS NULL OR e.ends_before IS NULL OR e.ends_before > %(start)s)
ORDER BY e.id
"""


def _employments(
    ids: list[int] | None, starts_on: date | None, ends_before: date | None
) -> list[EmploymentFact]:
    with connection.cursor() as cursor:
        cursor.execute(_EMPLOYMENTS, {"ids": ids, "start": starts_on, "end": ends_before})
        return [EmploymentFact(*row) for row in cursor.fetchall()]


def pay_segments(
    employment_ids: Iterable[int], starts_on: date, ends_before: date
) -> dict[int, list[PaySegment]]:
    """What each employment is paid at from `starts_on` until before `ends_before`: assignment, pay point
    and rate of the
    point, cut where one of them changes.

    Days without an assignment, a pay point or a rate have no segment: the caller compares with the
    employment's days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.employment_id,
                   GREATEST(a.starts_on, pl.starts_on, r.starts_on, %(start)s::date),
                   LEAST(a.ends_before, pl.ends_before, r.ends_before, %(end)s::date),
                   r.annual_pence, a.fte, s.code, pt.label, a.post_id, u.code, p.cost_centre, p.objective,
                   p.rank,
                   r.standing, r.source
            FROM hr_assignment a
            JOIN hr_payplacement pl ON pl.employment_id = a.employment_id
            JOIN hr_payrate r ON r.point_id = pl.point_id
            JOIN hr_paypoint pt ON pt.id = pl.point_id
            JOIN hr_payscale s ON s.id = pt.scale_id
            JOIN hr_post p ON p.id = a.post_id
            JOIN hr_unit u ON u.id = p.unit_id
            WHERE a.employment_id = ANY(%(ids)s)
              AND GREATEST(a.starts_on, pl.starts_on, r.starts_on, %(start)s::date)
                  < LEAST(a.ends_before, pl.ends_before, r.ends_before, %(end)s::date)
            ORDER BY a.employment_id, 2, a.starts_on, a.post_id
            """,
            {"start": starts_on, "end": ends_before, "ids": list(employment_ids)},
        )
        found: dict[int, list[PaySegment]] = defaultdict(list)
        for employment_id, *rest in cursor.fetchall():
            found[employment_id].append(PaySegment(*rest))
    return dict(found)


def bank_accounts(employment_ids: Iterable[int], on: date) -> dict[int, BankDetails]:
    """The account in force on a day, for those that have one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id, account_name, sort_code, account_number, building_society_number"
            " FROM hr_bankaccount WHERE employment_id = ANY(%s) AND starts_on <= %s"
            " AND (ends_before IS NULL OR ends_before > %s)",
            [list(employment_ids), on, on],
        )
        return {row[0]: BankDetails(*row[1:]) for row in cursor.fetchall()}


def changes_since(employment_ids: Sequence[int], since: datetime) -> dict[int, list[HrChange]]:
    """What changed in the records of employments after a moment, oldest first: the causes of a difference
    in pay.

    A new, corrected or removed rate of a point counts for every employment placed on that point.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, {"ids": list(employment_ids), "since": since})
        found: dict[int, list[HrChange]] = defaultdict(list)
        for employment_id, *rest in cursor.fetchall():
            found[employment_id].append(HrChange(*rest))
    return dict(found)


_CHANGES = """
WITH wanted AS (
    SELECT id, person_id FROM hr_employment WHERE id = ANY(%(ids)s)
), changes AS (
    SELECT e.pgh_obj_id AS employment_id, 'employment' AS record,
           CASE WHEN e.pgh_label = 'insert' THEN 'Started' WHEN e.ends_before IS NOT NULL THEN 'Leaves'
               WHEN v.ends_before IS NOT NULL THEN 'Leaving date taken back' ELSE 'Employment changed' END AS what,
           CASE e.pgh_label WHEN 'insert' THEN e.starts_on ELSE COALESCE(e.ends_before, v.ends_before) END
               AS effective_on,
           e.pgh_created_at, e.pgh_context, e.pgh_id
    FROM hr_employmentevent e JOIN wanted w ON w.id = e.pgh_obj_id
    LEFT JOIN LATERAL (SELECT ends_before FROM hr_employmentevent b
        WHERE b.pgh_obj_id = e.pgh_obj_id AND b.pgh_id < e.pgh_id ORDER BY b.pgh_id DESC LIMIT 1) v
        ON e.pgh_label = 'update'
    WHERE e.pgh_created_at > %(since)s
    UNION ALL
    SELECT a.employment_id, 'assignment',
           CASE a.pgh_label WHEN 'insert' THEN 'Assigned to ' WHEN 'delete' THEN 'Removed from ' ELSE
               CASE WHEN a.ends_before IS NOT NULL THEN 'Assignment ended: ' ELSE 'Assignment changed: '
               END END
               || p.title || ', ' || trim_scale(a.fte) || ' FTE',
           CASE WHEN a.pgh_label = 'update' AND a.ends_before IS NOT NULL THEN a.ends_before ELSE
           a.starts_on END,
           a.pgh_created_at, a.pgh_context, a.pgh_id
    FROM hr_assignmentevent a JOIN wanted w ON w.id = a.employment_id JOIN hr_post p ON p.id = a.post_id
    WHERE a.pgh_created_at > %(since)s
    UNION ALL
    SELECT pl.employment_id, 'pay point',
           CASE pl.pgh_label WHEN 'insert' THEN
               CASE pl.reason WHEN 'INCREMENT' THEN 'Increment to ' WHEN 'PROMOTION' THEN 'Promotion to '
                   ELSE 'Placed on ' END
               WHEN 'delete' THEN 'Removed from ' ELSE
               CASE WHEN pl.ends_before IS NOT NULL THEN 'Leaves ' ELSE 'Stays on ' END END
               || s.name || ' point ' || pt.label,
           CASE WHEN pl.pgh_label = 'update' AND pl.ends_before IS NOT NULL THEN pl.ends_before ELSE
           pl.starts_on END,
           pl.pgh_created_at, pl.pgh_context, pl.pgh_id
    FROM hr_payplacementevent pl JOIN wanted w ON w.id = pl.employment_id
    JOIN hr_paypoint pt ON pt.id = pl.point_id JOIN hr_payscale s ON s.id = pt.scale_id
    WHERE pl.pgh_created_at > %(since)s
    UNION ALL
    SELECT pl.employment_id, 'pay rate', s.name || ' point ' || pt.label
               || CASE r.pgh_label WHEN 'insert' THEN ' pays £' WHEN 'delete' THEN ' no longer pays £' ELSE
                   CASE WHEN r.annual_pence <> v.annual_pence THEN ' corrected to pay £' ELSE ' dates changed, pays £'
                   END END
               || to_char(r.annual_pence / 100.0, 'FM999,999,990.00') || ' a year',
           greatest(least(r.starts_on, v.starts_on), pl.starts_on), r.pgh_created_at, r.pgh_context, r.pgh_id
    FROM hr_payrateevent r JOIN hr_payplacement pl ON pl.point_id = r.point_id
    JOIN wanted w ON w.id = pl.employment_id
    JOIN hr_paypoint pt ON pt.id = r.point_id JOIN hr_payscale s ON s.id = pt.scale_id
    LEFT JOIN LATERAL (SELECT annual_pence, starts_on, ends_before FROM hr_payrateevent b
        WHERE b.pgh_obj_id = r.pgh_obj_id AND b.pgh_id < r.pgh_id ORDER BY b.pgh_id DESC LIMIT 1) v
        ON r.pgh_label = 'update'
    WHERE r.pgh_created_at > %(since)s
      -- The end that the next rate gives to the one before says nothing of its own.
      AND (r.pgh_label <> 'update' OR r.annual_pence <> v.annual_pence OR r.starts_on <> v.starts_on
           OR COALESCE(r.ends_before, 'infinity') > COALESCE(v.ends_before, 'infinity'))
      AND (pl.ends_before IS NULL OR least(r.starts_on, v.starts_on) < pl.ends_before)
      AND (r.ends_before IS NULL OR r.ends_before > pl.starts_on)
    UNION ALL
    SELECT b.employment_id, 'bank account', 'Bank account changed', b.starts_on,
           b.pgh_created_at, b.pgh_context, b.pgh_id
    FROM hr_bankaccountevent b JOIN wanted w ON w.id = b.employment_id WHERE b.pgh_created_at > %(since)s
    UNION ALL
    SELECT w.id, 'person', 'Personal details changed', NULL::date, p.pgh_created_at, p.pgh_context, p.pgh_id
    FROM hr_personevent p JOIN wanted w ON w.person_id = p.pgh_obj_id
    WHERE p.pgh_created_at > %(since)s AND p.pgh_label = 'update'
)
SELECT employment_id, record, what, effective_on, pgh_created_at,
       COALESCE(pgh_context ->> 'name', pgh_context ->> 'login', ''), COALESCE(pgh_context ->> 'reason', '')
FROM changes ORDER BY employment_id, pgh_created_at, record, pgh_id
"""
