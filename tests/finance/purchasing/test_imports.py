"""Files of suppliers, categories, limits and open orders: taken whole, or given back with what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backoffice.imports.services import load_file
from backoffice.links import Link
from finance.models import ApprovalLimit, Category, PurchaseOrder, Supplier, SupplierBankDetails
from finance.queries.budgets import committed_by

SUPPLIERS = (
    "Name,Telephone,Sort code,Account number\nTees Paper Ltd,01642 960 200,01-02-03,12345678\nTees Taxis,,,\n"
)


def test_files_bring_suppliers_rules_and_open_orders(
    shop: Supplier, finance_officer: Any, clerk: Any, budget_holder: Any, tmp_path: Path
) -> None:
    def load(actor: Any, kind: str, text: str) -> Any:
        file = tmp_path / f"{kind}.csv"
        file.write_text(text)
        return load_file(actor=actor, kind=f"finance.{kind}", path=file)

    load(clerk.actor, "suppliers", SUPPLIERS)
    assert Supplier.objects.count() == 3
    assert SupplierBankDetails.objects.get().state == "proposed"
    with pytest.raises(Exception) as wrong:
        load(clerk.actor, "suppliers", SUPPLIERS.replace("Tees Taxis,,,", "Tees Cabs,,01-02,123"))
    assert Supplier.objects.count() == 3
    assert any("not a sort code" in problem.message for problem in wrong.value.problems)

    officer = finance_officer.actor
    load(officer, "categories", "Code,Name,Account,VAT code,Over-receipt per cent\nPAPER,Paper,2010,S,5\n")
    assert Category.objects.get(code="PAPER").over_receipt_basis_points == 500
    load(
        officer,
        "approval_limits",
        "Role,Category,Approves up to,From\nBudget holder,PAPER,250.00,01/04/2026\n",
    )
    assert ApprovalLimit.objects.filter(category__code="PAPER", limit_pence=25_000).exists()
    load(
        officer,
        "open_orders",
        "Order,Supplier number,Ordered on,Line,Quantity still to come,Price of one,Account,Cost centre,Objective,"
        "Approved by (e-mail)\n"
        f"4500012345,{shop.number},01/03/2026,Gloves,100,2.50,2010,A100,01.01,{budget_holder.member.email}\n"
        f"4500012345,{shop.number},01/03/2026,Hats,10,5.00,2010,A100,01.01,{budget_holder.member.email}\n",
    )
    order = PurchaseOrder.objects.get(number="4500012345")
    assert committed_by(Link("finance.order", order.pk)) == {1: 25_000, 2: 5_000}
    assert clerk.get(order.get_absolute_url()).status_code == 200
