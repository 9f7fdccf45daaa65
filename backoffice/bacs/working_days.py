"""Bacs working days: not Saturdays, Sundays, bank holidays. A file is sent on one, processed on the next, paid on the third.

Which days are bank holidays is known where an authority keeps them; that function offers them here, so that others, which
may not know it, ask.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

SOURCES: list[Callable[[date, date], set[date]]] = []


def register_bank_holidays(source: Callable[[date, date], set[date]]) -> None:
    """Offer the bank holidays from one day to another, both included, of the authority that is being served."""
    SOURCES.append(source)


def bank_holidays(first: date, last: date) -> set[date]:
    """What all sources know. One query a source."""
    return {day for source in SOURCES for day in source(first, last)}


def working_days_before(day: date, count: int) -> date:
    """The day so many working days before a day."""
    return _moved(day, count, -1)


def working_days_after(day: date, count: int) -> date:
    """The day so many working days after a day."""
    return _moved(day, count, 1)


def is_working_day(day: date) -> bool:
    """Whether Bacs works on a day."""
    return day.weekday() < 5 and day not in bank_holidays(day, day)


def _moved(day: date, count: int, step: int) -> date:
    furthest = day + timedelta(days=(14 + count * 3) * step)
    closed = bank_holidays(min(day, furthest), max(day, furthest))
    while count:
        day += timedelta(days=step)
        if day.weekday() < 5 and day not in closed:
            count -= 1
    return day
