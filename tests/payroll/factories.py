"""The least a pay run needs: periods, settings, a chart, and people on one pay scale."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from finance.models import Account, CostCentre, Objective, Period
from hr.models import (
    Assignment,
    BankAccount,
    Employment,
    PayPlacement,
    PayPoint,
    PayRate,
    PayScale,
    Person,
    Post,
    Unit,
)
from payroll.elements import STANDARD, STANDARD_FIELDS
from payroll.models import (
    ElementType,
    EmployerRate,
    NationalInsuranceDetails,
    PayeSettings,
    PayPeriod,
    PensionMembership,
    TaxDetails,
)

_numbers = itertools.count(100001)


def month(first: date) -> tuple[date, date]:
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def pay_period(year: int, month_number: int, pay_day: int = 28) -> PayPeriod:
    """A calendar month's pay period; its number is the tax month of the pay day."""
    starts_on, ends_before = month(date(year, month_number, 1))
    found: PayPeriod = PayPeriod.objects.get_or_create(
        tax_year="2026-27"
        if (year, month_number) >= (2026, 4) and (year, month_number) < (2027, 4)
        else "2025-26",
        frequency="monthly",
        number=(month_number - 4) % 12 + 1,
        defaults={
            "starts_on": starts_on,
            "ends_before": ends_before,
            "pay_on": date(year, month_number, pay_day),
        },
    )[0]
    return found


@dataclass
class World:
    """An authority ready to pay: the chart, one unit and cost centre, scales, settings."""

    unit: Unit
    points: dict[str, PayPoint]
    period: PayPeriod

    def person(self, *, workforce: str = "STAFF", annual: int | None = None, **facts: Any) -> Employment:
        """An employment with everything pay asks for. `facts`: fte, starts_on, ends_before, tax_code, ni_letter, bank,
        pension, ni_number."""
        number = str(next(_numbers))
        starts_on = facts.get("starts_on", date(2020, 4, 1))
        person = Person.objects.create(
            first_names="Test", last_name=f"Person {number}", ni_number=facts.get("ni_number", f"PZ{number}A")
        )
        employment = Employment.objects.create(
            person=person,
            number=number,
            workforce_type=workforce,
            starts_on=starts_on,
            ends_before=facts.get("ends_before"),
        )
        post = Post.objects.create(
            number=f"P{number}",
            title="Analyst",
            unit=self.unit,
            workforce_type=workforce,
            cost_centre="CC1",
            objective="OBJ1",
            starts_on=date(2010, 4, 1),
        )
        Assignment.objects.create(
            employment=employment,
            person=person,
            post=post,
            fte=Decimal(facts.get("fte", "1")),
            starts_on=starts_on,
            ends_before=facts.get("ends_before"),
        )
        PayPlacement.objects.create(
            employment=employment,
            point=self.point(workforce, annual or 3_600_000),
            starts_on=starts_on,
            ends_before=facts.get("ends_before"),
            counts_from=starts_on,
        )
        if facts.get("bank", True):
            BankAccount.objects.create(
                employment=employment,
                account_name=f"T PERSON {number}",
                sort_code="000001",
                account_number=f"00{number}",
                starts_on=starts_on,
            )
        if facts.get("tax_code", "1257L"):
            TaxDetails.objects.create(
                employment=employment, tax_code=facts.get("tax_code", "1257L"), starts_on=starts_on
            )
        if facts.get("ni_letter", "A"):
            NationalInsuranceDetails.objects.create(
                employment=employment, letter=facts.get("ni_letter", "A"), starts_on=starts_on
            )
        if facts.get("pension", True):
            scheme = "police_2015" if workforce == "OFFICER" else "lgps"
            PensionMembership.objects.create(employment=employment, scheme=scheme, starts_on=starts_on)
        return employment

    def point(self, workforce: str, annual: int) -> PayPoint:
        key = f"{workforce}{annual}"
        if key not in self.points:
            scale = PayScale.objects.create(
                code=f"S{key}", name=f"Scale {key}", workforce_type=workforce, increment_months=12
            )
            self.points[key] = PayPoint.objects.create(scale=scale, label="1", position=1)
            PayRate.objects.create(
                point=self.points[key],
                annual_pence=annual,
                starts_on=date(2015, 4, 1),
                source="Invented for tests",
                standing="INVENTED",
            )
        return self.points[key]


def world() -> World:
    with (settings.ROOT / "finance" / "reference" / "accounts.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            Account.objects.get_or_create(
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "type": row["type"],
                    "normal_side": row["normal_side"],
                    "objective_required": row["objective_required"] == "yes",
                },
            )
    CostCentre.objects.get_or_create(code="CC1", defaults={"name": "Crime analysis"})
    Objective.objects.get_or_create(code="OBJ1", defaults={"name": "Intelligence"})
    for place, (year, number) in enumerate(
        [(2026, n) for n in range(4, 13)] + [(2027, n) for n in range(1, 4)], start=1
    ):
        starts_on, ends_before = month(date(year, number, 1))
        Period.objects.get_or_create(
            code=f"{year}-{number:02d}",
            defaults={
                "name": f"{starts_on:%B %Y}",
                "financial_year": "2026/27",
                "number": place,
                "starts_on": starts_on,
                "ends_on": date.fromordinal(ends_before.toordinal() - 1),
            },
        )
    for row in STANDARD:
        ElementType.objects.create(**dict(zip(STANDARD_FIELDS, row, strict=True)))
    PayeSettings.objects.create(
        starts_on=date(2020, 4, 1),
        employer_name="Cleveland Police Authority",
        paye_office="123",
        paye_reference="AB456",
        bacs_user_number="123456",
        bank_sort_code="000009",
        bank_account_number="12345678",
        bank_account_name="CLEVELAND POLICE",
        levy_cost_centre="CC1",
        levy_objective="OBJ1",
    )
    EmployerRate.objects.create(
        scheme=1, rate_millionths=353_000, source="Invented", starts_on=date(2024, 4, 1)
    )
    EmployerRate.objects.create(
        scheme=2, rate_millionths=182_000, source="Invented", starts_on=date(2023, 4, 1)
    )
    unit = Unit.objects.create(code="HQ", name="Headquarters", kind="FORCE", starts_on=date(2005, 4, 1))
    return World(unit=unit, points={}, period=pay_period(2026, 10))
