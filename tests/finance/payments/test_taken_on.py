"""Items brought over at the start: owed as the opening balance has them, and as they were known at the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from backoffice.imports.services import load_file
from finance.models import Invoice, Supplier
from finance.queries.payments.compliance import compliance
from finance.queries.payments.creditors import aged_creditors, supplier_account
from finance.queries.payments.late_payment import interest_of, late_invoices
from finance.services import Line
from finance.services.invoices import dispute_invoice, settle_dispute
from tests.finance.payments.conftest import PAY_ON, TODAY


def test_an_item_paid_in_part_before_the_start_is_owed_without_that_part(
    supplier: Callable[..., Supplier],
    propose: Callable[..., Any],
    pay: Callable[..., Any],
    posted: Callable[..., Any],
    finance_officer: Any,
    tmp_path: Path,
) -> None:
    viewer, owed_to = finance_officer.actor, supplier()
    file = tmp_path / "open.csv"
    file.write_text(
        "Supplier,Invoice number,Invoice date,Due on,Total,Paid of it,Account\n"
        f"{owed_to.number},OLD-1,01/10/2026,31/10/2026,500.00,100.00,8500\n"
    )
    load_file(actor=viewer, kind="finance.open_items", path=file, today=TODAY)
    posted(
        "opening", lines=[Line("8300", None, None, 40_000), Line("8500", None, None, -40_000)], dated_on=TODAY
    )
    found = aged_creditors(viewer=viewer, as_of=TODAY)
    assert (found.total_pence, found.difference_pence) == (40_000, 0)
    assert supplier_account(viewer=viewer, supplier_id=owed_to.pk)[-1].balance_pence == 40_000
    (late,) = late_invoices(viewer=viewer, since=TODAY, as_of=TODAY)
    assert late.open_pence == 40_000 and late.late.interest_pence == 39  # 400.00 at 11.75 % for three days

    yesterday = timezone.localdate() - timedelta(days=1)
    earlier = aged_creditors(viewer=viewer, as_of=TODAY, entered_by=yesterday)
    assert (earlier.total_pence, earlier.control_pence) == (0, 0)  # nothing had been entered by then

    pay(propose())
    after = aged_creditors(viewer=viewer, as_of=PAY_ON)
    assert (after.total_pence, after.difference_pence) == (0, 0)
    assert supplier_account(viewer=viewer, supplier_id=owed_to.pk)[-1].balance_pence == 0
    (month,) = compliance(viewer=viewer, starts_on=date(2026, 11, 1), ends_before=date(2026, 12, 1))
    assert month.count == 1  # its last part was paid here


def test_what_was_disputed_is_told_as_it_was_known(
    supplier: Callable[..., Supplier], invoice: Callable[..., Invoice], finance_officer: Any
) -> None:
    officer = finance_officer.actor
    owed = invoice(supplier(), 10_000)
    dispute_invoice(actor=officer, invoice=owed, reason="Short delivery")

    def disputed(entered_by: date | None) -> int:
        found = aged_creditors(viewer=officer, as_of=TODAY, entered_by=entered_by)
        return sum(each.disputed_pence for each in found.suppliers)

    assert disputed(None) == disputed(timezone.localdate()) == 10_000
    settle_dispute(actor=officer, invoice=owed, reason="The rest came")
    assert disputed(None) == 0


def test_no_interest_runs_on_what_a_credit_note_took_off(
    supplier: Callable[..., Supplier],
    invoice: Callable[..., Invoice],
    propose: Callable[..., Any],
    pay: Callable[..., Any],
    finance_officer: Any,
) -> None:
    owed_to = supplier()
    owed = invoice(owed_to, 120_000)
    invoice(owed_to, 30_000, kind="credit_note", credits=owed)

    def late(as_of: date) -> tuple[int, int, int]:
        (found,) = late_invoices(viewer=finance_officer.actor, since=TODAY, as_of=as_of)
        return found.open_pence, found.late.interest_pence, found.late.compensation_pence

    assert late(TODAY) == (90_000, 87, 4_000)  # 900.00 at 11.75 % for three days; the debt is under £1,000
    pay(propose())
    assert late(PAY_ON) == (0, 174, 4_000)  # paid on the sixth day, the credit note with it
    assert interest_of(owed, PAY_ON).interest_pence == 174
