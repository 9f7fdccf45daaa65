"""What a bank statement says, whatever file it came in, and whether it adds up."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from finance.rules.money import pounds

TEXT, NAME, REFERENCE, KIND = 500, 140, 100, 40  # characters kept of each
LARGEST = 10**15  # pence


class Unreadable(ValueError):
    """A file that is no statement, or half of one. `next_step` says what to do."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step or "Take the statement from the bank again and send the whole file."


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One movement: pence, money in above nothing."""

    booked_on: date
    value_on: date
    amount_pence: int
    text: str = ""
    counterparty: str = ""
    their_reference: str = ""
    kind: str = ""

    def tidy(self) -> ReadItem:
        """The same with texts on one line, as long as they are kept."""
        return replace(
            self,
            text=" ".join(self.text.split())[:TEXT],
            counterparty=" ".join(self.counterparty.split())[:NAME],
            their_reference=" ".join(self.their_reference.split())[:REFERENCE],
            kind=" ".join(self.kind.split())[:KIND],
        )


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """Two balances in pence and what lies between; `account` is an IBAN or a number as the file gives it."""

    their_id: str
    account: str
    currency: str
    from_on: date
    to_on: date
    opening_pence: int
    closing_pence: int
    items: tuple[ReadItem, ...]

    def fingerprint(self) -> str:
        """The same for the same statement, from whichever file it is read."""
        said = [str(self.opening_pence), str(self.closing_pence), f"{self.to_on:%Y-%m-%d}"]
        said += [f"{item.booked_on:%Y-%m-%d} {item.amount_pence}" for item in self.items]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


def pence_of(text: str) -> int:
    """Pounds as a bank writes them (`1,234.50`, `-12`, `£3.10`, `(4.00)`, `1.00 DR`) to pence; ValueError otherwise."""
    given = text.strip().replace("£", "").replace(" ", "").replace("\u2212", "-")
    upper = given.upper()
    negative = False
    for ending, sign in (("CR", False), ("DR", True), ("D", True), ("C", False)):
        if upper.endswith(ending):
            given, negative = given[: -len(ending)], sign
            break
    if given.startswith("(") and given.endswith(")"):
        given, negative = given[1:-1], True
    if given.endswith("-"):
        given, negative = given[:-1], True
    try:
        pounds_given = Decimal(given.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(f"“{text}” is not an amount") from error
    return exact_pence(-pounds_given if negative else pounds_given)


def exact_pence(amount: Decimal) -> int:
    """Pounds to pence, never rounded."""
    pence = amount * 100
    if not pence.is_finite() or pence != pence.to_integral_value():
        raise ValueError(f"{amount} is not an amount of whole pence")
    if abs(pence) > LARGEST:
        raise ValueError(f"{amount} is too large")
    return int(pence)


def fault_of(statement: ReadStatement) -> str | None:
    """What is wrong with the sums of a statement, in words; None when opening and items give closing."""
    total = sum(item.amount_pence for item in statement.items)
    moved = statement.closing_pence - statement.opening_pence
    if total == moved:
        return None
    named = statement.their_id or f"to {statement.to_on:%-d %B %Y}"
    if total == -moved:
        return (
            f"Statement {named}: the signs are the wrong way round. The balance went from"
            f" £{pounds(statement.opening_pence)} to £{pounds(statement.closing_pence)}, and the items, as they are"
            f" read, move it by £{pounds(total)}."
        )
    return (
        f"Statement {named} does not add up: opening £{pounds(statement.opening_pence)} and"
        f" {len(statement.items)} items of £{pounds(total)} give"
        f" £{pounds(statement.opening_pence + total)}, but it closes with £{pounds(statement.closing_pence)}."
    )


def running_order(amounts: Sequence[int], balances: Sequence[int]) -> tuple[bool, bool] | None:
    """(newest first, signs reversed) as the running balances prove it; None where no reading does.

    With one row nothing is proven: as written.
    """
    for reversed_signs in (False, True):
        sign = -1 if reversed_signs else 1
        for newest_first in (False, True):
            pairs = list(zip(amounts, balances, strict=True))
            if newest_first:
                pairs.reverse()
            if all(
                before[1] + sign * after[0] == after[1]
                for before, after in zip(pairs, pairs[1:], strict=False)
            ):
                return newest_first, reversed_signs
    return None


def first_break(amounts: Sequence[int], balances: Sequence[int]) -> int:
    """The place of the first row whose balance does not follow, in the order that gets furthest."""
    best = 0
    for direction in (1, -1):
        count = len(amounts)
        for at in range(1, count):
            before, after = (at - 1, at) if direction == 1 else (at, at - 1)
            if balances[before] + amounts[after] != balances[after]:
                best = max(best, at)
                break
    return best
