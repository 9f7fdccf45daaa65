"""Invoices that look as if they had been entered before. Plain Python; edit distances by rapidfuzz."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from finance.rules.money import pounds

NEAR_DAYS = 45
NEAR_BASIS_POINTS = 100  # of the amount: carriage added, a rounding


@dataclass(frozen=True, slots=True)
class Seen:
    """An invoice as far as it could be the same as another of its supplier."""

    id: int
    number: str  # ours
    key: str  # theirs, see `number_key`
    dated_on: date
    gross_pence: int


def number_key(text: str) -> str:
    """A supplier's number without what people type differently: case, marks, noughts in front. `INV-00123` -> `INV123`."""
    key = re.sub(r"[^0-9A-Z]", "", text.upper())
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", key) or text.strip().upper()


def near_number(one: str, other: str) -> bool:
    """Whether one could be a mistyped other: one key stroke apart, two swapped, or a part of it."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter >= 4 and (one in other or other in one):
        return True
    return shorter >= 4 and OSA.distance(one, other, score_cutoff=1) <= 1


def why_alike(one: Seen, other: Seen) -> str | None:
    """What makes two invoices of one supplier look like one, or None.

    The same number; or a near number with the same or nearly the same amount; or the same amount on the same day. A run of
    numbers with like amounts each month (a lease) is no duplicate: its numbers are near, so the dates must be near, too.
    """
    days = abs((one.dated_on - other.dated_on).days)
    same = one.gross_pence == other.gross_pence
    near = abs(one.gross_pence - other.gross_pence) * 10_000 <= NEAR_BASIS_POINTS * max(
        one.gross_pence, other.gross_pence
    )
    if one.key == other.key:
        return f"has the same number and is for {'the same' if same else f'£{pounds(other.gross_pence)}'}"
    if same and days == 0:
        return "is for the same amount on the same day"
    if near and days <= NEAR_DAYS and near_number(one.key, other.key):
        amount = "the same amount" if same else f"£{pounds(other.gross_pence)}"
        apart = "on the same day" if days == 0 else f"{days} day{'s' if days != 1 else ''} apart"
        return f"has a number like it and is for {amount}, {apart}"
    return None


def find_duplicate(invoice: Seen, others: Iterable[Seen]) -> tuple[Seen, str] | None:
    """The first other that looks the same, in the order given, and why."""
    for other in others:
        if other.id != invoice.id and (why := why_alike(invoice, other)):
            return other, why
    return None
