"""What a pay run's calculation reads: the same for everybody, and in bulk for a chunk of employments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from hr.queries import (
    BankDetails,
    EmploymentFact,
    bank_accounts,
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
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from payroll.queries.arrears import MonthArrears, arrears_of, changed_since, paid_arrears_of
from payroll.queries.items import (
    Costing,
    Terms,
    annual_allowances,
    annual_pensionable,
    claim_item,
    main_costing,
    regular_items,
    salary_items,
)
from payroll.queries.settings import NoSettings, settings_on
from payroll.rules.attachments import ELEMENTS, Order
from payroll.rules.deductions import Deduction
from payroll.rules.errors import CannotCalculate
from payroll.rules.freeze import freeze
from payroll.rules.law import Law, Override, law_for
from payroll.rules.money import Pence, words
from payroll.rules.pay_items import PayItem
from payroll.rules.payslip import EarlierPension, PayInputs

"""A month, its pay on today's record, what was paid, annual pay of that month."""
_NO_YEAR = (0,) * 6


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
    earlier: tuple[PayPeriod, ...] = ()
    """Months with a released regular run before this one."""


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
    pension_periods: tuple[int, ...]
    """The earlier periods that pension lines after the current one are of."""
    workforce: str
    number: str
    bank: BankDetails | None
    brought_pence: Pence
    has_ni_number: bool
    has_tax_code: bool
    is_leaver: bool
    overpaid: str
    """What is taken back of earlier months, in words."""


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
        earlier=tuple(r.period for r in before) if period.frequency == "monthly" else (),
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
        self._keep_until_leaving(on)
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
        self.arrears = self._arrears(corrected=period)
        self.terms = Terms(self.period, context.settings, context.elements)

    def _keep_until_leaving(self, on: date) -> None:
        """Details that a leaver's record ends with the employment are those of the last day: the pay day comes after."""
        left = {
            fact.id: fact.ends_before - timedelta(days=1)
            for fact in self.employments.values()
            if fact.ends_before is not None and fact.ends_before <= on
        }
        if not left:
            return

        def held(each: TaxDetails | NationalInsuranceDetails | PensionMembership) -> bool:
            day = left[each.employment_id]
            return each.starts_on <= day and (each.ends_before is None or each.ends_before > day)

        for tax in TaxDetails.objects.filter(employment_id__in=left.keys() - self.tax.keys()):
            if held(tax):
                self.tax[tax.employment_id] = tax
        for category in NationalInsuranceDetails.objects.filter(
            employment_id__in=left.keys() - self.letters.keys()
        ):
            if held(category):
                self.letters[category.employment_id] = category.letter
        for member in PensionMembership.objects.filter(employment_id__in=left.keys() - self.pensions.keys()):
            if held(member):
                self.pensions[member.employment_id] = (member.scheme, member.section)

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

    def _arrears(self, corrected: PayPeriod | None) -> dict[int, list[MonthArrears]]:
        """Of a replacement: the months that the payslip replaced paid arrears of, on today's record."""
        context = self.context
        periods: Iterable[PayPeriod] = context.earlier
        if corrected is not None:
            since, periods = paid_arrears_of(self.ids, corrected)
        elif context.earlier:
            since = changed_since(self.employments.values(), context.previous_run, self.period.starts_on)
        else:
            since = {}
        return arrears_of(
            facts=self.employments,
            since=since,
            periods=periods,
            elements=context.elements,
            openings=self.openings,
            apart_from=corrected,
        )

    def prepare(self, employment_id: int) -> Prepared | None:
        """The frozen inputs of one employment; None where nothing is due. Raises CannotCalculate."""
        context, period = self.context, self.period
        fact = self.employments[employment_id]
        segments = self.segments.get(employment_id, [])
        items: list[PayItem] = []
        costs: list[Costing] = []
        item_periods: list[int | None] = []
        weights: dict[Costing, int] = defaultdict(int)

        for item, cost in salary_items(self.terms, segments):
            items.append(item)
            costs.append(cost)
            item_periods.append(None)
            weights[cost] += item.amount_pence
        main = main_costing(weights)
        annual_full = segments[-1].annual_pence if segments else 0
        deductions: list[Deduction] = []
        for item in regular_items(self.terms, self.regular.get(employment_id, ()), fact, deductions):
            items.append(item)
            costs.append(main)
            item_periods.append(None)
        for claim in self.claims.get(employment_id, ()):
            found = claim_item(self.terms, claim, fact, annual_full, deductions)
            if found is not None:
                items.append(found)
                costs.append(main)
                item_periods.append(None)
        scheme, section = self.pensions.get(employment_id, (None, "main"))
        arrears = self.arrears.get(employment_id, ())
        if arrears:
            scheme, section, items = _with_earlier_pension(fact, scheme, section, items, arrears)
        earlier_pension = []
        for month in arrears:
            for item in month.items:
                items.append(item)
                costs.append(month.cost if month.cost != (None, None) else main)
                item_periods.append(month.period.pk)
            if month.pensionable_pence:
                earlier_pension.append(
                    EarlierPension(
                        month.period.tax_year,
                        month.annual_pence,
                        month.pensionable_pence,
                        month.allowances_pence,
                    )
                )
        if not items:
            return None
        if main == (None, None):
            known = [cost for cost in costs if cost != (None, None)]
            main = known[0] if known else self._last_costing(employment_id)
            costs = [cost if cost != (None, None) else main for cost in costs]

        total = sum(item.amount_pence for item in items)
        if total < 0:
            raise CannotCalculate("overpaid", _overpaid(fact, arrears, total), "arrears")
        tax = self.tax.get(employment_id)
        letter = self.letters.get(employment_id)
        if letter is None:
            raise CannotCalculate(
                "no_ni_letter", f"{fact.name} has no National Insurance category letter.", "ni_letter"
            )
        allowances = annual_allowances(self.terms, fact, segments, self.regular.get(employment_id, ()))
        is_leaver = fact.ends_before is not None and fact.ends_before <= period.starts_on
        code, basis = self._tax_code(tax, is_leaver=is_leaver)
        opening = self.openings.get(employment_id)
        taxable, paid_tax, *_ = self.years.get(employment_id, _NO_YEAR)
        inputs = PayInputs(
            tax_year=period.tax_year,
            frequency=period.frequency,
            period=period.number,
            pay_on=period.pay_on,
            pay_items=tuple(items),
            tax_code=code,
            basis=basis,
            ni_letter=letter,
            loans=tuple(self.loans.get(employment_id, ())),
            pension=scheme,
            pension_section="50/50" if section == "50_50" else None,
            annual_pensionable_pence=annual_pensionable(fact, segments) + allowances,
            earlier_pension=tuple(earlier_pension),
            employer_pension_rate=context.employer_rates.get(scheme) if scheme else None,
            taxable_before_pence=taxable + (opening.taxable_pence if opening else 0),
            tax_before_pence=paid_tax + (opening.tax_pence if opening else 0),
            previous_taxable_pence=opening.previous_taxable_pence if opening else 0,
            previous_tax_pence=opening.previous_tax_pence if opening else 0,
            orders=tuple(self._order(order) for order in self.orders.get(employment_id, ())),
            deductions=tuple(deductions),
            annual_allowances_pence=allowances,
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
            fact.ends_before.isoformat() if is_leaver and fact.ends_before else None,
        ]
        content = freeze(inputs) + b"\n" + _encode(more).encode()
        return Prepared(
            employment_id=employment_id,
            content=content,
            inputs=inputs,
            costs=tuple(costs),
            main_cost=main,
            item_periods=tuple(item_periods),
            pension_periods=tuple(month.period.pk for month in arrears if month.pensionable_pence),
            workforce=fact.workforce_type,
            number=fact.number,
            bank=bank,
            brought_pence=brought,
            has_ni_number=bool(fact.ni_number),
            has_tax_code=tax is not None,
            is_leaver=is_leaver,
            overpaid=", ".join(
                f"{words(-month.amount_pence)} of {month.period}"
                for month in arrears
                if month.amount_pence < 0
            ),
        )

    def _tax_code(self, tax: TaxDetails | None, *, is_leaver: bool) -> tuple[str, str]:
        """(code, basis). A payment after leaving, when the P45 has been issued, is taxed at 0T on a month 1 basis, with
        the letter of the nation that the code had."""
        if is_leaver:
            nation = tax.tax_code[0] if tax and tax.tax_code[0] in "SC" else ""
            return f"{nation}0T", "week1_month1"
        if tax is None:
            return self.context.law.paye.emergency_code, "week1_month1"
        return tax.tax_code, tax.basis

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


def _overpaid(fact: EmploymentFact, arrears: Sequence[MonthArrears], total: Pence) -> str:
    months = ", ".join(str(month.period) for month in arrears if month.amount_pence < 0)
    return (
        f"{fact.name} was overpaid for {months}, by {words(-total)} more than this run has to set it against. "
        "Correct those payslips in a supplementary run: what is owed is carried forward."
    )


def _with_earlier_pension(
    fact: EmploymentFact,
    scheme: str | None,
    section: str,
    items: list[PayItem],
    arrears: Sequence[MonthArrears],
) -> tuple[str | None, str, list[PayItem]]:
    """Scheme and section of a payslip with arrears. Somebody who has left the scheme contributes on the arrears alone.

    Raises CannotCalculate for arrears of a month in another scheme or section: a payslip has one.
    """
    earlier = {(month.scheme, month.section) for month in arrears if month.scheme and month.pensionable_pence}
    if not earlier:
        return scheme, section, items
    if scheme is None:
        scheme, section = min(earlier)
        items = [item._replace(pensionable=False) for item in items]
    if earlier != {(scheme, section)}:
        raise CannotCalculate(
            "pension_changed",
            f"{fact.name} has arrears of a month in another pension scheme or section. "
            "Correct that month's payslip in a supplementary run.",
            "arrears",
        )
    return scheme, section, items


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
