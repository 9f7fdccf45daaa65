"""Arrears: earlier months whose pay on today's record is not what was paid, element by element.

What counts is the difference between the two, whatever has changed since: a pay point, a rate, hours, an allowance, the
day somebody started or left. Pay, regular payments and claims are compared; deductions are not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import connection

from hr.queries import EmploymentFact, PaySegment, changes_since, employments_in, pay_segments
from payroll.elements import Elements
from payroll.models import (
    Claim,
    OpeningBalance,
    PayElement,
    PayeSettings,
    PayPeriod,
    PayRun,
    PensionMembership,
)
from payroll.queries.items import (
    Costing,
    Terms,
    annual_allowances,
    annual_pensionable,
    claim_item,
    counts_for_pension,
    main_costing,
    regular_items,
    salary_items,
)
from payroll.rules.arrears import arrears_item
from payroll.rules.deductions import Deduction
from payroll.rules.money import Pence
from payroll.rules.pay_items import PayItem

LATE = timedelta(hours=1)
"""A change made while a run was being calculated carries the moment its transaction began."""
LOOK_BACK = timedelta(days=366)
"""How far back months are compared at least, for whoever has changed: the day a change counts from does not tell which
days it took away."""
_PAY_RECORDS = ("employment", "assignment", "pay point", "pay rate")


@dataclass(frozen=True, slots=True)
class MonthArrears:
    """What one earlier month still owes, or was overpaid (amounts below 0)."""

    period: PayPeriod
    items: tuple[PayItem, ...]
    cost: Costing
    scheme: str | None
    """The pension scheme of that month."""
    section: str
    annual_pence: Pence
    """Annual pensionable pay of that month, with the allowances."""
    allowances_pence: Pence = 0
    """Regular allowances a year in it."""

    @property
    def amount_pence(self) -> Pence:
        return sum(item.amount_pence for item in self.items)

    @property
    def pensionable_pence(self) -> Pence:
        return sum(item.amount_pence for item in self.items if item.pensionable)


def changed_since(
    facts: Iterable[EmploymentFact], previous: PayRun | None, starts_on: date
) -> dict[int, date]:
    """Employments whose pay may differ from what was paid before `starts_on`, with the day to compare from.

    They are those whose record has changed since the inputs of the run before were read, and those that run has no
    payslip of: entered late, or left out because their pay could not be worked out. Three queries.
    """
    employed = {fact.id: fact for fact in facts}
    if previous is None or previous.facts_at is None or not employed:
        return {}
    ids, since = list(employed), previous.facts_at - LATE
    look_back = starts_on - LOOK_BACK
    found: dict[int, date] = {}
    for employment_id, changes in changes_since(ids, since).items():
        days = [change.effective_on for change in changes if change.record in _PAY_RECORDS]
        if days:
            found[employment_id] = min([look_back, *(day for day in days if day is not None)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT employment_id, LEAST(min(starts_on), %s::date) FROM payroll_payelementevent"
            " WHERE employment_id = ANY(%s) AND pgh_created_at > %s GROUP BY 1",
            [look_back, ids, since],
        )
        others = list(cursor.fetchall())
        cursor.execute(
            "SELECT employment_id FROM payroll_payslip WHERE run_id = %s AND employment_id = ANY(%s)",
            [previous.pk, ids],
        )
        paid = {row[0] for row in cursor.fetchall()}
    others += [
        (fact.id, fact.starts_on)
        for fact in employed.values()
        if fact.id not in paid and _employed_in(fact, previous.period)
    ]
    for employment_id, day in others:
        found[employment_id] = min(day, found.get(employment_id, day))
    return found


def _employed_in(fact: EmploymentFact, period: PayPeriod) -> bool:
    return fact.starts_on < period.ends_before and (
        fact.ends_before is None or fact.ends_before > period.starts_on
    )


def leavers_changed(previous: PayRun | None, starts_on: date, ids: set[int]) -> list[int]:
    """Those who left in the year before `starts_on`, are not among `ids` and may be owed something. Four queries."""
    if previous is None or previous.facts_at is None:
        return []
    left = [fact for fact in employments_in(starts_on - LOOK_BACK, starts_on) if fact.id not in ids]
    return sorted(changed_since(left, previous, starts_on))


def paid_arrears_of(ids: Sequence[int], period: PayPeriod) -> tuple[dict[int, date], list[PayPeriod]]:
    """The months that released payslips of a period paid arrears of, and from when for each employment. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.employment_id, l.period_id FROM payroll_payslip p"
            " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
            " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.kind = 1 AND l.period_id IS NOT NULL"
            " WHERE p.employment_id = ANY(%s) AND p.period_id = %s",
            [list(ids), period.pk],
        )
        rows = cursor.fetchall()
    months = PayPeriod.objects.in_bulk({row[1] for row in rows})
    since: dict[int, date] = {}
    for employment_id, period_id in rows:
        first = months[period_id].starts_on
        since[employment_id] = min(first, since.get(employment_id, first))
    return since, list(months.values())


def arrears_of(
    *,
    facts: dict[int, EmploymentFact],
    since: dict[int, date],
    periods: Iterable[PayPeriod],
    elements: Elements,
    openings: dict[int, OpeningBalance],
    apart_from: PayPeriod | None = None,
) -> dict[int, list[MonthArrears]]:
    """The months of each employment that differ, earliest first. Seven queries, however many months and people.

    `apart_from`: a period whose own payslips do not count as paid, because they are being replaced.
    """
    if not since:
        return {}
    first = min(since.values())
    months = sorted((each for each in periods if each.ends_before > first), key=lambda each: each.starts_on)
    if not months:
        return {}
    record = _Record(sorted(since), months, apart_from)
    found: dict[int, list[MonthArrears]] = defaultdict(list)
    for period in months:
        terms = Terms(period, record.settings_of(period), elements)
        for employment_id, day in since.items():
            if period.ends_before <= day:
                continue
            # A month whose payslip was reversed and not replaced: somebody decided that it is not paid.
            paid, standing = record.paid_in(employment_id, period)
            if (
                standing == "reversed"
                or standing == "none"
                and _paid_elsewhere(openings.get(employment_id), period)
            ):
                continue
            month = _month(terms, facts[employment_id], record, paid)
            if month.items:
                found[employment_id].append(month)
    return found


def _paid_elsewhere(opening: OpeningBalance | None, period: PayPeriod) -> bool:
    """Whether the payroll before this one has paid the month, as the figures brought over tell."""
    if opening is None or not opening.taxable_pence:
        return False
    if period.tax_year != opening.tax_year:
        return period.tax_year < opening.tax_year
    return opening.through_period == 0 or period.number <= opening.through_period


class _Record:
    """Today's record of some employments over some months, and what has been paid for those."""

    def __init__(self, ids: list[int], months: list[PayPeriod], apart_from: PayPeriod | None) -> None:
        starts_on, ends_before = months[0].starts_on, months[-1].ends_before
        self.segments = pay_segments(ids, starts_on, ends_before)
        self.settings: list[PayeSettings] = list(PayeSettings.objects.order_by("starts_on"))
        self.regular: dict[int, list[PayElement]] = defaultdict(list)
        for element in (
            PayElement.objects.within(starts_on, ends_before)
            .filter(employment_id__in=ids)
            .order_by("employment_id", "element__code", "starts_on")
        ):
            self.regular[element.employment_id].append(element)
        self.claims: dict[tuple[int, int], list[Claim]] = defaultdict(list)
        for claim in Claim.objects.filter(employment_id__in=ids, period__in=months).order_by("pk"):
            self.claims[claim.employment_id, claim.period_id].append(claim)
        self.pensions: dict[int, list[PensionMembership]] = defaultdict(list)
        for pension in PensionMembership.objects.within(starts_on, ends_before + timedelta(days=31)).filter(
            employment_id__in=ids
        ):
            self.pensions[pension.employment_id].append(pension)
        self._paid, self._standing = _paid(ids, [each.pk for each in months], apart_from)

    def settings_of(self, period: PayPeriod) -> PayeSettings:
        """Those of the pay day; the earliest there are for a month before them."""
        in_force = [each for each in self.settings if each.starts_on <= period.pay_on]
        return in_force[-1] if in_force else self.settings[0]

    def segments_in(self, employment_id: int, period: PayPeriod) -> list[PaySegment]:
        return [
            replace(
                each, from_on=max(each.from_on, period.starts_on), until=min(each.until, period.ends_before)
            )
            for each in self.segments.get(employment_id, ())
            if each.from_on < period.ends_before and each.until > period.starts_on
        ]

    def pension_in(self, fact: EmploymentFact, period: PayPeriod) -> PensionMembership | None:
        """That of the pay day, or of the last day of somebody who had left by then."""
        on = period.pay_on
        if fact.ends_before is not None and fact.ends_before <= on:
            on = fact.ends_before - timedelta(days=1)
        for each in self.pensions.get(fact.id, ()):
            if each.starts_on <= on and (each.ends_before is None or each.ends_before > on):
                return each
        return None

    def paid_in(self, employment_id: int, period: PayPeriod) -> tuple[dict[str, Pence], str]:
        """Pence by element, and whether the month's payslip stands: live, reversed or none."""
        key = (employment_id, period.pk)
        return self._paid.get(key, {}), self._standing.get(key, "none")


def _paid(
    ids: list[int], period_ids: list[int], apart_from: PayPeriod | None
) -> tuple[dict[tuple[int, int], dict[str, Pence]], dict[tuple[int, int], str]]:
    paid: dict[tuple[int, int], dict[str, Pence]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.employment_id, COALESCE(l.period_id, p.period_id),"
            " CASE l.element WHEN 'arrears' THEN 'salary' ELSE l.element END, sum(l.amount_pence)"
            " FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id"
            " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.kind = 1"
            " WHERE p.employment_id = ANY(%s) AND COALESCE(l.period_id, p.period_id) = ANY(%s)"
            " AND r.state IN ('approved', 'posted', 'paid') AND p.period_id IS DISTINCT FROM %s GROUP BY 1, 2, 3",
            [ids, period_ids, apart_from.pk if apart_from else None],
        )
        for employment_id, period_id, element, amount in cursor.fetchall():
            paid[employment_id, period_id][element] = int(amount)
        cursor.execute(
            "SELECT p.employment_id, p.period_id, CASE WHEN sum(CASE p.kind WHEN 2 THEN -1 ELSE 1 END) > 0"
            " THEN 'live' ELSE 'reversed' END"
            " FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id"
            " WHERE p.employment_id = ANY(%s) AND p.period_id = ANY(%s) AND p.kind <> 4"
            " AND r.state IN ('approved', 'posted', 'paid') GROUP BY 1, 2",
            [ids, period_ids],
        )
        standing = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
    return paid, standing


def _month(terms: Terms, fact: EmploymentFact, record: _Record, paid: dict[str, Pence]) -> MonthArrears:
    period = terms.period
    segments = record.segments_in(fact.id, period)
    taken: list[Deduction] = []  # of no account here
    due: dict[str, Pence] = defaultdict(int)
    weights: dict[Costing, int] = defaultdict(int)
    for item, cost in salary_items(terms, segments):
        due["salary"] += item.amount_pence
        weights[cost] += item.amount_pence
    for item in regular_items(terms, record.regular.get(fact.id, ()), fact, taken):
        due[item.element] += item.amount_pence
    annual = segments[-1].annual_pence if segments else 0
    for claim in record.claims.get((fact.id, period.pk), ()):
        claimed = claim_item(terms, claim, fact, annual, taken)
        if claimed is not None:
            due[claimed.element] += claimed.amount_pence
    pension = record.pension_in(fact, period)
    items = tuple(
        _item(terms, fact, element, due.get(element, 0), paid.get(element, 0), is_member=pension is not None)
        for element in sorted(due.keys() | paid.keys(), key=lambda code: (code != "salary", code))
        if due.get(element, 0) != paid.get(element, 0)
    )
    allowances = annual_allowances(terms, fact, segments, record.regular.get(fact.id, ()))
    return MonthArrears(
        period=period,
        items=items,
        cost=main_costing(weights),
        scheme=pension.scheme if pension else None,
        section=pension.section if pension else "main",
        annual_pence=annual_pensionable(fact, segments) + allowances,
        allowances_pence=allowances,
    )


def _item(
    terms: Terms, fact: EmploymentFact, element: str, due: Pence, was: Pence, *, is_member: bool
) -> PayItem:
    year, month = terms.period.starts_on.year, terms.period.starts_on.month
    kind = terms.elements.types.get(element)
    if kind is None:
        return arrears_item(year, month, due, was, pensionable=is_member)
    item = arrears_item(
        year, month, due, was, element=element, pensionable=is_member and counts_for_pension(kind, fact)
    )
    taxed = kind.kind == "payment"
    return item._replace(
        taxable=kind.is_taxable and taxed, nicable=kind.is_niable and taxed, attachable=taxed
    )
