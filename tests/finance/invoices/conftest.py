"""A supplier, an order of two lines that came in, and invoices for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finance.models import (
    Account,
    ApprovalLimit,
    CostCentre,
    Invoice,
    Objective,
    OrderLine,
    PurchaseOrder,
    Supplier,
    VatCode,
)
from finance.services.invoices import NewInvoice, NewLine, enter_invoice

TODAY = date(2026, 10, 20)


@pytest.fixture
def supplier(ledger: str, finance_officer: Any) -> Supplier:
    return Supplier.objects.create(
        number="S00001", name="Fenland Tyres Ltd", made_by_id=finance_officer.actor.member_id
    )


@pytest.fixture
def limits(ledger: str, finance_approver: Any) -> None:
    """The approver may approve up to £10,000 everywhere."""
    ApprovalLimit.objects.create(
        member_id=finance_approver.actor.member_id, limit_pence=1_000_000, starts_on=date(2026, 4, 1)
    )


@pytest.fixture
def order(supplier: Supplier, finance_officer: Any, finance_approver: Any) -> PurchaseOrder:
    """PO000001: 10 tyres at £80.00 and 4 hours at £45.00, all of the tyres received."""
    order = PurchaseOrder.objects.create(
        number="PO000001",
        supplier=supplier,
        title="Tyres",
        ordered_on=date(2026, 10, 1),
        made_by_id=finance_officer.actor.member_id,
        approved_by_id=finance_approver.actor.member_id,
    )
    coded = {
        "order": order,
        "account": Account.objects.get(code="2010"),
        "cost_centre": CostCentre.objects.get(code="A100"),
        "objective": Objective.objects.get(code="01.01"),
        "vat_code": VatCode.objects.get(code="S"),
    }
    OrderLine.objects.create(
        number=1,
        description="Tyres 205/55",
        quantity=10,
        unit_price_pence=8000,
        net_pence=80_000,
        received_quantity=10,
        received_pence=80_000,
        **coded,
    )
    OrderLine.objects.create(
        number=2,
        description="Fitting",
        quantity=4,
        unit="hour",
        unit_price_pence=4500,
        net_pence=18_000,
        **coded,
    )
    return order


def tyres(quantity: int = 10, *, net_pence: int | None = None, **given: Any) -> NewLine:
    net = quantity * 8000 if net_pence is None else net_pence
    return NewLine("Tyres 205/55", Decimal(quantity), net, order_line=1, **given)


@pytest.fixture
def entered(order: PurchaseOrder, finance_officer: Any) -> Callable[..., Invoice]:
    """`entered()` is FT-1001 for all the tyres, dated 15 October 2026, entered and matched."""

    def enter(*lines: NewLine, number: str = "FT-1001", by: Any = None, **given: Any) -> Invoice:
        given = {"dated_on": date(2026, 10, 15), "order": "PO000001"} | given
        new = NewInvoice(supplier="S00001", supplier_number=number, lines=lines or (tyres(),), **given)
        return enter_invoice(actor=(by or finance_officer).actor, new=new, today=TODAY)

    return enter


@pytest.fixture
def unordered(entered: Callable[..., Invoice]) -> Callable[..., Invoice]:
    """An invoice for £50.00 and VAT without an order, coded to A100."""

    def enter(number: str = "FT-2001", pence: int = 5000, **given: Any) -> Invoice:
        line = NewLine(
            "Valve caps",
            Decimal(1),
            pence,
            vat_code="S",
            account="2010",
            cost_centre="A100",
            objective="01.01",
        )
        return entered(line, number=number, order="", **given)

    return enter
