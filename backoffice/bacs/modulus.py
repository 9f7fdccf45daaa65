"""Modulus checks of sort code and account number against the weights the operator has loaded.

A line of the weights file: first and last sort code, MOD10, MOD11 or DBLAL, fourteen weights, at times an exception.
Ranges with an exception need rules of their own and count as not checked; so does a sort code in no range.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

METHODS = ("MOD10", "MOD11", "DBLAL")


@dataclass(frozen=True, slots=True)
class Range:
    first: str
    last: str
    method: str
    weights: tuple[int, ...]
    exception: int


class Weights:
    """The table, by sort code."""

    def __init__(self, ranges: list[Range]) -> None:
        self.ranges = sorted(ranges, key=lambda each: each.first)
        self._firsts = [each.first for each in self.ranges]

    def of(self, sort_code: str) -> list[Range]:
        until = bisect_right(self._firsts, sort_code)
        return [each for each in self.ranges[:until] if each.first <= sort_code <= each.last]


def load_weights(path: Path) -> Weights | None:
    """The operator's table, None where there is none. A line that cannot be read raises ValueError."""
    if not path.is_file():
        return None
    ranges = []
    for number, line in enumerate(path.read_text("ascii").splitlines(), start=1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) not in (17, 18) or parts[2] not in METHODS:
            raise ValueError(f"Line {number} of the modulus weights cannot be read.")
        weights = tuple(int(part) for part in parts[3:17])
        ranges.append(Range(parts[0], parts[1], parts[2], weights, int(parts[17]) if len(parts) == 18 else 0))
    return Weights(ranges)


def check(weights: Weights, sort_code: str, account_number: str) -> bool | None:
    """Whether the account can exist; None where no check applies."""
    ranges = weights.of(sort_code)
    if not ranges or any(each.exception for each in ranges):
        return None
    digits = [int(digit) for digit in sort_code + account_number]
    return all(_passes(each, digits) for each in ranges)


def _passes(found: Range, digits: list[int]) -> bool:
    products = [digit * weight for digit, weight in zip(digits, found.weights, strict=True)]
    if found.method == "DBLAL":
        return sum(sum(divmod(product, 10)) for product in products) % 10 == 0
    return sum(products) % (10 if found.method == "MOD10" else 11) == 0
