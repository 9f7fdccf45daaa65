"""A small ledger in Cleveland, with the least that can be posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from backoffice.links import Link
from finance import services
from finance.models import Journal, Period
from finance.services import CostCentreRow, Line, NewJournal

PAY = [
    Line("1000", "A100", "01.01", 500_000, "Basic pay"),
    Line("1030", "A100", "01.01", 60_000),
    Line("8530", None, None, -450_000),
    Line("8531", None, None, -110_000, "PAYE"),
]
ACCRUAL = [Line("2010", "A100", "01.01", 12_345), Line("8510", None, None, -12_345)]


@pytest.fixture
def ledger(cleveland: str, finance_officer: Any) -> str:
    """Chart, cost centres A and A100, the periods of 2026/27, all open."""
    services.load_chart(actor=finance_officer.actor)
    services.ensure_year(actor=finance_officer.actor, financial_year="2026/27")
    services.put_cost_centres(
        actor=finance_officer.actor,
        rows=[CostCentreRow("A100", "Response A", parent="A"), CostCentreRow("A", "District A")],
    )
    return cleveland


@pytest.fixture
def posted(ledger: str, finance_officer: Any, finance_approver: Any) -> Callable[..., Journal]:
    """`posted("key")` posts a journal of pay dated 31 October 2026, or what is given."""

    def post(
        key: str = "payroll.run:1",
        *,
        lines: Sequence[Line] = PAY,
        dated_on: date = date(2026, 10, 31),
        description: str = "Pay for October 2026",
    ) -> Journal:
        ids = services.post_journals(
            actor=finance_officer.actor,
            journals=[
                NewJournal(
                    key=key,
                    dated_on=dated_on,
                    description=description,
                    lines=lines,
                    source=Link("payroll.run", 1),
                )
            ],
            made_by=finance_officer.actor.member_id,
            approved_by=finance_approver.actor.member_id,
        )
        return Journal.objects.get(pk=ids[key])

    return post


@pytest.fixture
def draft(ledger: str, finance_officer: Any) -> Callable[..., Journal]:
    """`draft()` is an accrual of £123.45 that the finance officer began."""

    def make(lines: Sequence[Line] = ACCRUAL, dated_on: date = date(2026, 10, 5)) -> Journal:
        return services.draft_journal(
            actor=finance_officer.actor, dated_on=dated_on, description="Gas, October", lines=list(lines)
        )

    return make


@pytest.fixture
def october(ledger: str) -> Period:
    return Period.objects.get(code="2026-10")
