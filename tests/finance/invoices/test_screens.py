"""Invoices through the browser's door: entered, settled, approved, uploaded, loaded, opened down to the document."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice.imports.services import load_file
from backoffice.jobs.services import start_job
from backoffice.jobs.testing import run_job
from finance.models import Invoice, MatchTolerance, PurchaseOrder
from tests.finance.invoices.conftest import TODAY
from tests.finance.invoices.test_rules import ubl

BASE = "/cleveland/finance/invoices/"


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    import time_machine

    traveller = time_machine.travel("2026-10-20 10:00 +0000", tick=True)
    traveller.start()
    monkeypatch.setattr("finance.queries.invoices.invoices.business_date", lambda: TODAY)
    yield
    traveller.stop()


def form(**given: str) -> dict[str, str]:
    head = {
        "kind": "invoice", "supplier": "S00001", "supplier_number": "FT-1001", "dated_on": "2026-10-15",
        "order": "PO000001", "gross_pence": "960.00", "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0",
        "lines-0-order_line": "1", "lines-0-description": "Tyres", "lines-0-quantity": "10", "lines-0-net_pence": "800.00",
    }  # fmt: skip
    return head | given


def test_an_invoice_entered_from_paper_is_matched_and_opens_down_to_its_pdf(
    order: PurchaseOrder, finance_officer: Any
):
    page = finance_officer.client.get(f"{BASE}add/?order={order.number}")
    assert order.number in page.content.decode()
    wrong = finance_officer.client.post(f"{BASE}add/", form(gross_pence="961.00"))
    assert wrong.status_code >= 400 and "lines come to £960.00" in wrong.content.decode()
    done = finance_officer.client.post(f"{BASE}add/", form())
    invoice = Invoice.objects.get()
    assert done.status_code == 302 and invoice.state == "posted"
    again = finance_officer.client.post(f"{BASE}add/", form())
    assert again.status_code == 409 and invoice.number in again.content.decode()
    pdf = io.BytesIO(b"%PDF-1.7\n1 0 obj\n")
    pdf.name = "FT-1001.pdf"
    assert (
        finance_officer.client.post(f"{BASE}{invoice.reference}/document/", {"file": pdf}).status_code == 302
    )
    shown = finance_officer.client.get(f"{BASE}{invoice.reference}/").content.decode()
    assert "FT-1001.pdf" in shown and "10 each" in shown and str(invoice.journal) in shown
    journal = finance_officer.client.get(invoice.journal.get_absolute_url()).content.decode()
    lines = f"{BASE}{invoice.reference}/lines/8500/"
    assert lines in journal
    assert "FT-1001.pdf" in finance_officer.client.get(lines).content.decode()
    for path in ("", "exceptions/", "tolerances/", "?exceptions=on&state=posted", "?format=csv"):
        assert finance_officer.client.get(BASE + path).status_code == 200, path


def test_an_exception_is_settled_and_approved_by_others_on_their_pages(
    entered: Callable[..., Invoice], unordered: Callable[..., Invoice], clerk: Any, finance_approver: Any
):
    from tests.finance.invoices.conftest import tyres

    invoice = entered(tyres(net_pence=90_000))
    exception = invoice.exceptions.get()
    page = clerk.client.get(f"{BASE}{invoice.reference}/").content.decode()
    assert "order&#x27;s price" in page and "Settle" in page
    settle = f"{BASE}exceptions/{exception.reference}/settle/"
    assert clerk.client.post(settle, {"settlement": ""}).status_code == 422
    assert clerk.client.post(settle, {"settlement": "Price agreed by phone"}).status_code == 302
    invoice.refresh_from_db()
    assert invoice.state == "awaiting"
    home = finance_approver.client.get("/cleveland/").content.decode()
    assert invoice.number in home
    assert finance_approver.client.post(f"{BASE}{invoice.reference}/approve/").status_code == 302
    invoice.refresh_from_db()
    assert invoice.state == "posted"


def test_an_electronic_invoice_is_shown_before_it_is_entered_and_entered_once(
    order: PurchaseOrder, finance_officer: Any
):
    def send(content: bytes, name: str = "ft-1001.xml") -> Any:
        file = io.BytesIO(content)
        file.name = name
        return finance_officer.client.post(f"{BASE}upload/", {"file": file})

    refused = send(ubl(doctype="<!DOCTYPE x [<!ENTITY y 'z'>]>"))
    assert refused.status_code >= 400 and "entities" in refused.content.decode()
    assert send(b"%PDF-1.7\n").status_code >= 400
    shown = send(ubl(order=order.number))
    assert shown.status_code == 302 and not Invoice.objects.exists()
    page = finance_officer.client.get(shown.url)
    assert "Tyres 205/55" in page.content.decode() and "Enter and match" in page.content.decode()
    for _ in range(2):  # pressed twice
        assert finance_officer.client.post(shown.url).status_code == 302
    invoice = Invoice.objects.get()
    assert invoice.state == "posted" and invoice.source == "xml" and invoice.due_on == date(2026, 11, 14)
    assert "ft-1001.xml" in finance_officer.client.get(f"{BASE}{invoice.reference}/").content.decode()


def test_a_file_of_invoices_is_loaded_whole_or_refused_row_by_row(
    order: PurchaseOrder, finance_officer: Any, tmp_path: Path
):
    head = "Supplier,Invoice number,Invoice date,Order,Invoice total,Order line,Net,VAT code,Account,Cost centre\n"
    bad = tmp_path / "bad.csv"
    bad.write_text(
        head
        + f"S00001,A-1,15/10/2026,{order.number},961.00,1,800.00,,,\n"
        + "S99999,A-2,15/10/2026,,,,5.00,S,2010,A100\n"
        + "S00001,A-3,15/10/2026,PO999999,,,5.00,S,2010,A100\n"
        + "S00001,=1+1,31/02/2026,,,,5.00,S,2010,A100\n"
    )
    with pytest.raises(Exception) as caught:
        load_file(actor=finance_officer.actor, kind="finance.invoices", path=bad, today=TODAY)
    rows = {problem.row for problem in caught.value.problems}  # type: ignore[attr-defined]
    assert {3, 4, 5} <= rows and not Invoice.objects.exists()
    good = tmp_path / "good.csv"
    good.write_text(
        head.replace("\n", ",Objective,Quantity\n")
        + f"S00001,B-1,15/10/2026,{order.number},960.00,1,800.00,S,,,,10\n"
        + "S00001,B-2,15/10/2026,,12.00,,5.00,S,2010,A100,01.01,1\nS00001,B-2,15/10/2026,,,,5.00,S,2010,A100,01.01,1\n"
    )
    result = load_file(actor=finance_officer.actor, kind="finance.invoices", path=good, today=TODAY)
    assert result.counts["added"] == 2 and result.counts["posted"] == 1
    assert Invoice.objects.get(supplier_number="B-2").lines.count() == 2


def test_open_items_are_taken_on_without_a_journal(
    order: PurchaseOrder, finance_officer: Any, tmp_path: Path
):
    file = tmp_path / "open.csv"
    file.write_text(
        "Supplier,Invoice number,Invoice date,Due on,Total,Paid of it,Account\n"
        "S00001,OLD-1,01/03/2026,31/03/2026,500.00,100.00,8500\n"
    )
    load_file(actor=finance_officer.actor, kind="finance.open_items", path=file, today=TODAY)
    invoice = Invoice.objects.get()
    assert (invoice.state, invoice.journal_id, invoice.outstanding_pence) == ("posted", None, 40_000)


def test_many_are_matched_by_a_job_and_tolerances_are_set_on_their_page(
    entered: Callable[..., Invoice], finance_officer: Any, clerk: Any
):
    from tests.finance.invoices.conftest import tyres

    invoice = entered(tyres(net_pence=81_000), by=clerk)
    assert invoice.state == "exception"
    given = {
        "category": "", "price_pence": "0", "price_percent": "2", "quantity_percent": "0",
        "total_pence": "0", "total_percent": "2", "vat_pence": "0.02",
    }  # fmt: skip
    assert finance_officer.client.post(f"{BASE}tolerances/change/", given).status_code == 302
    assert MatchTolerance.objects.get().price_basis_points == 200
    assert "All others" in finance_officer.client.get(f"{BASE}tolerances/").content.decode()
    job = run_job(start_job(actor=finance_officer.actor, kind="finance.match", params={}))
    assert job.state == "done" and "1 posted" in job.message + str(job.result)
    invoice.refresh_from_db()
    assert invoice.state == "posted"
