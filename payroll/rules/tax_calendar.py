"""Tax years, months and weeks: the one module for them.

The tax year runs from 6 April to 5 April. Tax month 1 is 6 April to 5 May; tax week 1 is 6 to 12 April.
The odd day or two after week 52 is week 53; on fortnightly pay it is called week 54, on four-weekly pay
week 56.
"""

import re
from datetime import date, timedelta

from payroll.rules.periods import FORTNIGHTLY, FOUR_WEEKLY, MONTHLY, frequency_number

_TAX_YEAR = re.compile(r"(\d{4})-(\d{2})")


def tax_year_of(day: date) -> str:
    """`"2026-27"` for 6 April 2026 to 5 April 2027."""
    start = day.year if (day.month, day.day) >= (4, 6) else day.year - 1
    return tax_year_name(start)


def tax_year_name(start_year: int) -> str:
    """`"2026-27"` for 2026."""
    return f"{start_year}-{(start_year + 1) % 100:02d}"


def start_year(tax_year: str) -> int:
    """2026 for `"2026-27"`. Anything else raises ValueError."""
    match = _TAX_YEAR.fullmatch(tax_year)
    if match is None or int(match[2]) != (int(match[1]) + 1) % 100:
        raise ValueError(f"{tax_year!r} is not a tax year. Write it as 2026-27.")
    return int(match[1])


def tax_year_starts_on(tax_year: str) -> date:
    return date(start_year(tax_year), 4, 6)


def tax_year_ends_on(tax_year: str) -> date:
    return date(start_year(tax_year) + 1, 4, 5)


def tax_month(day: date) -> int:
    """1 to 12: month 1 is 6 April to 5 May."""
    month = day.month - 3 if day.day >= 6 else day.month - 4
    return month if month > 0 else month + 12


def tax_week(day: date) -> int:
    """1 to 53: week 1 is 6 to 12 April; week 53 is what is left after 52 whole weeks."""
    return (day - tax_year_starts_on(tax_year_of(day))).days // 7 + 1


def tax_period(frequency: str, pay_on: date) -> int:
    """Period number of a pay day: tax month for monthly pay, else tax week (53, 54 or 56 for the odd one)."""
    number = frequency_number(frequency)
    if number == MONTHLY:
        return tax_month(pay_on)
    week = tax_week(pay_on)
    if week < 53:
        return week
    return {FORTNIGHTLY: 54, FOUR_WEEKLY: 56}.get(number, 53)


def tax_month_range(tax_year: str, month: int) -> tuple[date, date]:
    """First day and the day after the last of a tax month."""
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is not a tax month: they run from 1 to 12.")
    first = start_year(tax_year)

    def sixth(number: int) -> date:
        years, rest = divmod(number + 3 - 1, 12)
        return date(first + years, rest + 1, 6)

    return sixth(month), sixth(month + 1)


def tax_week_range(tax_year: str, week: int) -> tuple[date, date]:
    """First day and the day after the last of a tax week, 1 to 53."""
    if not 1 <= week <= 53:
        raise ValueError(f"{week} is not a tax week: they run from 1 to 53.")
    starts_on = tax_year_starts_on(tax_year) + timedelta(weeks=week - 1)
    return starts_on, min(starts_on + timedelta(weeks=1), tax_year_ends_on(tax_year) + timedelta(days=1))


def tax_weeks_left(day: date) -> int:
    """Tax weeks from the one of `day` to week 52, that one counted: a director's weeks on appointment."""
    return max(1, 53 - tax_week(day))


def calendar_month(year: int, month: int) -> tuple[date, date]:
    """First day of a calendar month and the first of the next."""
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
