"""What is owed equals the control account; as asked again later; how soon suppliers are paid."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from finance.models import Invoice, Period
from finance.queries.payments.closing import not_confirmed
from finance.queries.payments.compliance import compliance
from finance.queries.payments.creditors import aged_creditors, creditors_difference, supplier_account
from finance.queries.payments.late_payment import late_invoices
from finance.services import Line
from finance.services.payments.bank_file import prepare_file, store_file
from finance.services.payments.confirm import record_return
from tests.finance.payments.conftest import TODAY


def test_open_items_are_the_control_account_at_every_day_and_a_difference_is_named(
    supplier, invoice, propose, pay, posted, finance_officer
):
    viewer = finance_officer.actor
    one, two = supplier("Harbour Joinery Ltd"), supplier("North Tyres")
    invoice(one, 10_000, dated_on=date(2026, 8, 1), due_on=date(2026, 8, 31))
    invoice(one, 1_000, kind="credit_note")
    invoice(two, 5_000)
    invoice(two, 7_000, dated_on=date(2026, 11, 2), due_on=date(2026, 12, 2))
    run = pay(propose())
    record_return(
        actor=viewer,
        payment=run.payments.get(supplier=two),
        returned_on=date(2026, 11, 12),
        reason="No account",
    )
    totals = {}
    for day in (
        date(2026, 7, 31),
        date(2026, 10, 31),
        date(2026, 11, 5),
        date(2026, 11, 6),
        date(2026, 11, 30),
    ):
        found = aged_creditors(viewer=viewer, as_of=day)
        assert found.difference_pence == 0, day
        totals[day.isoformat()] = found.total_pence
    assert list(totals.values()) == [0, 14_000, 21_000, 7_000, 12_000]
    late = aged_creditors(viewer=viewer, as_of=date(2026, 11, 5)).suppliers[0]
    assert late.bands == (0, -1_000, 0, 10_000, 0)  # the credit note counts from its own date
    before = aged_creditors(viewer=viewer, as_of=date(2026, 11, 30), entered_by=date(2026, 10, 1))
    assert (before.total_pence, before.control_pence) == (0, 0)  # nothing had been entered by then
    entries = supplier_account(viewer=viewer, supplier_id=two.pk)
    assert [(each.what, each.balance_pence) for each in entries] == [
        ("Invoice", 5_000), ("Invoice", 12_000), ("Payment", 7_000), ("Payment returned", 12_000),
    ]  # fmt: skip
    assert creditors_difference() == 0
    posted("by.hand", lines=[Line("2010", "A100", "01.01", 333), Line("8500", None, None, -333)])
    assert creditors_difference() == 333
    page = finance_officer.get(
        reverse("reports:report", args=["finance.aged_creditors"]), {"as_of": "2026-11-30"}
    )
    text = page.content.decode()
    assert "Difference" in text and "3.33" in text and "Pay for October 2026" in text
    assert reverse("finance:supplier_account", args=[two.reference]) in text


def test_a_bank_file_that_is_not_confirmed_keeps_the_period_open(
    supplier, invoice, propose, approve, finance_approver, ledger
):
    november = Period.objects.get(code="2026-11")
    invoice(supplier(), 10_000)
    run = propose()
    approve(run)
    assert not_confirmed(november, 50) == []
    prepare_file(actor=finance_approver.actor, run=run, today=TODAY)
    store_file(actor=finance_approver.actor, run=run)
    (blocker,) = not_confirmed(november, 50)
    assert blocker.title == f"Payment run {run}" and blocker.amount_pence == 10_000


def test_compliance_counts_undisputed_invoices_by_the_month_in_which_they_were_paid(
    supplier, invoice, propose, pay, finance_officer
):
    viewer = finance_officer.actor
    one = supplier("Harbour Joinery Ltd")
    invoice(one, 10_000, received_on=date(2026, 10, 7))  # paid on the thirtieth day
    late = invoice(
        one, 20_000, received_on=date(2026, 10, 6), due_on=date(2026, 10, 20)
    )  # on the thirty-first
    invoice(one, 500, kind="credit_note")
    pay(propose())
    (month,) = compliance(viewer=viewer, starts_on=date(2026, 11, 1), ends_before=date(2026, 12, 1))
    assert (month.month, month.count, month.pence) == (date(2026, 11, 1), 2, 30_000)
    assert (month.in_time_count, month.in_time_pence, month.in_time_basis_points) == (1, 10_000, 5_000)
    assert month.average_days == 31 and month.late_count == 1
    found = late_invoices(viewer=viewer, since=date(2026, 11, 1), as_of=date(2026, 11, 30))
    assert {each.invoice: each.late.days for each in found}[late] == 17
    assert month.interest_pence == sum(each.late.total_pence for each in found)
    assert Invoice.objects.get(pk=late.pk).paid_pence == 20_000
    for code in ("payments", "late_payment_interest", "payments_compliance"):
        address = reverse("reports:report", args=[f"finance.{code}"])
        days = {"since": "2026-11-01", "until": "2026-11-30"}
        assert (
            "Harbour" in finance_officer.get(address, days).content.decode() or code == "payments_compliance"
        )
        assert finance_officer.get(address, days | {"format": "csv"}).status_code == 200
