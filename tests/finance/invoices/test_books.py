"""After each step from order to payment the books say the same as the documents, and no pound stands in two places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse

from backoffice.approvals.services import approve
from finance.models import CostCentre, Invoice, InvoiceException, Period, PurchaseOrder
from finance.queries.budgets import positions
from finance.services import purchasing
from finance.services.invoices import NewLine, approve_invoice, ask_to_cancel, settle_exception
from tests.finance.invoices.conftest import TODAY, tyres

HALL = {"vat_code": "N", "account": "2010", "cost_centre": "A100", "objective": "01.01"}
CONTROLS = """
    SELECT a.code, sum(l.amount_pence)::bigint FROM finance_journalline l
    JOIN finance_journal j ON j.id = l.journal_id AND j.state = 'posted'
    JOIN finance_account a ON a.id = l.account_id GROUP BY 1
"""
DOCUMENTS = """
    SELECT -coalesce(sum(i.gross_pence * s.sign), 0)::bigint, coalesce(sum(l.recovered * s.sign), 0)::bigint,
        coalesce(sum((i.gross_pence - l.recovered) * s.sign), 0)::bigint
    FROM finance_invoice i
    JOIN LATERAL (SELECT CASE i.kind WHEN 'credit_note' THEN -1 ELSE 1 END AS sign) s ON true
    JOIN LATERAL (SELECT sum(recoverable_pence) AS recovered FROM finance_invoiceline WHERE invoice_id = i.id) l ON true
    WHERE i.state = 'posted'
"""
RECEIVED = "SELECT coalesce(sum(net_pence), 0)::bigint FROM finance_receiptline"
INVOICED = "SELECT coalesce(sum(invoiced_pence), 0)::bigint FROM finance_orderline"
HELD = "SELECT coalesce(sum(amount_pence), 0)::bigint FROM finance_commitmententry"
STILL_TO_COME = """
    SELECT coalesce(sum(greatest(l.net_pence - r.pence, 0)), 0)::bigint FROM finance_orderline l
    JOIN LATERAL (SELECT coalesce(sum(net_pence), 0) AS pence FROM finance_receiptline WHERE order_line_id = l.id) r ON true
    JOIN finance_purchaseorder o ON o.id = l.order_id AND o.state = 'issued' WHERE NOT l.is_closed
"""


def figures(query: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return tuple(cursor.fetchone())


def books(spent: int, received_not_invoiced: int, committed: int) -> None:
    """The ledger against the documents, and both against what is expected."""
    with connection.cursor() as cursor:
        cursor.execute(CONTROLS)
        ledger = dict(cursor.fetchall())
    creditors, recovered, cost = figures(DOCUMENTS)
    open_receipts = figures(RECEIVED)[0] - figures(INVOICED)[0]
    assert ledger.get("8500", 0) == creditors and ledger.get("8220", 0) == recovered
    assert ledger.get("8515", 0) == -open_receipts == -received_not_invoiced
    assert ledger["2010"] == cost + open_receipts == spent  # once: invoiced, or received and not invoiced
    assert figures(HELD) == figures(STILL_TO_COME) == (committed,)


def test_each_step_from_order_to_credit_note_moves_every_pound_once(
    order: PurchaseOrder,
    entered: Callable[..., Invoice],
    unordered: Callable[..., Invoice],
    finance_officer: Any,
    finance_approver: Any,
    as_member: Callable[..., Any],
) -> None:
    colleague = as_member("finance_officer", name="Nora Field").actor
    officer, gwen = finance_officer.actor, finance_approver.actor
    books(spent=80_000, received_not_invoiced=80_000, committed=18_000)

    part = {"order": order, "received_on": date(2026, 10, 31), "today": date(2026, 11, 3)}
    purchasing.record_receipt(actor=officer, quantities={2: Decimal("1.5")}, **part)
    books(spent=86_750, received_not_invoiced=86_750, committed=11_250)

    assert entered(tyres(4), number="FT-1").state == "posted"
    books(spent=86_750, received_not_invoiced=54_750, committed=11_250)

    dearer = entered(tyres(6, net_pence=48_060), number="FT-2")
    (why,) = InvoiceException.objects.filter(invoice=dearer)
    assert why.code == "price"
    settle_exception(actor=colleague, exception=why, settlement="Agreed by telephone", today=TODAY)
    dearer = approve_invoice(actor=gwen, invoice=dearer, today=TODAY)
    assert dearer.state == "posted"
    books(spent=86_810, received_not_invoiced=6_750, committed=11_250)  # the variance is spent

    purchasing.record_return(
        actor=officer,
        order=order,
        quantities={1: Decimal(2)},
        received_on=TODAY,
        reason="Cracked",
        today=TODAY,
    )
    books(spent=70_810, received_not_invoiced=-9_250, committed=27_250)
    back = entered(tyres(2), number="FT-C1", kind="credit_note", credits=dearer.number)
    approve_invoice(actor=gwen, invoice=back, today=TODAY)
    books(spent=70_810, received_not_invoiced=6_750, committed=27_250)

    hall = entered(NewLine("Hall", Decimal(1), 10_001, **HALL), number="FT-3", order="")
    approve_invoice(actor=gwen, invoice=hall, today=TODAY)  # £20.00 of VAT is kept
    books(spent=82_811, received_not_invoiced=6_750, committed=27_250)

    wrong = approve_invoice(actor=gwen, invoice=unordered("FT-4", 90_000), today=TODAY)
    asked = ask_to_cancel(actor=officer, invoice=wrong, reason="Sent to another force")
    approve(actor=gwen, approval=asked)
    books(spent=82_811, received_not_invoiced=6_750, committed=27_250)

    page = finance_officer.get(
        reverse("reports:report", args=["finance.vat_by_code"]),
        {"first": "2026-10-01", "last": "2026-10-31", "format": "csv"},
    )
    total = b"".join(page.streaming_content).decode().splitlines()[-1]
    assert total.split(",")[1:] == ["Total", "4", "740.61", "148.12", "128.12", "20.00"]
    assert figures(DOCUMENTS)[1] == 12_812


def test_a_receipt_recorded_late_is_spent_and_released_in_the_same_month(
    order: PurchaseOrder, finance_officer: Any
) -> None:
    """Hours worked in October and recorded in November: October's monitoring does not count them twice."""
    purchasing.record_receipt(
        actor=finance_officer.actor,
        order=order,
        quantities={2: Decimal(4)},
        received_on=date(2026, 10, 31),
        today=date(2026, 11, 3),
    )
    found = positions(
        viewer=finance_officer.actor,
        period=Period.objects.get(code="2026-10"),
        on=TODAY,
        nodes=[CostCentre.objects.get(code="A100").pk],
    )
    assert [(row.spent_pence, row.committed_pence) for row in found] == [(98_000, 0)]
