"""Interest and compensation on invoices paid late.

Law: Late Payment of Commercial Debts (Interest) Act 1998 ss.1, 4, 5A; SI 2002/1675 (rate); SI 2002/1674 and SI 2013/395
(compensation). No numbers of the law stand here: they are data (finance/reference/late_payment.yaml).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_OF_A_YEAR = 365
WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """The Bank's rate that holds for debts that become late from a day on, until the next one."""

    late_from: date
    basis_points: int
    fixed_on: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Compensation:
    """The fixed sum for a debt of at least so much."""

    from_pence: int
    pence: int


@dataclass(frozen=True, slots=True)
class LatePaymentLaw:
    """The law as data, each list in order."""

    over_basis_points: int
    rates: tuple[ReferenceRate, ...]
    compensation: tuple[Compensation, ...]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class LateInterest:
    """What a supplier could ask for. Interest in pence, for whole days."""

    days: int
    rate_basis_points: int
    interest_pence: int
    compensation_pence: int

    @property
    def total_pence(self) -> int:
        return self.interest_pence + self.compensation_pence


NOTHING = LateInterest(0, 0, 0, 0)


def rate_for(law: LatePaymentLaw, late_from: date) -> ReferenceRate:
    """The reference rate for a debt whose first late day this is; it stays the debt's. The oldest one before all."""
    return next((rate for rate in reversed(law.rates) if rate.late_from <= late_from), law.rates[0])


def is_missing(law: LatePaymentLaw, day: date) -> bool:
    """Whether the rate of the half-year of a day has not been entered, so that the one before is used."""
    half = date(day.year, 1 if day.month < 7 else 7, 1)
    return law.rates[-1].late_from < half


def interest_on(law: LatePaymentLaw, pence: int, due_on: date, until: date) -> int:
    """Simple interest on an amount from the day after it was due to a day, both counted; half a penny up."""
    days = (until - due_on).days
    if days <= 0 or pence <= 0:
        return 0
    basis_points = law.over_basis_points + rate_for(law, due_on + timedelta(days=1)).basis_points
    per = WHOLE * DAYS_OF_A_YEAR
    return (2 * pence * basis_points * days + per) // (2 * per)


def late_interest(
    law: LatePaymentLaw,
    *,
    gross_pence: int,
    due_on: date,
    until: date,
    paid: Sequence[tuple[date, int]] = (),
) -> LateInterest:
    """What an invoice has gathered by a day, with what was paid of it on which days: each part runs until it is paid.

    The fixed sum is for the debt that was late: what was open when it became so.
    """
    late_from = due_on + timedelta(days=1)
    paid = _of_the_debt(gross_pence, paid)
    late_pence = gross_pence - sum(pence for day, pence in paid if day <= due_on)
    parts = [(min(day, until), pence) for day, pence in paid if day > due_on]
    parts.append((until, late_pence - sum(pence for _, pence in parts)))
    days = max(((end - due_on).days for end, pence in parts if pence > 0), default=0)
    if late_pence <= 0 or days <= 0:
        return NOTHING
    fixed = next(band.pence for band in reversed(law.compensation) if band.from_pence <= late_pence)
    return LateInterest(
        days=days,
        rate_basis_points=law.over_basis_points + rate_for(law, late_from).basis_points,
        interest_pence=sum(interest_on(law, pence, due_on, end) for end, pence in parts),
        compensation_pence=fixed,
    )


def _of_the_debt(gross_pence: int, paid: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """What was paid, no more than was owed: more than that settles no debt."""
    found = []
    for day, pence in paid:
        part = min(pence, gross_pence)
        gross_pence -= part
        found.append((day, part))
    return found
