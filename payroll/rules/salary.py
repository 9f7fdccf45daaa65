"""Salary of a calendar month from annual pay, share of full time and the days served.

A whole month is a twelfth of annual pay. Part of a month is the share of it that the authority's day rule
gives:

- `calendar_days` (unless the authority's dated rule differs): days served / days in the month, of the
  twelfth;
- `365ths`: days served / 365, of annual pay; a whole month is still a twelfth;
- `working_days`: Mondays to Fridays served / those in the month, of the twelfth.

Each stretch on one rate of pay is one line, to the nearest penny, a halfpenny up; stretches that follow
each other on equal terms are taken together first, so that a record split in two pays the same.

Rule and its inputs, in order:

- `salary.month`: annual pay, share of full time as numerator and denominator, days served, days in the
  month, day rule (0, 1, 2 in the order above). Used for annual allowances too.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import Pence, nearest, words
from payroll.rules.pay_items import PayItem

RULE = "salary.month"
DAY_RULES = ("calendar_days", "365ths", "working_days")
_DAYS_IN_YEAR = 365
_MONTHS = 12


class Segment(NamedTuple):
    """A stretch of days on one rate of pay. `ends_before`: the day after the last, None while it runs."""

    starts_on: date
    ends_before: date | None
    annual_pence: Pence
    fte_numerator: int = 1
    fte_denominator: int = 1


class Part(NamedTuple):
    """What a segment comes to within one month."""

    segment: Segment
    days: int
    days_in_month: int
    amount_pence: Pence


def month_amount(
    annual: Pence, numerator: int, denominator: int, days: int, days_in_month: int, day_rule: int
) -> Pence:
    """Pay of a part (or all) of a month, to the nearest penny."""
    if day_rule == 1 and days != days_in_month:
        return nearest(annual * numerator * days, denominator * _DAYS_IN_YEAR)
    return nearest(annual * numerator * days, _MONTHS * denominator * days_in_month)


def month_parts(
    segments: Iterable[Segment], starts_on: date, ends_before: date, day_rule: str = "calendar_days"
) -> list[Part]:
    """The parts of a month that the segments cover, earliest first.

    Segments that overlap, a share of full time out of 0 to 1 and an unknown day rule raise ValueError.
    """
    if day_rule not in DAY_RULES:
        raise ValueError(f"{day_rule!r} is not a day rule. Use one of {', '.join(DAY_RULES)}.")
    number = DAY_RULES.index(day_rule)
    whole = _days(starts_on, ends_before, number)
    parts = []
    for segment in _within(segments, starts_on, ends_before):
        assert segment.ends_before is not None
        days = _days(segment.starts_on, segment.ends_before, number)
        amount = month_amount(
            segment.annual_pence, segment.fte_numerator, segment.fte_denominator, days, whole, number
        )
        parts.append(Part(segment, days, whole, amount))
    return parts


def monthly_salary(
    segments: Iterable[Segment],
    starts_on: date,
    ends_before: date,
    *,
    day_rule: str = "calendar_days",
    element: str = "salary",
    pensionable: bool = True,
) -> list[PayItem]:
    """Pay items of one calendar month, one for each stretch on one rate of pay."""
    number = DAY_RULES.index(day_rule) if day_rule in DAY_RULES else -1
    return [
        PayItem(
            element,
            part.amount_pence,
            RULE,
            (
                part.segment.annual_pence,
                part.segment.fte_numerator,
                part.segment.fte_denominator,
                part.days,
                part.days_in_month,
                number,
            ),
            True,
            True,
            pensionable,
            True,
        )
        for part in month_parts(segments, starts_on, ends_before, day_rule)
    ]


def _within(segments: Iterable[Segment], starts_on: date, ends_before: date) -> list[Segment]:
    """Cut to the month, in order, neighbours on equal terms joined."""
    cut: list[Segment] = []
    for segment in sorted(segments):
        if not 0 <= segment.fte_numerator <= segment.fte_denominator or segment.fte_denominator == 0:
            raise ValueError("A share of full time is from 0 to 1.")
        first = max(segment.starts_on, starts_on)
        last = min(segment.ends_before or ends_before, ends_before)
        if first >= last:
            continue
        piece = segment._replace(starts_on=first, ends_before=last)
        before = cut[-1] if cut else None
        if before is not None and before.ends_before is not None:
            if before.ends_before > first:
                raise ValueError(f"Two rates of pay on {first}.")
            if before.ends_before == first and before[2:] == piece[2:]:
                cut[-1] = before._replace(ends_before=last)
                continue
        cut.append(piece)
    return cut


def _days(starts_on: date, ends_before: date, day_rule: int) -> int:
    days = (ends_before - starts_on).days
    if day_rule != 2:
        return days
    return sum((starts_on + timedelta(days=day)).weekday() < 5 for day in range(days))


def explain_salary(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """A twelfth of annual pay, share of full time and of the month."""
    annual, numerator, denominator, days, days_in_month, day_rule = inputs
    work = Workings(law)
    work.given("Annual pay, full time", annual)
    share = "" if numerator == denominator else f" x {numerator} / {denominator}"
    if share:
        part = nearest(annual * numerator, denominator)
        work.step("Share of full time", f"{words(annual)}{share}", words(part))
    if days == days_in_month:
        sum_ = f"{words(annual)}{share} / {_MONTHS}"
    elif day_rule == 1:
        sum_ = f"{words(annual)}{share} x {days} / {_DAYS_IN_YEAR} days"
    else:
        kind = "working days" if day_rule == 2 else "days"
        sum_ = f"{words(annual)}{share} / {_MONTHS} x {days} / {days_in_month} {kind}"
    amount = month_amount(*inputs)
    work.step("Pay of the month", f"{sum_}, to the nearest penny", words(amount))
    return work.explanation("Monthly pay", amount, "Terms of service; the authority's rule for part months")


def explain_allowance(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """An amount of the month paid beside basic pay, and the share of the month it is paid for."""
    annual, numerator, denominator, days, days_in_month, day_rule = inputs
    work = Workings(law)
    whole = words(nearest(annual * numerator, denominator * _MONTHS))
    work.given("Amount a month", nearest(annual * numerator, denominator * _MONTHS))
    if days == days_in_month:
        sum_ = f"{whole}, the whole month"
    elif day_rule == 1:
        sum_ = f"{whole} x {_MONTHS} x {days} / {_DAYS_IN_YEAR} days"
    else:
        sum_ = f"{whole} x {days} / {days_in_month} {'working days' if day_rule == 2 else 'days'}"
    amount = month_amount(*inputs)
    work.step("Amount of this month", f"{sum_}, to the nearest penny", words(amount))
    return work.explanation(
        "Regular payment", amount, "Terms of service; the authority's rule for part months"
    )
