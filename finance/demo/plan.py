"""What the demonstration buys: suppliers, orders and invoices of a financial year, drawn from a fixed seed.

Everything here is invented (finance/reference/invented_suppliers.yaml).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
YEAR = "2026/27"
MONTHS = [(2026, month) for month in range(4, 12)]  # April to November
SHARE = {"cleveland": 1.0, "durham": 0.4}  # of the amounts; a smaller authority buys less


@dataclass(frozen=True, slots=True)
class DemoCategory:
    code: str
    name: str
    account: str
    vat_code: str


@dataclass(frozen=True, slots=True)
class DemoSupplier:
    """A supplier, how it is paid and what its invoices are coded to."""

    number: int  # from 1, in the order of the file
    name: str
    kind: str
    category: str
    account: str
    vat_code: str
    is_ordered: bool
    monthly: int
    least_pounds: int
    most_pounds: int
    centres: tuple[str, ...]
    payment_days: int

    @property
    def email(self) -> str:
        word = "".join(letter for letter in self.name.lower() if letter.isalpha())[:20]
        return f"accounts@{word}.example"

    @property
    def phone(self) -> str:
        return f"01632 960{self.number:03d}"  # a range kept for drama; nobody answers

    @property
    def sort_code(self) -> str:
        return f"00{self.number:02d}{(self.number * 7) % 100:02d}"

    @property
    def account_number(self) -> str:
        return f"{10_000_000 + self.number * 31_337:08d}"


@dataclass(frozen=True, slots=True)
class Purchase:
    """One thing bought: ordered where the supplier is one that is ordered from, invoiced on a day of the month."""

    supplier: DemoSupplier
    description: str
    cost_centre: str
    net_pence: int
    ordered_on: date
    received_on: date
    invoiced_on: date
    supplier_number: str
    is_wrong: str = ""  # price, quantity, duplicate: what the clerk finds


@cache
def _reference() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(
        (REFERENCE / "invented_suppliers.yaml").read_text(encoding="utf-8")
    )
    return found


def categories() -> list[DemoCategory]:
    """The purchasing categories."""
    return [
        DemoCategory(row["code"], row["name"], row["account"], row["vat"])
        for row in _reference()["categories"]
    ]


def suppliers() -> list[DemoSupplier]:
    """The suppliers, numbered from 1."""
    by_code = {category.code: category for category in categories()}
    return [
        DemoSupplier(
            number=number,
            name=row["name"],
            kind=row["kind"],
            category=row["category"],
            account=row.get("account", by_code[row["category"]].account),
            vat_code=row.get("vat", by_code[row["category"]].vat_code),
            is_ordered=row["order"],
            monthly=row["monthly"],
            least_pounds=row["net"][0],
            most_pounds=row["net"][1],
            centres=tuple(row["centres"]),
            payment_days=row["days"],
        )
        for number, row in enumerate(_reference()["suppliers"], start=1)
    ]


def purchases(slug: str, centres: list[str]) -> dict[tuple[int, int], list[Purchase]]:
    """What is bought, by month; `centres` are the codes of the authority's cost centres."""
    random = Random(f"{slug} purchases")
    return {month: _of_month(slug, month, centres, random) for month in MONTHS}


def _of_month(slug: str, month: tuple[int, int], centres: list[str], random: Random) -> list[Purchase]:
    year, number = month
    found = []
    for supplier in suppliers():
        times = supplier.monthly or (1 if number in (7, 10) else 0)
        if slug != "cleveland":
            times = min(times, 1)
        for each in range(times):
            day = random.randint(2, monthrange(year, number)[1] - 6)
            invoiced = date(year, number, day)
            pounds = random.randint(supplier.least_pounds, supplier.most_pounds) * SHARE[slug]
            net = round(pounds) * 100 + (random.choice([0, 0, 50, 99]) if pounds < 5_000 else 0)
            ordered = max(date(year, number, 1), invoiced - timedelta(days=random.randint(6, 20)))
            received = max(ordered, invoiced - timedelta(days=random.randint(0, 4)))
            found.append(
                Purchase(
                    supplier=supplier,
                    description=_description(supplier, invoiced),
                    cost_centre=_centre(supplier, centres, random),
                    net_pence=net,
                    ordered_on=ordered,
                    received_on=received,
                    invoiced_on=invoiced,
                    supplier_number=f"{supplier.name[:2].upper()}{number:02d}{each + 1}{supplier.number:03d}",
                )
            )
    return sorted(found, key=lambda one: (one.invoiced_on, one.supplier_number))


def _description(supplier: DemoSupplier, day: date) -> str:
    name = next(category.name for category in categories() if category.code == supplier.category)
    return f"{name}, {day:%B %Y}"


def _centre(supplier: DemoSupplier, centres: list[str], random: Random) -> str:
    """A cost centre of the authority that the supplier's spending falls on."""
    wanted = random.choice(supplier.centres)
    fitting = [code for code in centres if code == wanted or (len(wanted) == 3 and code.endswith(wanted))]
    return random.choice(fitting) if fitting else next(code for code in centres if code.endswith("200"))
