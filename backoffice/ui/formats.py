"""How money, dates and moments are written, in templates and in Python alike."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar, cast

from django.utils import timezone

D = TypeVar("D", bound=date)

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def money(pence: int | None) -> str:
    """Integer pence as pounds: 123456 is 1,234.56, -123456 is (1,234.56), None is nothing.

    Raises TypeError for anything but an int: a float has already lost its pennies.
    """
    if pence is None:
        return ""
    if not isinstance(pence, int):
        raise TypeError(f"money is integer pence, not {type(pence).__name__}")
    text = f"{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    return f"({text})" if pence < 0 else text


def in_pounds(pence: int | None) -> str:
    """`money` with the pound sign before it: £1,234.56, and (£1,234.56) of what is below nothing."""
    text = money(pence)
    return f"(£{text[1:]}" if text.startswith("(") else text and f"£{text}"


def pounds(amount: Decimal | None) -> str:
    """A Decimal of pounds, to the penny, in the manner of `money`."""
    if amount is None:
        return ""
    text = f"{abs(amount):,.2f}"
    return f"({text})" if amount < 0 else text


def change(pence: int | None) -> str:
    """A difference in integer pence with its sign: +92.45, \N{MINUS SIGN}79.24, 0.00."""
    if pence is None:
        return ""
    sign = "+" if pence > 0 else "\N{MINUS SIGN}" if pence < 0 else ""
    return sign + money(abs(pence))


def count(number: int | None) -> str:
    """A number of things: 26,400."""
    return "" if number is None else f"{number:,}"


def in_words(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 person, 2,640 people."""
    return f"{number:,} {one if number == 1 else many}"


def day(value: date | None) -> str:
    """27 November 2026; of a moment, its day in the time zone in force."""
    if value is None:
        return ""
    value = _local(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | None) -> str:
    """27 Nov 2026, for tables."""
    if value is None:
        return ""
    value = _local(value)
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def words(value: object) -> str:
    """A name from a file as words: `tax_before` is tax before."""
    return str(value).replace("_", " ")


def weekday(value: date | None) -> str:
    """Fri 27 Nov, for a diary of the weeks around today."""
    if value is None:
        return ""
    value = _local(value)
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1][:3]}"


def moment(value: datetime | None) -> str:
    """27 Nov 2026, 09:12, in the time zone in force."""
    if value is None:
        return ""
    local = _local(value)
    return f"{short_day(local)}, {local:%H:%M}"


def _local(value: D) -> D:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return cast(D, timezone.localtime(value))
    return value
