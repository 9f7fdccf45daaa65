"""What differs from the run before, for whom, by how much and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from backoffice.actor import Actor
from backoffice.ui.formats import money, short_day
from hr.queries import changes_since
from payroll.elements import Elements, read_elements
from payroll.models import PayRun
from payroll.queries.runs import run_before


@dataclass(frozen=True, slots=True)
class Part:
    """One element's share of a difference, in pence."""

    name: str
    before_pence: int
    now_pence: int

    @property
    def change_pence(self) -> int:
        return self.now_pence - self.before_pence


@dataclass(frozen=True, slots=True)
class Cause:
    """A change of record between the two calculations, or a claim of one of the two periods."""

    what: str
    who: str
    when: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences: whose number or name begins so, new or gone or in both, at least so many pence."""

    words: str = ""
    kind: str = ""
    least_pence: int = 0


@dataclass(slots=True)
class Difference:
    """One employment's net pay in both runs; None where it is not in a run. Pence."""

    employment_id: int
    number: str
    name: str
    before_pence: int | None
    now_pence: int | None
    starts_on: date
    ends_before: date | None
    parts: list[Part] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)

    @property
    def change_pence(self) -> int:
        return (self.now_pence or 0) - (self.before_pence or 0)

    @property
    def standing(self) -> str:
        if self.before_pence is None:
            return f"New in this run, started {short_day(self.starts_on)}"
        if self.now_pence is not None:
            return ""
        if self.ends_before is None:
            return "Not paid in this run"
        return f"No longer paid, last day {short_day(self.ends_before - timedelta(days=1))}"


_DIFFERENCES = """
    SELECT {columns}
    FROM (SELECT employment_id, sum(net_pence)::bigint AS net FROM payroll_payslip WHERE run_id = %(now)s GROUP BY 1) n
    FULL JOIN (SELECT employment_id, sum(net_pence)::bigint AS net FROM payroll_payslip
               WHERE run_id = %(before)s GROUP BY 1) b USING (employment_id)
    JOIN hr_employment e ON e.id = employment_id JOIN hr_person p ON p.id = e.person_id
"""
_WANTED = """n.net IS DISTINCT FROM b.net
    AND (%(words)s = '' OR e.number ILIKE %(like)s OR p.last_name ILIKE %(like)s)
    AND (%(kind)s = '' OR %(kind)s = CASE WHEN b.net IS NULL THEN 'new' WHEN n.net IS NULL THEN 'gone' ELSE 'both' END)
    AND abs(COALESCE(n.net, 0) - COALESCE(b.net, 0)) >= %(least)s
"""
EVERYBODY = Wanted()


def _given(run: PayRun, before: PayRun | None, wanted: Wanted) -> dict[str, str | int | None]:
    begins = wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "now": run.pk,
        "before": before.pk if before else None,
        "words": wanted.words,
        "like": f"{begins}%",
        "kind": wanted.kind,
        "least": wanted.least_pence,
    }


def count_differences(run: PayRun, wanted: Wanted = EVERYBODY) -> tuple[int, int, int]:
    """(people whose net pay differs, those of them who are wanted, people in either run)."""
    before = run_before(run)
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENCES.format(
                columns="count(*) FILTER (WHERE n.net IS DISTINCT FROM b.net),"
                f" count(*) FILTER (WHERE {_WANTED}), count(*)"
            ),
            _given(run, before, wanted),
        )
        differing, chosen, people = cursor.fetchone()
    return differing, chosen, people


def differences(
    *, viewer: Actor, run: PayRun, wanted: Wanted = EVERYBODY, offset: int = 0, limit: int = 50
) -> list[Difference]:
    """A page of differences, the largest first, each with what it is made of and its causes. A handful of queries."""
    viewer.require("payroll.view")
    before = run_before(run)
    with connection.cursor() as cursor:
        cursor.execute(
            _DIFFERENCES.format(
                columns="employment_id, e.number, btrim(p.first_names || ' ' || p.last_name),"
                " b.net, n.net, e.starts_on, e.ends_before"
            )
            + f" WHERE {_WANTED}"
            " ORDER BY abs(COALESCE(n.net, 0) - COALESCE(b.net, 0)) DESC, e.number LIMIT %(limit)s OFFSET %(offset)s",
            {**_given(run, before, wanted), "limit": limit, "offset": offset},
        )
        found = [Difference(*row) for row in cursor.fetchall()]
    ids = [each.employment_id for each in found]
    if not ids:
        return found
    elements = read_elements()
    parts = _parts(run, before, ids, elements)
    causes = _causes(ids, before.facts_at if before else None, run.facts_at)
    claims = _claims(ids, run, before)
    for each in found:
        each.parts = parts.get(each.employment_id, [])
        each.causes = claims.get(each.employment_id, []) + causes.get(each.employment_id, [])
    return found


def _parts(
    run: PayRun, before: PayRun | None, ids: Sequence[int], elements: Elements
) -> dict[int, list[Part]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.employment_id, l.element,"
            " COALESCE(sum(l.amount_pence) FILTER (WHERE p.run_id = %(before)s), 0)::bigint,"
            " COALESCE(sum(l.amount_pence) FILTER (WHERE p.run_id = %(now)s), 0)::bigint"
            " FROM payroll_payslip p JOIN payroll_payslipline l ON l.payslip_id = p.id"
            " WHERE p.run_id IN (%(now)s, %(before)s) AND p.employment_id = ANY(%(ids)s) AND l.kind <> 3"
            " GROUP BY 1, 2",
            {"now": run.pk, "before": before.pk if before else 0, "ids": list(ids)},
        )
        found: dict[int, list[Part]] = defaultdict(list)
        for employment_id, element, was, now in cursor.fetchall():
            if was != now:
                found[employment_id].append(Part(elements.name(element), was, now))
    for parts in found.values():
        parts.sort(key=lambda part: -abs(part.change_pence))
    return found


def _claims(ids: Sequence[int], run: PayRun, before: PayRun | None) -> dict[int, list[Cause]]:
    """What was claimed for this period, and for the one before and not again."""
    found: dict[int, list[Cause]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.employment_id, t.name, c.now, c.amount, c.quantity, c.basis, v.who, v.at, v.why FROM ("
            "  SELECT employment_id, element_id, bool_or(period_id = %(now)s) AS now,"
            "   sum(amount_pence) FILTER (WHERE period_id = %(now)s) AS amount,"
            "   sum(quantity) FILTER (WHERE period_id = %(now)s) AS quantity, max(id) AS id,"
            "   (SELECT basis FROM payroll_elementtype e WHERE e.id = element_id) AS basis"
            "  FROM payroll_claim WHERE employment_id = ANY(%(ids)s) AND period_id IN (%(now)s, %(before)s)"
            "  GROUP BY employment_id, element_id) c"
            " JOIN payroll_elementtype t ON t.id = c.element_id"
            " LEFT JOIN LATERAL (SELECT COALESCE(pgh_context->>'name', pgh_context->>'login', '') AS who,"
            "  pgh_created_at AS at, COALESCE(pgh_context->>'reason', '') AS why FROM payroll_claimevent"
            "  WHERE pgh_obj_id = c.id ORDER BY pgh_id DESC LIMIT 1) v ON true ORDER BY c.employment_id, t.name",
            {
                "ids": list(ids),
                "now": run.period_id,
                "before": before.period_id if before else None,
            },
        )
        for employment_id, name, now, amount, quantity, basis, who, at, why in cursor.fetchall():
            if now:
                what = f"Claim: {name}, {_claimed(int(amount), int(quantity), basis)}"
                found[employment_id].append(Cause(what, who or "", at, why or ""))
            else:
                found[employment_id].append(Cause(f"Claim of last period not made again: {name}", "", None))
    return found


def _claimed(amount_pence: int, quantity: int, basis: str) -> str:
    if amount_pence:
        return f"£{money(amount_pence)}"
    if basis in ("time_and_a_third", "time_and_a_half", "double_time"):
        return f"{quantity // 60} h {quantity % 60:02d} min"
    return str(quantity)


_DETAIL_EVENTS = [  # history table, what it says of the record
    (
        "payroll_taxdetailsevent",
        "'Tax code ' || v.tax_code || CASE v.basis WHEN 'cumulative' THEN '' ELSE ' month 1' END",
    ),
    ("payroll_nationalinsurancedetailsevent", "'NI category ' || v.letter"),
    (
        "payroll_studentloanevent",
        "CASE v.plan WHEN 9 THEN 'Postgraduate loan' ELSE 'Student loan plan ' || v.plan END",
    ),
    ("payroll_pensionmembershipevent", "CASE v.scheme WHEN 'lgps' THEN 'LGPS' ELSE 'Police pension' END"),
    ("payroll_payelementevent", "(SELECT t.name FROM payroll_elementtype t WHERE t.id = v.element_id)"),
    ("payroll_attachmentorderevent", "'Order ' || v.order_number"),
]


def _causes(ids: Sequence[int], since: datetime | None, until: datetime | None) -> dict[int, list[Cause]]:
    """Changes of HR and pay details between the two calculations, latest first."""
    found: dict[int, list[Cause]] = defaultdict(list)
    if since is None:
        return found
    for employment_id, changes in changes_since(ids, since).items():
        for change in changes:
            if until is None or change.when <= until:
                day = f", from {short_day(change.effective_on)}" if change.effective_on else ""
                found[employment_id].append(Cause(f"{change.what}{day}", change.who, change.when, change.why))
    queries = [
        f"SELECT v.employment_id, {words}, v.pgh_label, v.starts_on, v.ends_before, v.pgh_created_at,"  # noqa: S608 - fixed names
        f" COALESCE(v.pgh_context->>'name', v.pgh_context->>'login', ''), COALESCE(v.pgh_context->>'reason', '')"
        f" FROM {table} v"
        " WHERE v.employment_id = ANY(%(ids)s) AND v.pgh_created_at > %(since)s"
        " AND (%(until)s IS NULL OR v.pgh_created_at <= %(until)s)"
        for table, words in _DETAIL_EVENTS
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(queries) + " ORDER BY 6", {"ids": list(ids), "since": since, "until": until}
        )
        for employment_id, words, label, starts_on, ends_before, when, who, why in cursor.fetchall():
            if label == "delete":
                what = f"{words} removed"
            elif ends_before is not None and label == "update":
                what = f"{words} ended, {short_day(ends_before)}"
            else:
                what = f"{words} from {short_day(starts_on)}"
            found[employment_id].append(Cause(what, who, when, why))
    for causes in found.values():
        causes.sort(key=lambda cause: cause.when.timestamp() if cause.when else 0.0, reverse=True)
    return found
