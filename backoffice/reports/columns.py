"""A column of a report or export, and how its values are written in each kind of file. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from backoffice.clock import LONDON

KINDS = ("text", "reference", "integer", "decimal", "money", "date", "moment", "yes_no")
NUMBERS = {"integer", "decimal", "money"}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet may take for a formula


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` decides alignment and format; money is integer pence, a reference is text even if all figures."""

    name: str
    label: str
    kind: str = "text"

    def __post_init__(self) -> None:
        assert self.kind in KINDS, f"{self.name}: unknown kind {self.kind}"


def harmless(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before what would start a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def pounds(pence: int) -> str:
    """1234.56 from 123456; exact at any size."""
    sign, pence = ("-", -pence) if pence < 0 else ("", pence)
    return f"{sign}{pence // 100}.{pence % 100:02d}"


def for_csv(columns: Sequence[Column]) -> Callable[[Sequence[Any]], list[str]]:
    """A function that writes one row as CSV cells: dates 2026-10-31, money 1234.56, text made harmless."""
    writers = [_CSV[column.kind] for column in columns]

    def row(values: Sequence[Any]) -> list[str]:
        return ["" if value is None else write(value) for write, value in zip(writers, values, strict=True)]

    return row


def for_print(columns: Sequence[Column]) -> Callable[[Sequence[Any]], list[str]]:
    """A function that writes one row as people read it: dates 31/10/2026, money 1,234.56."""
    writers = [_PRINT[column.kind] for column in columns]

    def row(values: Sequence[Any]) -> list[str]:
        return ["" if value is None else write(value) for write, value in zip(writers, values, strict=True)]

    return row


def _moment(value: datetime) -> datetime:
    return value.astimezone(LONDON) if value.tzinfo else value


def _thousands(value: int | Decimal) -> str:
    return f"{value:,}"


def _money(pence: int) -> str:
    text = pounds(abs(pence))
    whole, _, rest = text.partition(".")
    shown = f"{int(whole):,}.{rest}"
    return f"({shown})" if pence < 0 else shown


def _day(value: date) -> str:
    return value.strftime("%d/%m/%Y")


def _yes_no(value: object) -> str:
    return "Yes" if value else "No"


_CSV: dict[str, Callable[[Any], str]] = {
    "text": lambda value: harmless(str(value)),
    "reference": lambda value: harmless(str(value)),
    "integer": str,
    "decimal": str,
    "money": pounds,
    "date": lambda value: value.isoformat(),
    "moment": lambda value: _moment(value).strftime("%Y-%m-%d %H:%M"),
    "yes_no": _yes_no,
}
_PRINT: dict[str, Callable[[Any], str]] = {
    "text": str,
    "reference": str,
    "integer": _thousands,
    "decimal": _thousands,
    "money": _money,
    "date": _day,
    "moment": lambda value: _moment(value).strftime("%d/%m/%Y %H:%M"),
    "yes_no": _yes_no,
}
