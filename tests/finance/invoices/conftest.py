"""A supplier, an order of two lines that came in, and invoices for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finance.models import Invoice, PurchaseOrder, Supplier
from finance.services import purchasing
from finance.services.invoices import NewInvoice, NewLine, enter_invoice
from finance.services.purchasing import LimitFacts, PurchaseLine, RequisitionFacts, SupplierFacts

TODAY = date(2026, 10, 20)


@pytest.fixture
def limits(ledger: str, finance_officer: Any, finance_approver: Any) -> None:
    """The approver may approve up to £100,000 everywhere."""
    purchasing.put_limits(
        actor=finance_officer.actor,
        rows=[LimitFacts(10_000_000, date(2026, 4, 1), member=finance_approver.member)],
    )


@pytest.fixture
def supplier(ledger: str, finance_officer: Any) -> Supplier:
    return purchasing.add_supplier(
        actor=finance_officer.actor, facts=SupplierFacts("Fenland Tyres Ltd", vat_number="GB123456789")
    )


@pytest.fixture
def placed(
    supplier: Supplier, limits: None, finance_officer: Any, finance_approver: Any
) -> Callable[..., PurchaseOrder]:
    """`placed(10)`: so many tyres at £80.00, all received, and 4 hours at £45.00, none of them done."""

    def place(tyres: int) -> PurchaseOrder:
        officer = finance_officer.actor
        bought = {"account": "2010", "objective": "01.01", "vat_code": "S"}
        asked = purchasing.draft_requisition(
            actor=officer,
            facts=RequisitionFacts("Tyres", supplier=supplier, deliver_to="Workshop"),
            lines=[
                PurchaseLine("Tyres 205/55", Decimal(tyres), 8000, "A100", **bought),
                PurchaseLine("Fitting", Decimal(4), 4500, "A100", unit="hour", **bought),
            ],
            today=date(2026, 10, 1),
        )
        purchasing.submit_requisition(actor=officer, requisition=asked, today=date(2026, 10, 1))
        asked.refresh_from_db()
        purchasing.approve_requisition(
            actor=finance_approver.actor, requisition=asked, today=date(2026, 10, 1)
        )
        order = purchasing.place_order(actor=officer, requisition=asked, today=date(2026, 10, 1))
        purchasing.record_receipt(
            actor=officer,
            order=order,
            quantities={1: Decimal(tyres)},
            received_on=date(2026, 10, 5),
            today=date(2026, 10, 5),
        )
        return order

    return place


@pytest.fixture
def order(placed: Callable[..., PurchaseOrder]) -> PurchaseOrder:
    """PO000001, 10 tyres."""
    return placed(10)


def tyres(quantity: int = 10, *, net_pence: int | None = None, **given: Any) -> NewLine:
    net = quantity * 8000 if net_pence is None else net_pence
    return NewLine("Tyres 205/55", Decimal(quantity), net, order_line=1, **given)


@pytest.fixture
def entered(order: PurchaseOrder, supplier: Supplier, finance_officer: Any) -> Callable[..., Invoice]:
    """`entered()` is FT-1001 for all the tyres, dated 15 October 2026, entered and matched."""

    def enter(*lines: NewLine, number: str = "FT-1001", by: Any = None, **given: Any) -> Invoice:
        given = {"dated_on": date(2026, 10, 15), "order": order.number} | given
        new = NewInvoice(supplier=supplier.number, supplier_number=number, lines=lines or (tyres(),), **given)
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
