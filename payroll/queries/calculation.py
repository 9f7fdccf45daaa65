"""What a pay run's calculation reads: the same for everybody, and in bulk for a chunk of employments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from hr.queries import (
    BankDetails,
    EmploymentFact,
    PaySegment,
    bank_accounts,
    changes_since,
    employments_by_id,
    pay_segments,
)
from payroll.elements import Elements, read_elements
from payroll.models import (
    AttachmentOrder,
    Claim,
    EmployerRate,
    LawOverride,
    NationalInsuranceDetails,
    OpeningBalance,
    PayElement,
    PayeSettings,
    PayPeriod,
    PayRun,
    Payslip,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from payroll.queries.settings import NoSettings, settings_on
from payroll.rules.allowances import officer_allowance
from payroll.rules.arrears import arrears_item
from payroll.rules.attachments import ELEMENTS, Order
from payroll.rules.deductions import Deduction
from payroll.rules.errors import CannotCalculate
from payroll.rules.freeze import freeze
from payroll.rules.law import Law, Override, law_for
from payroll.rules.money import Pence
from payroll.rules.overtime import officer_overtime, staff_overtime, unsocial_hours
from payroll.rules.pay_items import PayItem, entered, expense
from payroll.rules.payslip import EarlierPension, PayInputs
from payroll.rules.salary import Segment, month_parts, monthly_salary

Costing = tuple[str | None, str | None]
"""Cost centre and objective."""
Arrears = tuple[PayPeriod, Pence, Pence, Pence]
"""A month, its pay on today's record, what was paid, annual pay of that month."""
_PAY_RECORDS = ("employment", "assignment", "pay point", "pay rate")
_NO_YEAR = (0,) * 6
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RunContext:
    """What is the same for every employment of a run."""

    run: PayRun
    period: PayPeriod
    pay_on: date
    law: Law
    settings: PayeSettings
    elements: Elements
    employer_rates: dict[str, int]
    year_runs: list[int]
    """Released runs paid in the tax year."""
    previous_run: PayRun | None
    """The released regular run before this one, of the same frequency."""
    earlier: dict[tuple[int, int], PayPeriod] = field(default_factory=dict)
    """Periods with a released regular run before this one, by (year, month)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One employment's inputs, frozen, with what is needed to store and pay the result."""

    employment_id: int
    content: bytes
    inputs: PayInputs
    costs: tuple[Costing, ...]
    """Of the pay items, in their order."""
    main_cost: Costing
    """Of the employer's costs: where most of the pay is charged."""
    item_periods: tuple[int | None, ...]
    """The earlier period a pay item is arrears of."""
    workforce: str
    number: str
    bank: BankDetails | None
    brought_pence: Pence
    has_ni_number: bool
    has_tax_code: bool
    is_leaver: bool


def overrides_for(tax_year: str) -> tuple[Override, ...]:
    """The authority's own values of a tax year. One query."""
    return tuple(
        Override(
            each.path, each.value, each.source, each.starts_on, each.made_by.name if each.made_by else ""
        )
        for each in LawOverride.objects.filter(tax_year=tax_year)
        .select_related("made_by")
        .order_by("starts_on", "path")
    )


def authority_law(tax_year: str, on: date) -> Law:
    """The law of a day with the authority's overrides."""
    return law_for(tax_year, on, overrides_for(tax_year))


def run_context(run: PayRun) -> RunContext:
    """Everything that is not about one employment. A handful of queries."""
    period = run.period
    settings = settings_on(run.pay_on)
    if settings is None:
        raise NoSettings(
            f"There are no employer settings for {run.pay_on:%-d %B %Y}.",
            next_step="Enter the PAYE reference and bank account under Payroll, Settings.",
        )
    released = list(
        PayRun.objects.filter(state__in=PayRun.RELEASED, period__frequency=period.frequency)
        .exclude(pk=run.pk)
        .select_related("period")
        .order_by("period__starts_on", "pk")
    )
    before = [r for r in released if r.kind == "regular" and r.period.starts_on < period.starts_on]
    return RunContext(
        run=run,
        period=period,
        pay_on=run.pay_on,
        law=authority_law(period.tax_year, run.pay_on),
        settings=settings,
        elements=read_elements(),
        employer_rates={
            EmployerRate.CODES[each.scheme]: each.rate_millionths
            for each in EmployerRate.objects.on(run.pay_on)
        },
        year_runs=[r.pk for r in released if r.period.tax_year == period.tax_year],
        previous_run=before[-1] if before else None,
        earlier={(r.period.starts_on.year, r.period.starts_on.month): r.period for r in before}
        if period.frequency == "monthly"
        else {},
    )


class ChunkFacts:
    """The facts of some employments for one run, read with one query a kind."""

    def __init__(self, context: RunContext, ids: Sequence[int], *, period: PayPeriod | None = None) -> None:
        self.context = context
        self.ids = list(ids)
        self.period = period or context.period
        self.employments = {fact.id: fact for fact in employments_by_id(self.ids)}
        self.segments = pay_segments(self.ids, self.period.starts_on, self.period.ends_before)
        self.banks = bank_accounts(self.ids, context.pay_on)
        on = self.period.pay_on if period else context.pay_on
        among = RawSQL(
            "SELECT unnest(%s::bigint[])", [self.ids]
        )  # one value, not hundreds to be prepared one by one
        self.tax = {d.employment_id: d for d in TaxDetails.objects.on(on).filter(employment_id__in=among)}
        self.letters = dict(
            NationalInsuranceDetails.objects.on(on)
            .filter(employment_id__in=among)
            .values_list("employment_id", "letter")
        )
        self.loans: dict[int, list[str]] = defaultdict(list)
        for employment_id, plan in (
            StudentLoan.objects.on(on)
            .filter(employment_id__in=among)
            .order_by("employment_id", "plan")
            .values_list("employment_id", "plan")
        ):
            self.loans[employment_id].append(StudentLoan.CODES[plan])
        self.pensions = {
            employment_id: (scheme, section)
            for employment_id, scheme, section in PensionMembership.objects.on(on)
            .filter(employment_id__in=among)
            .values_list("employment_id", "scheme", "section")
        }
        self.openings = {
            o.employment_id: o
            for o in OpeningBalance.objects.filter(employment_id__in=among, tax_year=self.period.tax_year)
        }
        self.regular = self._grouped(
            PayElement.objects.within(self.period.starts_on, self.period.ends_before)
            .filter(employment_id__in=among)
            .order_by("employment_id", "element__code", "starts_on")
        )
        self.claims = self._grouped(
            Claim.objects.filter(employment_id__in=among, period=self.period).order_by(
                "employment_id", "worked_on", "element__code", "pk"
            )
        )
        self.orders = self._grouped(
            AttachmentOrder.objects.on(on)
            .filter(employment_id__in=among)
            .order_by("employment_id", "issued_on", "pk")
        )
        self.order_balances = self._order_balances(apart_from=period)
        self.years = self._year_to_date(self.period.number if period else None)
        self.brought = self._brought_forward()
        self.arrears = self._arrears_corrected() if period else self._arrears()

    @staticmethod
    def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            found[row.employment_id].append(row)
        return found

    def _year_to_date(self, before_number: int | None) -> dict[int, tuple[int, ...]]:
        """Sums of released payslips of the tax year; for a replacement, only those of earlier periods."""
        if not self.context.year_runs and before_number is None:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.employment_id, sum(p.taxable_pence), sum(p.tax_pence), sum(p.ni_earnings_pence),"
                " sum(p.ni_employee_pence), sum(p.ni_employer_pence)"
                " FROM payroll_payslip p JOIN payroll_payperiod d ON d.id = p.period_id"
                " WHERE p.run_id = ANY(%s) AND p.employment_id = ANY(%s) AND (%s IS NULL OR d.number < %s)"
                " GROUP BY p.employment_id",
                [self.context.year_runs, self.ids, before_number, before_number],
            )
            return {row[0]: tuple(int(value) for value in row[1:]) for row in cursor.fetchall()}

    def _brought_forward(self) -> dict[int, Pence]:
        """What is still to be settled of earlier net pay; below 0 when the person owes it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT m.employment_id, sum(m.net_pence - m.paid_pence) FROM payroll_payment m"
                " JOIN payroll_payrun r ON r.id = m.run_id AND r.state IN ('approved', 'posted', 'paid')"
                " WHERE m.net_pence <> m.paid_pence AND m.employment_id = ANY(%s) AND m.run_id <> %s"
                " GROUP BY m.employment_id",
                [self.ids, self.context.run.pk],
            )
            return {row[0]: int(row[1]) for row in cursor.fetchall() if row[1]}

    def _arrears(self) -> dict[int, list[Arrears]]:
        """Months whose pay on today's record is not what was paid: for those whose record was changed back then, and for
        those the run before has no payslip of (entered late, or left out because their pay could not be worked out)."""
        previous = self.context.previous_run
        if previous is None or previous.facts_at is None or not self.context.earlier:
            return {}
        since: dict[int, date] = {}
        # A change made while the run before was being calculated carries the moment its transaction began.
        for employment_id, changes in changes_since(self.ids, previous.facts_at - LATE).items():
            dates = [
                change.effective_on
                for change in changes
                if change.record in _PAY_RECORDS
                and change.effective_on is not None
                and change.effective_on < self.period.starts_on
            ]
            if dates:
                since[employment_id] = min(dates)
        for employment_id in self._not_paid(previous):
            starts_on = self.employments[employment_id].starts_on
            since[employment_id] = min(starts_on, since.get(employment_id, starts_on))
        return self._due_less_paid(since, list(self.context.earlier.values()))

    def _not_paid(self, previous: PayRun) -> list[int]:
        """Those who were due pay in an earlier period and have no payslip in the run before this one."""
        employed = [
            employment_id
            for employment_id, fact in self.employments.items()
            if fact.starts_on < previous.period.ends_before
        ]
        paid = set(
            Payslip.objects.filter(run_id=previous.pk, employment_id__in=employed).values_list(
                "employment_id", flat=True
            )
        )
        missing = [employment_id for employment_id in employed if employment_id not in paid]
        if not missing:
            return []
        first = min(period.starts_on for period in self.context.earlier.values())
        due = pay_segments(missing, first, self.period.starts_on)
        return [employment_id for employment_id in missing if due.get(employment_id)]

    def _arrears_corrected(self) -> dict[int, list[Arrears]]:
        """For replacements: the months that the payslips they replace paid arrears of, on today's record."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT p.employment_id, l.period_id FROM payroll_payslip p"
                " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
                " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.element = 'arrears'"
                " WHERE p.employment_id = ANY(%s) AND p.period_id = %s AND l.period_id IS NOT NULL",
                [self.ids, self.period.pk],
            )
            rows = cursor.fetchall()
        months = PayPeriod.objects.in_bulk({row[1] for row in rows})
        since: dict[int, date] = {}
        for employment_id, period_id in rows:
            first = months[period_id].starts_on
            since[employment_id] = min(first, since.get(employment_id, first))
        return self._due_less_paid(since, list(months.values()), apart_from=self.period)

    def _due_less_paid(
        self, since: dict[int, date], periods: Sequence[PayPeriod], *, apart_from: PayPeriod | None = None
    ) -> dict[int, list[Arrears]]:
        """What each month since a day comes to on today's record where that is not what was paid; `apart_from`: a period
        whose own payslips are not counted as paid, because they are being replaced."""
        if not since:
            return {}
        months = [period for period in periods if period.ends_before > min(since.values())]
        paid = self._paid_salary(list(since), [period.pk for period in months], apart_from)
        taken_back = self._taken_back(list(since), [period.pk for period in months])
        found: dict[int, list[Arrears]] = defaultdict(list)
        for period in sorted(months, key=lambda each: each.starts_on):
            due = pay_segments(since, period.starts_on, period.ends_before)
            for employment_id, effective_on in since.items():
                if period.ends_before <= effective_on or (employment_id, period.pk) in taken_back:
                    continue
                was = paid.get((employment_id, period.pk), 0)
                segments = due.get(employment_id, [])
                now = sum(part.amount_pence for _, part in self._parts(segments, period))
                if now != was:
                    fact = self.employments[employment_id]
                    annual = _annual_pensionable(fact, segments)
                    found[employment_id].append((period, now, was, annual))
        return found

    def _paid_salary(
        self, ids: list[int], periods: list[int], apart_from: PayPeriod | None
    ) -> dict[tuple[int, int], Pence]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.employment_id, COALESCE(l.period_id, p.period_id), sum(l.amount_pence)"
                " FROM payroll_payslip p JOIN payroll_payrun r ON r.id = p.run_id"
                " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.element IN ('salary', 'arrears')"
                " WHERE p.employment_id = ANY(%s) AND COALESCE(l.period_id, p.period_id) = ANY(%s)"
                " AND r.state IN ('approved', 'posted', 'paid') AND p.period_id IS DISTINCT FROM %s GROUP BY 1, 2",
                [ids, periods, apart_from.pk if apart_from else None],
            )
            return {(row[0], row[1]): int(row[2]) for row in cursor.fetchall()}

    def _taken_back(self, ids: list[int], periods: list[int]) -> set[tuple[int, int]]:
        """Months whose payslip was reversed and not replaced: somebody decided that they are not paid."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.employment_id, p.period_id FROM payroll_payslip p"
                " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
                " WHERE p.employment_id = ANY(%s) AND p.period_id = ANY(%s)"
                " GROUP BY 1, 2 HAVING sum(CASE p.kind WHEN 2 THEN -1 ELSE 1 END) = 0",
                [ids, periods],
            )
            return set(cursor.fetchall())

    def _parts(self, segments: list[PaySegment], period: PayPeriod) -> list[tuple[PaySegment, Any]]:
        rule = self.context.settings.part_month_rule
        found = []
        for group in _by_costing(segments):
            parts = month_parts(
                [_segment(each) for each in group], period.starts_on, period.ends_before, rule
            )
            found += [(group[-1], part) for part in parts]
        return found

    def prepare(self, employment_id: int) -> Prepared | None:
        """The frozen inputs of one employment; None where nothing is due. Raises CannotCalculate."""
        context, period = self.context, self.period
        fact = self.employments[employment_id]
        segments = self.segments.get(employment_id, [])
        items: list[PayItem] = []
        costs: list[Costing] = []
        item_periods: list[int | None] = []
        weights: dict[Costing, int] = defaultdict(int)

        for group in _by_costing(segments):
            cost = (group[0].cost_centre or None, group[0].objective or None)
            for item in monthly_salary(
                [_segment(each) for each in group],
                period.starts_on,
                period.ends_before,
                day_rule=context.settings.part_month_rule,
            ):
                items.append(item)
                costs.append(cost)
                item_periods.append(None)
                weights[cost] += item.amount_pence
        main = max(sorted(weights, key=str), key=lambda cost: weights[cost]) if weights else (None, None)
        annual_full = segments[-1].annual_pence if segments else 0
        deductions: list[Deduction] = []
        for item in self._regular_items(employment_id, fact, deductions):
            items.append(item)
            costs.append(main)
            item_periods.append(None)
        for claim in self.claims.get(employment_id, ()):
            found = self._claim_item(claim, fact, annual_full, deductions)
            if found is not None:
                items.append(found)
                costs.append(main)
                item_periods.append(None)
        pension = self.pensions.get(employment_id)
        earlier_pension = []
        for earlier, due, was, annual in self.arrears.get(employment_id, ()):
            items.append(
                arrears_item(
                    earlier.starts_on.year, earlier.starts_on.month, due, was, pensionable=pension is not None
                )
            )
            costs.append(main)
            item_periods.append(earlier.pk)
            if pension is not None:
                earlier_pension.append(EarlierPension(earlier.tax_year, annual, due - was))
        if not items:
            return None
        if main == (None, None):
            main = self._last_costing(employment_id)
            costs = [cost if cost != (None, None) else main for cost in costs]

        tax = self.tax.get(employment_id)
        letter = self.letters.get(employment_id)
        if letter is None:
            raise CannotCalculate(
                "no_ni_letter", f"{fact.name} has no National Insurance category letter.", "ni_letter"
            )
        opening = self.openings.get(employment_id)
        taxable, paid_tax, *_ = self.years.get(employment_id, _NO_YEAR)
        scheme, section = pension or (None, None)
        inputs = PayInputs(
            tax_year=period.tax_year,
            frequency=period.frequency,
            period=period.number,
            pay_on=period.pay_on,
            pay_items=tuple(items),
            tax_code=tax.tax_code if tax else context.law.paye.emergency_code,
            basis=tax.basis if tax else "week1_month1",
            ni_letter=letter,
            loans=tuple(self.loans.get(employment_id, ())),
            pension=scheme,
            pension_section="50/50" if section == "50_50" else None,
            annual_pensionable_pence=_annual_pensionable(fact, segments),
            earlier_pension=tuple(earlier_pension),
            employer_pension_rate=context.employer_rates.get(scheme) if scheme else None,
            taxable_before_pence=taxable + (opening.taxable_pence if opening else 0),
            tax_before_pence=paid_tax + (opening.tax_pence if opening else 0),
            previous_taxable_pence=opening.previous_taxable_pence if opening else 0,
            previous_tax_pence=opening.previous_tax_pence if opening else 0,
            orders=tuple(self._order(order) for order in self.orders.get(employment_id, ())),
            deductions=tuple(deductions),
        )
        bank = self.banks.get(employment_id)
        brought = self.brought.get(employment_id, 0)
        last = segments[-1] if segments else None
        more = [
            context.law.version,
            context.elements.version,
            fact.number,
            fact.name,
            fact.ni_number,
            fact.workforce_type,
            last and [last.rank, last.scale, last.point, last.unit_code],
            bank and [bank.account_name, bank.sort_code, bank.account_number, bank.building_society_number],
            brought,
            costs,
            main,
            item_periods,
        ]
        content = freeze(inputs) + b"\n" + _encode(more).encode()
        return Prepared(
            employment_id=employment_id,
            content=content,
            inputs=inputs,
            costs=tuple(costs),
            main_cost=main,
            item_periods=tuple(item_periods),
            workforce=fact.workforce_type,
            number=fact.number,
            bank=bank,
            brought_pence=brought,
            has_ni_number=bool(fact.ni_number),
            has_tax_code=tax is not None,
            is_leaver=fact.ends_before is not None and fact.ends_before <= period.starts_on,
        )

    def _regular_items(
        self, employment_id: int, fact: EmploymentFact, deductions: list[Deduction]
    ) -> Iterable[PayItem]:
        period, context = self.period, self.context
        starts_on = max(period.starts_on, fact.starts_on)
        ends_before = min(period.ends_before, fact.ends_before or period.ends_before)
        for each in self.regular.get(employment_id, ()):
            kind = context.elements.by_id[each.element_id]
            first = max(each.starts_on, starts_on)
            until = min(each.ends_before or ends_before, ends_before)
            if first >= until:
                continue
            if kind.kind == "deduction":
                deductions.append(Deduction(kind.code, each.amount_pence))
                continue
            for item in monthly_salary(
                [Segment(first, until, each.amount_pence * 12)],
                period.starts_on,
                period.ends_before,
                day_rule=context.settings.part_month_rule,
                element=kind.code,
                pensionable=kind.is_pensionable,
            ):
                taxed = kind.kind == "payment"
                yield item._replace(
                    taxable=kind.is_taxable and taxed, nicable=kind.is_niable and taxed, attachable=taxed
                )

    def _claim_item(
        self, claim: Claim, fact: EmploymentFact, annual: Pence, deductions: list[Deduction]
    ) -> PayItem | None:
        kind = self.context.elements.by_id[claim.element_id]
        if kind.kind == "deduction":
            deductions.append(Deduction(kind.code, claim.amount_pence))
            return None
        if kind.kind == "expense":
            return expense(kind.code, claim.amount_pence)
        flags = {"taxable": kind.is_taxable, "nicable": kind.is_niable, "pensionable": kind.is_pensionable}
        if claim.amount_pence:
            return entered(kind.code, claim.amount_pence, **flags)
        on = claim.worked_on or self.period.starts_on
        try:
            item = self._worked_out(kind.basis, claim.quantity, fact, annual, on)
        except ValueError as error:
            raise CannotCalculate("bad_claim", f"Claim for {kind.name}: {error}", "claims") from error
        return item._replace(element=kind.code)

    def _worked_out(
        self, basis: str, quantity: int, fact: EmploymentFact, annual: Pence, on: date
    ) -> PayItem:
        if basis == "unsocial_hours":
            return unsocial_hours(annual_pence=annual, full_hours=quantity, on=on)
        if basis in ("on_call", "away_from_home", "hardship"):
            return officer_allowance(allowance=basis, number=quantity, on=on)
        if basis == "amount":
            raise ValueError("this element is paid by amount. Enter the amount.")
        if fact.workforce_type in ("OFFICER", "SPECIAL"):
            return officer_overtime(annual_pence=annual, minutes=quantity, multiplier=basis, on=on)
        return staff_overtime(
            annual_pence=annual,
            weekly_hours_hundredths=self.context.settings.staff_week_hundredths,
            minutes=quantity,
            multiplier=basis,
            on=on,
        )

    def _order(self, order: AttachmentOrder) -> Order:
        return Order(
            kind=order.kind,
            reference=order.pk,
            made_on=order.issued_on,
            table=order.nation if order.kind == "council_tax" else order.rate,
            balance_pence=self.order_balances.get(order.pk),
        )

    def _order_balances(self, *, apart_from: PayPeriod | None) -> dict[int, Pence]:
        """What orders with a total have left, the earlier of two alike first; `apart_from`: a period whose payslips are
        being replaced, so that what they took is free again."""
        orders = [order for found in self.orders.values() for order in found if order.total_pence is not None]
        if not orders:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT p.employment_id, l.element, -sum(l.amount_pence) FROM payroll_payslip p"
                " JOIN payroll_payrun r ON r.id = p.run_id AND r.state IN ('approved', 'posted', 'paid')"
                " JOIN payroll_payslipline l ON l.payslip_id = p.id AND l.element = ANY(%s)"
                " WHERE p.employment_id = ANY(%s) AND p.period_id IS DISTINCT FROM %s GROUP BY 1, 2",
                [
                    list(ELEMENTS.values()),
                    [order.employment_id for order in orders],
                    apart_from.pk if apart_from else None,
                ],
            )
            taken = {(row[0], row[1]): int(row[2]) for row in cursor.fetchall()}
        balances = {}
        for order in orders:
            key = (order.employment_id, ELEMENTS[order.kind])
            used = min(order.total_pence, max(0, taken.get(key, 0)))
            taken[key] = taken.get(key, 0) - used
            balances[order.pk] = order.total_pence - used
        return balances

    def _last_costing(self, employment_id: int) -> Costing:
        """Where a leaver's last pay was charged."""
        fact = self.employments[employment_id]
        if fact.ends_before is None or fact.ends_before <= fact.starts_on:
            return (None, None)
        found = pay_segments([employment_id], fact.starts_on, fact.ends_before).get(employment_id)
        return (found[-1].cost_centre or None, found[-1].objective or None) if found else (None, None)


def _by_costing(segments: list[PaySegment]) -> list[list[PaySegment]]:
    """Segments of one post and costing together, in the order of the post."""
    ordered = sorted(
        segments, key=lambda each: (each.post_id, each.cost_centre, each.objective, each.from_on)
    )
    return [
        list(group)
        for _, group in groupby(ordered, key=lambda each: (each.post_id, each.cost_centre, each.objective))
    ]


def _segment(each: PaySegment) -> Segment:
    if each.fte == 1:
        return Segment(each.from_on, each.until, each.annual_pence)
    share = Fraction(each.fte)
    return Segment(each.from_on, each.until, each.annual_pence, share.numerator, share.denominator)


def _annual_pensionable(fact: EmploymentFact, segments: list[PaySegment]) -> Pence:
    """Police: the full-time annual rate. Others: annual pay for the hours worked, all posts together."""
    if not segments:
        return 0
    last = max(each.until for each in segments)
    current = [each for each in segments if each.until == last]
    if fact.workforce_type == "OFFICER":
        return max(each.annual_pence for each in current)
    return sum(int(each.annual_pence * each.fte) for each in current)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
