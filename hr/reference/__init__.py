"""Pay scales the product ships with: published ones with their source, and those invented for the
demonstration."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FILES = ("pay_scales.csv", "invented_pay_scales.csv")


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """What a point of a scale pays a year over dates. `standing` is one of `hr.models.Standing`."""

    scale: str
    scale_name: str
    workforce_type: str
    rank: str
    increment_months: int | None
    point: str
    position: int | None
    annual_pence: int
    starts_on: date
    ends_before: date | None
    source: str
    standing: str


@cache
def reference_rates() -> tuple[ReferenceRate, ...]:
    """Every rate of the files beside this one."""
    return tuple(rate for name in FILES for rate in _read(FOLDER / name))


def _read(path: Path) -> Iterator[ReferenceRate]:
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pounds, pence = row["annual"].split(".")
            last_day = _day(row["last_day"])
            starts_on = _day(row["starts_on"])
            assert starts_on is not None
            yield ReferenceRate(
                scale=row["scale"],
                scale_name=row["scale_name"],
                workforce_type=row["workforce"],
                rank=row["rank"],
                increment_months=int(row["increment_months"]) if row["increment_months"] else None,
                point=row["point"],
                position=int(row["position"]) if row["position"] else None,
                annual_pence=int(pounds) * 100 + int(pence),
                starts_on=starts_on,
                ends_before=last_day + timedelta(days=1) if last_day else None,
                source=row["source"],
                standing=row["standing"].upper(),
            )


def _day(text: str) -> date | None:
    if not text:
        return None
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))
