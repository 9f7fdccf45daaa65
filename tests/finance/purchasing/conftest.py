"""A supplier, categories, limits, and budgets that stop, in Cleveland."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backoffice.clock import business_date
from finance.models import BudgetHolder, CostCentre, PurchaseOrder, Requisition, Supplier
from finance.services import purchasing
from finance.services.purchasing import LimitFacts, PurchaseLine, RequisitionFacts, SupplierFacts

TODAY = business_date()
GLOVES = PurchaseLine(
    "Search gloves, pair",
    Decimal(100),
    250,
    "A100",
    account="2010",
    objective="01.01",
    category="KIT",
    vat_code="S",
)


@pytest.fixture
def shop(
    ledger: str, finance_officer: Any, clerk: Any, budget_holder: Any, finance_approver: Any
) -> Supplier:
    """Supplier, category KIT (10 % more may come), and limits: the budget holder of A £1,000, Gwen Taylor £50,000."""
    officer = finance_officer.actor
    purchasing.put_categories(
        actor=officer, rows=[purchasing.CategoryFacts("KIT", "Kit", over_receipt_basis_points=1000)]
    )
    since = date(2026, 4, 1)
    BudgetHolder.objects.create(
        cost_centre=CostCentre.objects.get(code="A"), member=budget_holder.member, starts_on=since
    )
    purchasing.put_limits(
        actor=officer,
        rows=[
            LimitFacts(100_000, since, role="budget_holder"),
            LimitFacts(5_000_000, since, member=finance_approver.member),
        ],
    )
    return purchasing.add_supplier(
        actor=clerk.actor,
        facts=SupplierFacts(
            "Tees Workwear Ltd",
            phone="01642 960 100",
            email="orders@workwear.example",
            vat_number="GB123456789",
        ),
    )


@pytest.fixture
def requisition(shop: Supplier, clerk: Any) -> Callable[..., Requisition]:
    """`requisition(GLOVES)` is drafted by the clerk; `submitted=True` and it waits for approval."""

    def make(*lines: PurchaseLine, submitted: bool = False, by: Any = None) -> Requisition:
        actor = (by or clerk).actor
        made = purchasing.draft_requisition(
            actor=actor,
            facts=RequisitionFacts(
                "Gloves for the response teams", supplier=shop, deliver_to="Stores, Cannon Park"
            ),
            lines=lines or [GLOVES],
            today=TODAY,
        )
        if submitted:
            purchasing.submit_requisition(actor=actor, requisition=made, today=TODAY)
        made.refresh_from_db()
        return made

    return make


@pytest.fixture
def order(
    requisition: Callable[..., Requisition], clerk: Any, budget_holder: Any
) -> Callable[..., PurchaseOrder]:
    """`order(GLOVES)` was approved by the budget holder and placed by the clerk."""

    def make(*lines: PurchaseLine) -> PurchaseOrder:
        asked = requisition(*lines, submitted=True)
        purchasing.approve_requisition(actor=budget_holder.actor, requisition=asked, today=TODAY)
        return purchasing.place_order(actor=clerk.actor, requisition=asked, today=TODAY)

    return make
