"""What tests of HR start from: the least that is valid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import connection

from hr.models import Assignment, Employment, PayPlacement, PayPoint, PayRate, PayScale, Person, Post, Unit

FROM = date(2010, 4, 1)
TODAY = date(2026, 10, 20)
numbers = count(700_001)


@pytest.fixture
def unit(cleveland: str) -> Unit:
    return Unit.objects.create(code="CLE", name="Cleveland", kind="AUTHORITY", starts_on=FROM)


@pytest.fixture
def make_post(unit: Unit) -> Callable[..., Post]:
    def make(**changes: Any) -> Post:
        number = f"P{next(numbers)}"
        return Post.objects.create(
            **{"number": number, "title": "Clerk", "unit": unit, "workforce_type": "STAFF", "starts_on": FROM}
            | changes
        )

    return make


@pytest.fixture
def make_employment(cleveland: str) -> Callable[..., Employment]:
    def make(**changes: Any) -> Employment:
        number = next(numbers)
        person = changes.pop("person", None) or Person.objects.create(
            first_names="Ellen",
            last_name=changes.pop("last_name", f"Marsh{number}"),
            born_on=date(1985, 2, 14),
        )
        return Employment.objects.create(
            **{
                "person": person,
                "number": str(number),
                "workforce_type": "STAFF",
                "starts_on": date(2019, 9, 1),
            }
            | changes
        )

    return make


@pytest.fixture
def assign_to(make_post: Callable[..., Post]) -> Callable[..., Assignment]:
    def make(employment: Employment, post: Post | None = None, **changes: Any) -> Assignment:
        return Assignment.objects.create(
            **{
                "employment": employment,
                "person_id": employment.person_id,
                "post": post or make_post(),
                "fte": Decimal(1),
                "starts_on": employment.starts_on,
                "ends_before": employment.ends_before,
            }
            | changes
        )

    return make


@pytest.fixture
def ladder(cleveland: str) -> list[PayPoint]:
    """A scale of three points: £24,000, £25,000 and £26,000 a year, invented."""
    scale = PayScale.objects.create(code="CLERK", name="Clerk", workforce_type="STAFF")
    points = [PayPoint.objects.create(scale=scale, label=str(i), position=i) for i in (1, 2, 3)]
    for i, point in enumerate(points):
        PayRate.objects.create(
            point=point,
            annual_pence=2_400_000 + i * 100_000,
            starts_on=FROM,
            source="invented for a test",
            standing="INVENTED",
        )
    return points


@pytest.fixture
def place() -> Callable[..., PayPlacement]:
    def make(employment: Employment, point: PayPoint, **changes: Any) -> PayPlacement:
        starts = changes.get("starts_on", employment.starts_on)
        return PayPlacement.objects.create(
            **{
                "employment": employment,
                "point": point,
                "starts_on": starts,
                "counts_from": starts,
                "ends_before": employment.ends_before,
            }
            | changes
        )

    return make


@pytest.fixture
def sql(cleveland: str) -> Callable[..., None]:
    """Raw SQL as the authority's own login, deferred constraints checked at once."""

    def run(statement: str, *parameters: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return run
