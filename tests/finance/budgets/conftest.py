"""District A with two teams, a budget of 2026/27 that counts, and two budget holders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.links import Link
from finance import services
from finance.models import BudgetVersion, CostCentre, Period
from finance.services import CostCentreRow
from finance.services import budgets as work
from finance.services.budgets import BudgetRow, CommitmentLine

TODAY = date(2026, 10, 20)
ROWS = [
    BudgetRow("2010", "A100", 1_200_001),
    BudgetRow("1000", "A100", 6_000_000, objective="01.01"),
    BudgetRow("2010", "A200", 600_000),
    BudgetRow("7000", "A100", -120_000, objective="01.01"),
]


@dataclass
class Setting:
    version: BudgetVersion
    holder: Any  # of A100
    second: Any  # of A200
    october: Period

    @property
    def a100(self) -> CostCentre:
        return CostCentre.objects.get(code="A100")

    @property
    def a200(self) -> CostCentre:
        return CostCentre.objects.get(code="A200")

    @property
    def a(self) -> CostCentre:
        return CostCentre.objects.get(code="A")


@pytest.fixture
def chart(cleveland: str, finance_officer: Any) -> str:
    services.load_chart(actor=finance_officer.actor)
    services.ensure_year(actor=finance_officer.actor, financial_year="2026/27")
    services.put_cost_centres(
        actor=finance_officer.actor,
        rows=[
            CostCentreRow("A", "District A"),
            CostCentreRow("A100", "Response A", parent="A"),
            CostCentreRow("A200", "Custody A", parent="A"),
        ],
    )
    return cleveland


@pytest.fixture
def approved(chart: str, finance_officer: Any, finance_approver: Any) -> Callable[..., BudgetVersion]:
    """`approved(rows)` is a budget of 2026/27 that counts."""

    def make(rows: list[BudgetRow] = ROWS, name: str = "Original budget") -> BudgetVersion:
        version = work.draft_budget(actor=finance_officer.actor, financial_year="2026/27", name=name)
        work.put_lines(actor=finance_officer.actor, version=version, rows=rows)
        work.submit_budget(actor=finance_officer.actor, version=version)
        approval = approval_of(Link("finance.budget", version.pk))
        assert approval is not None
        approve(actor=finance_approver.actor, approval=approval)
        version.refresh_from_db()
        return version

    return make


@pytest.fixture
def setting(approved: Callable[..., BudgetVersion], finance_officer: Any, as_member: Any) -> Setting:
    holder, second = (
        as_member("budget_holder", name="Bea Holder"),
        as_member("budget_holder", name="Sam Second"),
    )
    version = approved()
    found = Setting(version, holder, second, Period.objects.get(code="2026-10"))
    for centre, person in ((found.a100, holder), (found.a200, second)):
        work.name_holder(
            actor=finance_officer.actor, cost_centre=centre, member=person.member, starts_on=date(2026, 4, 1)
        )
    return found


@pytest.fixture
def stopped(setting: Setting, finance_officer: Any) -> Setting:
    """The setting with a control that stops for the whole of District A: £18,000.01 of running costs and pay £60,000."""
    work.add_control(actor=finance_officer.actor, cost_centre=setting.a)
    return setting


def line(pence: int, *, centre: str = "A100", account: str = "2010", number: int = 1) -> CommitmentLine:
    return CommitmentLine(account, centre, None, None, pence, number)
