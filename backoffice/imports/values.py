"""From the text of a cell to a value, or to what is wrong with it in words. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august")
        + ("sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}
LAST_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YES = {"yes", "y", "true", "1"}
NO = {"no", "n", "false", "0"}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2}|[A-Za-z]+)[/.\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+")


class Unreadable(ValueError):
    """The text is no such value. `next_step` says what to give instead."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


def to_date(text: str) -> date:
    """A day, written 28/02/2026, 2026-02-28 or 28 February 2026: the day comes before the month."""
    if found := _DAY_FIRST.fullmatch(text):
        day, month_text, year = int(found[1]), found[2], int(found[3])
        month = int(month_text) if month_text.isdigit() else MONTHS.get(month_text.lower(), 0)
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        raise Unreadable(f"{shown(text)} is not a date.", "Give a date such as 28/02/2026.")
    try:
        value = date(year, month, day)
    except ValueError:
        raise Unreadable(f"{shown(text)} does not exist.", _date_near(year, month, day)) from None
    if not 1900 <= year <= 2199:
        raise Unreadable(f"{shown(text)} is too far from today.", "Give a year between 1900 and 2199.")
    return value


def _date_near(year: int, month: int, day: int) -> str:
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        return "Give a date such as 28/02/2026, the day before the month."
    last = LAST_OF_MONTH[month - 1]
    if month == 2 and (year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)):
        last = 28
    return f"Give a date such as {min(max(day, 1), last):02d}/{month:02d}/{year:04d}."


def to_decimal(text: str) -> Decimal:
    """An exact number; thousands may be marked by commas."""
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"{shown(text)} is not a number.", "Give figures only, such as 1234.56.")
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise Unreadable(f"{shown(text)} is not a number.", "Give figures only, such as 1234.56.") from None


def to_integer(text: str) -> int:
    """A whole number."""
    value = to_decimal(text)
    if value != value.to_integral_value():
        raise Unreadable(f"{shown(text)} is not a whole number.", "Give a whole number such as 12.")
    if abs(value) > 10**15:
        raise Unreadable(f"{shown(text)} is too large.", "Give a number of at most 15 figures.")
    return int(value)


def to_pence(text: str) -> int:
    """Money in pounds, as pence: £ and thousands commas may stand, brackets mean a minus. Never rounded."""
    bare = text.replace("£", "").replace(" ", "")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if bare.startswith("--") or not _NUMBER.fullmatch(bare):
        raise Unreadable(f"{shown(text)} is not an amount.", "Give pounds and pence, such as 1234.56.")
    pence = Decimal(bare.replace(",", "")) * 100
    if pence != pence.to_integral_value():
        raise Unreadable(f"{shown(text)} has fractions of a penny.", "Give at most two decimals.")
    if abs(pence) > 10**15:
        raise Unreadable(f"{shown(text)} is too large.", "Give an amount below £10,000,000,000,000.")
    return int(pence)


def to_yes_no(text: str) -> bool:
    word = text.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(f"{shown(text)} is neither yes nor no.", "Give yes or no.")


def to_code(text: str) -> str:
    """A code as codes are compared: no space around it, capitals."""
    return text.upper()


def to_choice(text: str, choices: Mapping[str, object]) -> object:
    """One of the choices, by its word; capitals and spaces do not matter."""
    plain = plainly(text)
    for word, value in choices.items():
        if plain == plainly(word):
            return value
    words = list(choices)
    listed = ", ".join(words[:-1]) + (" or " if len(words) > 1 else "") + words[-1]
    raise Unreadable(f"{shown(text)} is not one of the choices.", f"Give {listed}.")


def plainly(text: str) -> str:
    """For comparing headings and choices: letters and figures only, lower case."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def shown(text: str) -> str:
    """A cell's text as a message quotes it."""
    return text if len(text) <= 40 else f"{text[:37]}..."
