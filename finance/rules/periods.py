"""The months of a financial year, which runs from 1 April to 31 March."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Month:
    """One accounting period: `2026-10`, `October 2026`, month 7 of `2026/27`."""

    code: str
    name: str
    financial_year: str
    number: int
    starts_on: date
    ends_on: date


def financial_year_of(day: date) -> str:
    """The year a date lies in, such as `2026/27`."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def months_of(financial_year: str) -> list[Month]:
    """The twelve periods of a year such as `2026/27`. Raises ValueError for anything else."""
    found = re.fullmatch(r"(\d{4})/(\d{2})", financial_year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"{financial_year} is not a financial year. Give one such as 2026/27.")
    start = int(found[1])
    months = []
    for number in range(1, 13):
        year, month = (start, number + 3) if number <= 9 else (start + 1, number - 9)
        months.append(
            Month(
                code=f"{year}-{month:02d}",
                name=f"{MONTHS[month - 1]} {year}",
                financial_year=financial_year,
                number=number,
                starts_on=date(year, month, 1),
                ends_on=date(year, month, monthrange(year, month)[1]),
            )
        )
    return months
