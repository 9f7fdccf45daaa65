"""A payment run from proposal to payment, and what it refuses."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.urls import reverse

from backoffice.bacs.standard18 import parse
from backoffice.documents.models import Access
from backoffice.documents.services import open_document
from backoffice.errors import Conflict
from backoffice.jobs.models import Job
from backoffice.jobs.testing import run_job
from finance.models import Invoice, JournalLine, Payment, PaymentFile, PaymentRun
from finance.queries.payments.candidates import candidates
from finance.services.payments.approve import approve_run
from finance.services.payments.confirm import cancel_run, record_return
from finance.services.payments.errors import (
    CannotBePaid,
    NothingToPay,
    OwnRun,
    PayDayTooSoon,
    RunChanged,
    WrongState,
)
from finance.services.payments.take_out import (
    put_back_invoice,
    put_back_payment,
    take_out_invoice,
    take_out_payment,
)
from tests.finance.payments import making
from tests.finance.payments.conftest import DUE_BY, PAY_ON, TODAY


def test_a_run_takes_what_is_due_less_credit_notes_and_says_what_it_leaves_out_and_why(
    supplier, invoice, propose, finance_officer, approver
):
    good, held, without, pending, in_credit = (
        supplier("Harbour Joinery Ltd"),
        supplier("Held Ltd"),
        supplier("No Details Ltd", details=""),
        supplier("Pending Ltd"),
        supplier("In Credit Ltd"),
    )
    making.give_details(pending, finance_officer.actor.member_id, 0, "87654321", accept=False)
    for each in (good, held, without, pending, in_credit):
        invoice(each, 10_000)
    invoice(good, 2_500, kind="credit_note")
    invoice(good, 70_000, due_on=date(2026, 12, 31))
    disputed = invoice(good, 4_000)
    invoice(in_credit, 12_000, kind="credit_note")
    held.state, held.hold_reason = "on_hold", "Work unfinished"
    held.save()
    Invoice.objects.filter(pk=disputed.pk).update(
        is_disputed=True, dispute_reason="Short", disputed_at=disputed.made_at, disputed_by=disputed.made_by
    )
    whys = {left.title: left.why for left in candidates(due_by=DUE_BY).left_out}
    assert [why for title, why in sorted(whys.items())] == [
        "Disputed: Short.",
        "On hold: Work unfinished.",
        "No bank details.",
        "New bank details wait to be checked by a call back.",
        "Credit notes are as much as the invoices, or more.",
    ]
    page = finance_officer.get(
        reverse("finance:propose_payment_run"), {"due_by": "2026-11-06", "pay_on": "2026-11-06"}
    )
    assert "Work unfinished" in page.content.decode() and "Harbour Joinery" in page.content.decode()
    run = propose()
    assert [(p.supplier, p.amount_pence, p.payee_reference) for p in run.payments.all()] == [
        (good, 7_500, f"{run.number}/0001")
    ]
    with pytest.raises(NothingToPay):
        propose()  # a second click finds all of it in the first run
    with pytest.raises(PayDayTooSoon) as told:
        propose(pay_on=date(2026, 11, 7))
    assert "Saturday" in told.value.message and "9 November" in told.value.next_step


def test_a_run_is_paid_by_file_posted_and_opens_again_what_the_bank_sends_back(
    supplier, invoice, propose, finance_officer, finance_approver, clerk, business_day, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    first = supplier("Harbour Joinery Ltd", remittance_email="pay@example.test", address="1 Quay\nHarbour")
    second = supplier("Tyre & Exhaust (North)")
    bills = [invoice(first, 10_000), invoice(first, 2_000), invoice(second, 5_000)]
    posted = finance_officer.post(
        reverse("finance:propose_payment_run"),
        {"bank_account": _account().reference, "due_by": "2026-11-06", "pay_on": "2026-11-06"},
    )
    run = PaymentRun.objects.get()
    assert posted.status_code == 302 and run.get_absolute_url() in posted["Location"]
    page = finance_approver.get(run.get_absolute_url())
    assert page.status_code == 200 and "£170.00" in page.content.decode()
    approve = reverse("finance:approve_payment_run", args=[run.reference])
    assert finance_officer.post(approve, {"seen_pence": 17_000}).status_code == 403
    assert finance_approver.post(approve, {"seen_pence": 17_000}).status_code == 302
    finance_approver.post(reverse("finance:make_payment_file", args=[run.reference]), {})
    job = run_job(Job.objects.get(kind="finance.payment_file"))
    assert job.state == "done", job.refusal
    file = PaymentFile.objects.get()
    with open_document(file.document) as stored:
        content = stored.read()
    assert hashlib.sha256(content).hexdigest() == file.sha256
    found = parse(content)
    assert [(c.amount_pence, c.reference) for c in found.credits] == [
        (12_000, f"{run.number}/0001"),
        (5_000, f"{run.number}/0002"),
    ]
    assert found.process_on == date(2026, 11, 5) and found.credits[1].account_name == "TYRE & EXHAUST  NO"
    download = file.document.get_absolute_url()
    assert finance_officer.get(download).status_code == 404  # who proposes payments opens no file
    assert finance_approver.get(download).status_code == 200
    assert Access.objects.filter(document=file.document, member=finance_approver.member).count() == 1
    assert (
        finance_approver.post(reverse("finance:confirm_payment_run", args=[run.reference]), {}).status_code
        == 302
    )
    run.refresh_from_db()
    lines = JournalLine.objects.filter(journal=run.journal).order_by("number")
    assert [(line.account.code, line.amount_pence) for line in lines] == [
        ("8500", 12_000), ("8500", 5_000), ("8300", -17_000),
    ]  # fmt: skip
    assert run.journal.dated_on == PAY_ON and run.state == "confirmed"
    assert set(Invoice.objects.filter(pk__in=[b.pk for b in bills]).values_list("paid_pence", flat=True)) == {
        10_000, 2_000, 5_000,
    }  # fmt: skip

    from django.core import mail

    job = run_job(Job.objects.get(kind="finance.remittance_advices"))
    assert job.state == "done" and len(mail.outbox) == 1
    assert mail.outbox[0].to == ["pay@example.test"] and mail.outbox[0].attachments[0][1].startswith(b"%PDF")
    payment = run.payments.get(supplier=second)
    advice = finance_officer.get(reverse("finance:remittance", args=[payment.reference]))
    assert advice.content.startswith(b"%PDF")

    came_back = reverse("finance:return_payment", args=[payment.reference])
    finance_officer.post(came_back, {"returned_on": "2026-11-10", "reason": "Account closed"})
    payment.refresh_from_db()
    assert payment.state == "returned"
    assert [line.amount_pence for line in payment.return_journal.lines.order_by("number")] == [5_000, -5_000]
    assert Invoice.objects.get(pk=bills[2].pk).paid_pence == 0
    with pytest.raises(OwnRun):
        record_return(
            actor=finance_approver_who_prepares(finance_approver),
            payment=run.payments.get(supplier=first),
            returned_on=date(2026, 11, 10),
            reason="x",
        )
    account = finance_officer.get(
        reverse("finance:supplier_account", args=[second.reference])
    ).content.decode()
    assert "Payment returned" in account and "50.00" in account
    for name in ("payment_runs", "payments"):
        assert finance_officer.get(reverse(f"finance:{name}")).status_code == 200
    assert finance_officer.get(reverse("finance:payment", args=[payment.reference])).status_code == 200


def test_payments_and_invoices_are_taken_out_and_after_approval_never_put_back(
    supplier, invoice, propose, approve, finance_officer, finance_approver
):
    first, second = supplier("Harbour Joinery Ltd"), supplier("North Tyres")
    bill, other, credit = (
        invoice(first, 10_000),
        invoice(first, 3_000),
        invoice(first, 1_000, kind="credit_note"),
    )
    invoice(second, 5_000)
    run = propose()
    one, two = run.payments.order_by("number")
    with pytest.raises(CannotBePaid):
        for each in (bill, other):
            take_out_invoice(actor=finance_officer.actor, item=one.items.get(invoice=each), reason="Wait")
    assert (
        Payment.objects.get(pk=one.pk).amount_pence == 2_000
    )  # the first went out, the second would leave nothing
    put_back_invoice(actor=finance_officer.actor, item=one.items.get(invoice=bill))
    take_out_payment(actor=finance_officer.actor, payment=two, reason="Ask them first")
    put_back_payment(actor=finance_officer.actor, payment=two)
    with pytest.raises(RunChanged):
        approve_run(actor=finance_approver.actor, run=run, seen_pence=12_000)
    run = approve(run)
    assert run.approved_pence == 17_000
    with pytest.raises(WrongState):
        take_out_invoice(actor=finance_approver.actor, item=one.items.get(invoice=credit), reason="No")
    page = finance_approver.post(
        reverse("finance:take_out_payment", args=[two.reference]), {"reason": "Goods came back"}
    )
    assert page.status_code == 302
    shown = finance_approver.get(run.get_absolute_url()).content.decode()
    assert "£50.00 taken out since" in shown and "Goods came back" in shown
    with pytest.raises(WrongState):
        put_back_payment(actor=finance_officer.actor, payment=two)
    cancel_run(actor=finance_approver.actor, run=run, reason="Wrong month")
    assert propose().payments.count() == 2


def test_what_changed_since_the_proposal_stops_the_approval(
    supplier, invoice, propose, approve, finance_officer, approver
):
    one = supplier("Harbour Joinery Ltd")
    invoice(one, 10_000)
    run = propose()
    making.give_details(one, finance_officer.actor.member_id, approver.actor.member_id, "99999999")
    with pytest.raises(CannotBePaid) as told:
        approve(run)
    assert "bank details have changed" in told.value.message


def test_a_second_approver_is_told_who_was_first(supplier, invoice, propose, approve, approver):
    invoice(supplier(), 10_000)
    run = approve(propose())
    with pytest.raises(Conflict) as told:
        approve_run(actor=approver.actor, run=run, seen_pence=10_000)
    assert "Gwen Taylor approved" in told.value.message


def finance_approver_who_prepares(person):
    from dataclasses import replace

    return replace(person.actor, permissions=person.actor.permissions | {"finance.prepare_payments"})


def _account():
    from finance.models import BankAccount

    return BankAccount.objects.get()


@pytest.fixture
def business_day(monkeypatch):
    """The browser's and the job's today."""
    import backoffice.tenancy.middleware as middleware
    import finance.jobs.payments as jobs

    monkeypatch.setattr(jobs, "business_date", lambda: TODAY)
    monkeypatch.setattr(middleware, "business_date", lambda: TODAY, raising=False)
