"""What a month pays an employment, as pay items: salary, regular payments, claims. Also for arrears of earlier months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from hr.queries import EmploymentFact, PaySegment
from payroll.elements import Elements
from payroll.models import Claim, ElementType, PayElement, PayeSettings, PayPeriod
from payroll.rules.allowances import officer_allowance
from payroll.rules.deductions import Deduction
from payroll.rules.errors import CannotCalculate
from payroll.rules.money import Pence
from payroll.rules.overtime import officer_overtime, staff_overtime, unsocial_hours
from payroll.rules.pay_items import PayItem, entered, expense
from payroll.rules.salary import Segment, monthly_salary

Costing = tuple[str | None, str | None]
"""Cost centre and objective."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A period with the settings and elements that pay is worked out by in it."""

    period: PayPeriod
    settings: PayeSettings
    elements: Elements


def salary_items(terms: Terms, segments: list[PaySegment]) -> Iterable[tuple[PayItem, Costing]]:
    """Basic pay, a line for each post and rate, with where it is charged."""
    for group in _by_costing(segments):
        cost = (group[0].cost_centre or None, group[0].objective or None)
        for item in monthly_salary(
            [_segment(each) for each in group],
            terms.period.starts_on,
            terms.period.ends_before,
            day_rule=terms.settings.part_month_rule,
        ):
            yield item, cost


def regular_items(
    terms: Terms, rows: Iterable[PayElement], fact: EmploymentFact, deductions: list[Deduction]
) -> Iterable[PayItem]:
    """Regular payments for the days employed; regular deductions are added to `deductions`."""
    period = terms.period
    starts_on = max(period.starts_on, fact.starts_on)
    ends_before = min(period.ends_before, fact.ends_before or period.ends_before)
    for each in rows:
        kind = terms.elements.by_id[each.element_id]
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
            day_rule=terms.settings.part_month_rule,
            element=kind.code,
            pensionable=kind.is_pensionable,
        ):
            taxed = kind.kind == "payment"
            yield item._replace(
                taxable=kind.is_taxable and taxed, nicable=kind.is_niable and taxed, attachable=taxed
            )


def claim_item(
    terms: Terms, claim: Claim, fact: EmploymentFact, annual: Pence, deductions: list[Deduction]
) -> PayItem | None:
    """A claim as a pay item; None for a deduction, which is added to `deductions`. Raises CannotCalculate."""
    kind = terms.elements.by_id[claim.element_id]
    if kind.kind == "deduction":
        deductions.append(Deduction(kind.code, claim.amount_pence))
        return None
    if kind.kind == "expense":
        return expense(kind.code, claim.amount_pence)
    flags = {
        "taxable": kind.is_taxable,
        "nicable": kind.is_niable,
        "pensionable": counts_for_pension(kind, fact),
    }
    if claim.amount_pence:
        return entered(kind.code, claim.amount_pence, **flags)
    on = claim.worked_on or terms.period.starts_on
    try:
        item = _worked_out(terms, kind.basis, claim.quantity, fact, annual, on)
    except ValueError as error:
        raise CannotCalculate("bad_claim", f"Claim for {kind.name}: {error}", "claims") from error
    return item._replace(
        element=kind.code,
        taxable=kind.is_taxable,
        nicable=kind.is_niable,
        pensionable=counts_for_pension(kind, fact),
    )


def counts_for_pension(kind: ElementType, fact: EmploymentFact) -> bool:
    """Whether an element is pensionable for somebody: an officer's overtime never is, whatever the element says."""
    if kind.basis != "amount" and fact.workforce_type in ("OFFICER", "SPECIAL"):
        return False
    return bool(kind.is_pensionable)


def _worked_out(
    terms: Terms, basis: str, quantity: int, fact: EmploymentFact, annual: Pence, on: date
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
        weekly_hours_hundredths=terms.settings.staff_week_hundredths,
        minutes=quantity,
        multiplier=basis,
        on=on,
    )


def main_costing(weights: dict[Costing, int]) -> Costing:
    """Where most is charged."""
    return max(sorted(weights, key=str), key=lambda cost: weights[cost]) if weights else (None, None)


def annual_pensionable(fact: EmploymentFact, segments: list[PaySegment]) -> Pence:
    """Police: the full-time annual rate. Others: annual pay for the hours worked, all posts together."""
    if not segments:
        return 0
    last = max(each.until for each in segments)
    current = [each for each in segments if each.until == last]
    if fact.workforce_type == "OFFICER":
        return max(each.annual_pence for each in current)
    return sum(int(each.annual_pence * each.fte) for each in current)


def annual_allowances(
    terms: Terms, fact: EmploymentFact, segments: list[PaySegment], rows: Iterable[PayElement]
) -> Pence:
    """Regular pensionable allowances a year, as they stand at the end of the segments: part of the pay that sets the
    band of the Local Government Pension Scheme. None for officers, whose tier follows basic pay."""
    if not segments or fact.workforce_type == "OFFICER":
        return 0
    last = max(each.until for each in segments)
    kinds = terms.elements.by_id
    return sum(
        each.amount_pence * 12
        for each in rows
        if kinds[each.element_id].kind == "payment"
        and kinds[each.element_id].is_pensionable
        and each.starts_on < last
        and (each.ends_before is None or each.ends_before >= last)
    )


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
