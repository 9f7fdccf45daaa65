"""Published, redacted, below and excluded are the month's ledger spend, whatever way an invoice went into the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from backoffice.approvals.services import approve
from finance.models import Invoice, Period
from finance.queries.publishing import ledger_spend, spend_proof
from finance.services.invoices import NewLine, approve_invoice, ask_to_cancel
from finance.services.publishing import prepare_spend
from tests.finance.invoices.conftest import TODAY, entered, limits, order, placed, supplier, tyres, unordered
from tests.finance.publishing import making

__all__ = ["entered", "limits", "order", "placed", "supplier", "unordered"]  # fixtures


def approved(invoice: Invoice, by: Any) -> Invoice:
    invoice = approve_invoice(actor=by.actor, invoice=invoice, today=TODAY)
    assert invoice.state == "posted"
    return invoice


def test_a_month_of_orders_receipts_vat_and_a_cancelled_invoice_adds_up_to_the_penny(
    entered: Any, unordered: Any, finance_officer: Any, finance_approver: Any, approver: Any
) -> None:
    matched = entered(
        tyres(4), number="FT-1"
    )  # four of the ten that came; six stay received and not invoiced
    assert matched.state == "posted"
    kept_vat = NewLine(
        "Hall for a hearing",
        Decimal(1),
        70_001,
        vat_code="N",
        account="2010",
        cost_centre="A100",
        objective="01.01",
    )
    hall = approved(entered(kept_vat, number="FT-2", order=""), finance_approver)
    small = approved(unordered("FT-3", 5_000), finance_approver)
    wrong = approved(unordered("FT-4", 90_000), finance_approver)
    asked = ask_to_cancel(actor=finance_officer.actor, invoice=wrong, reason="Sent to another force")
    approve(actor=finance_approver.actor, approval=asked)
    wrong.refresh_from_db()
    assert wrong.state == "cancelled"

    october = Period.objects.get(code="2026-10")
    publication_of = {"actor": finance_officer.actor}
    publication = prepare_spend(period=making.close(finance_officer), **publication_of)
    assert {line.invoice_id: line.amount_pence for line in publication.lines.all()} == {
        hall.pk: hall.gross_pence  # its VAT is not recovered, so it is spent
    }
    proof = spend_proof(publication)
    assert proof.difference_pence == 0 and proof.ledger_pence == ledger_spend(october)
    assert proof.below_pence == matched.net_pence + small.net_pence and proof.below_count == 2
    parts = {part.code: part.pence for part in proof.exclusions}
    assert parts == {"finance.receipt": 80_000, "account.8515": -32_000}
