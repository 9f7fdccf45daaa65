"""From a figure of the trial balance to the supplier's PDF, through what was received, invoiced and paid."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

from backoffice.documents.services import store_document
from backoffice.links import Link
from finance.services.payments.approve import approve_run
from finance.services.payments.bank_file import prepare_file, store_file
from finance.services.payments.confirm import confirm_run
from finance.services.payments.propose import propose_run
from tests.finance.invoices.conftest import entered, limits, order, placed, supplier
from tests.finance.payments.making import give_details, make_bank_account

__all__ = ["entered", "limits", "order", "placed", "supplier"]  # fixtures
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


class Walk:
    """A reader who follows what a page links to."""

    def __init__(self, client: Any, address: str, asked: dict[str, str]) -> None:
        self.client = client
        self.page = client.get(address, asked)

    def follow(self, address: str, words: str = "") -> Walk:
        """Open the first link to such an address whose words are these."""
        text = self.page.content.decode()
        for to, said in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', text, re.S):
            if re.search(address, unescape(to)) and words in said:
                self.page = self.client.get(unescape(to))
                assert self.page.status_code == 200, to
                return self
        raise AssertionError(f"nothing leads to {address} by {words!r}")


def test_a_total_opens_to_the_receipt_the_invoice_its_pdf_and_the_payment(
    entered: Any, supplier: Any, finance_officer: Any, finance_approver: Any, approver: Any, auditor: Any
) -> None:
    invoice = entered()
    assert invoice.state == "posted"
    store_document(
        actor=finance_officer.actor,
        kind="finance.invoice",
        filename="ft-1001.pdf",
        content=PDF,
        about=Link("finance.invoice", invoice.pk),
    )
    give_details(supplier, finance_officer.actor.member_id, approver.actor.member_id, "12345678")
    day, pay_on = date(2026, 11, 17), date(2026, 11, 20)
    run = propose_run(
        actor=finance_officer.actor,
        bank_account=make_bank_account(),
        due_by=pay_on,
        pay_on=pay_on,
        today=day,
    )
    approve_run(actor=finance_approver.actor, run=run, seen_pence=invoice.gross_pence)
    prepare_file(actor=finance_approver.actor, run=run, today=day)
    store_file(actor=finance_approver.actor, run=run)
    confirm_run(actor=finance_approver.actor, run=run)

    def walk(month: str) -> Walk:
        return Walk(auditor, "/cleveland/finance/trial-balance/", {"first": month, "last": month})

    # Total -> lines of the ledger -> journal of the receipt -> receipt -> order.
    received = walk("2026-10").follow(r"/lines/\?.*side=debit").follow("/journals/", "J000001")
    received.follow("/receipts/", "800.00").follow("/orders/")
    # Creditors' credit -> account -> journal -> lines of the invoice -> PDF.
    owed = walk("2026-10").follow(r"/accounts/.*side=credit", "960.00").follow("/journals/", "J000002")
    owed.follow("/invoices/.*/lines/", "960.00").follow("/documents/", "ft-1001.pdf")
    assert b"".join(owed.page.streaming_content) == PDF
    # Creditors' debit -> account -> journal -> payment run -> payment -> invoice -> its journal.
    paid = walk("2026-11").follow(r"/accounts/.*side=debit", "960.00").follow("/journals/", "J000003")
    paid.follow("/payment-runs/", "960.00").follow("/payments/", run.payments.get().payee_reference)
    paid.follow("/invoices/", invoice.number).follow("/journals/", "J000002")
