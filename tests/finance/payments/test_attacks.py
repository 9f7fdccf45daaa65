"""Payment runs attacked in SQL as the authority's own login, and the maker who would approve (fault table, row 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from backoffice.errors import NotAllowed
from finance.models import Delegation, Invoice, Payment, PaymentItem
from finance.services.payments.approve import approve_run
from finance.services.payments.bank_file import file_content, prepare_file, store_file
from finance.services.payments.take_out import put_back_payment, take_out_payment
from tests.finance.payments.conftest import TODAY

FIXED, WHOLE = "finance_payment_fixed", "finance_payment_whole"


def attempt(statement: str, *parameters: object) -> str:
    """The name of the constraint the database refuses with, deferred ones included."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            connection.check_constraints()
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or ""
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return "allowed"


@pytest.fixture
def two_runs(supplier, invoice, propose):
    """A run with two suppliers, and the invoices of a third supplier that came later in another run."""
    one, two = supplier("Harbour Joinery Ltd"), supplier("North Tyres")
    bill = invoice(one, 10_000)
    invoice(two, 5_000)
    first = propose()
    invoice(one, 700)
    return first, propose(), bill


def test_no_sql_pays_an_invoice_twice_or_more_of_it(two_runs, pay):
    first, second, bill = two_runs
    payment = second.payments.get()
    double = (
        "INSERT INTO finance_paymentitem (payment_id, invoice_id, amount_pence, state, reason)"
        " VALUES (%s, %s, %s, 'in', '')"
    )
    assert attempt(double, payment.pk, bill.pk, 10_000) == "finance_paymentitem_one_under_way"
    more = "UPDATE finance_paymentitem SET amount_pence = amount_pence * 2 WHERE invoice_id = %s"
    assert attempt(more, bill.pk) == FIXED
    assert attempt("UPDATE finance_payment SET amount_pence = 99999 WHERE run_id = %s", first.pk) == WHOLE
    assert (
        attempt("UPDATE finance_invoice SET paid_pence = 0 WHERE id = %s", bill.pk) == "allowed"
    )  # as it is
    assert (
        attempt("UPDATE finance_invoice SET paid_pence = 1 WHERE id = %s", bill.pk)
        == "finance_invoice_paid_by_payments"
    )
    assert attempt("UPDATE finance_invoice SET state = 'cancelled', reason = 'x', decided_by_id = made_by_id,"
                   " decided_at = now() WHERE id = %s", bill.pk).startswith("finance_invoice_")  # fmt: skip
    pay(first)
    assert Invoice.objects.get(pk=bill.pk).paid_pence == 10_000
    assert attempt(double, payment.pk, bill.pk, 10_000) == "finance_payment_item_open"
    assert attempt("UPDATE finance_paymentitem SET state = 'in' WHERE invoice_id = %s", bill.pk) == FIXED
    assert (
        attempt("UPDATE finance_invoice SET paid_pence = 0 WHERE id = %s", bill.pk)
        == "finance_invoice_paid_by_payments"
    )


def test_what_is_approved_only_becomes_less_and_the_file_fixes_it(two_runs, approve, finance_approver):
    first, second, bill = two_runs
    run = approve(first)
    payment = run.payments.get(number=1)
    assert (
        attempt("UPDATE finance_payment SET account_number = '00000001' WHERE id = %s", payment.pk) == FIXED
    )
    assert (
        attempt("UPDATE finance_payment SET supplier_id = supplier_id + 1 WHERE id = %s", payment.pk) == FIXED
    )
    assert (
        attempt("UPDATE finance_payment SET amount_pence = amount_pence + 1 WHERE id = %s", payment.pk)
        == FIXED
    )
    assert (
        attempt("UPDATE finance_payment SET amount_pence = amount_pence - 1 WHERE id = %s", payment.pk)
        == WHOLE
    )
    assert attempt("UPDATE finance_payment SET run_id = %s WHERE run_id = %s", run.pk, second.pk) == FIXED
    assert (
        attempt("UPDATE finance_paymentrun SET approved_pence = 1 WHERE id = %s", run.pk)
        == "finance_payment_run_kept"
    )
    assert (
        attempt("UPDATE finance_paymentrun SET state = 'file_made' WHERE id = %s", run.pk)
        == "finance_payment_run_file_agrees"
    )
    assert (
        attempt("UPDATE finance_paymentrun SET state = 'proposed' WHERE id = %s", run.pk)
        == "finance_payment_run_order"
    )
    for table in ("paymentrun", "payment", "paymentitem", "paymentfile"):
        assert attempt(f"DELETE FROM finance_{table}") == "InsufficientPrivilege"
    file = prepare_file(actor=finance_approver.actor, run=run, today=TODAY)
    out = (
        "UPDATE finance_payment SET state = 'taken_out', reason = 'x', changed_by_id = %s, changed_at = now()"
        " WHERE id = %s"
    )
    assert attempt(out, run.made_by_id, payment.pk) == FIXED
    assert attempt("UPDATE finance_paymentfile SET total_pence = 1") == "finance_payment_file_kept"
    content = file_content(file)
    again = store_file(actor=finance_approver.actor, run=run)
    assert again == store_file(actor=finance_approver.actor, run=run) and file_content(again) == content
    assert prepare_file(actor=finance_approver.actor, run=run, today=date(2026, 11, 4)).serial == file.serial
    run.refresh_from_db()
    paid = (
        "UPDATE finance_paymentrun SET state = 'confirmed', confirmed_by_id = made_by_id, confirmed_at = now(),"
        " journal_id = %s WHERE id = %s"
    )
    assert attempt(paid, bill.journal_id, run.pk) == "finance_payment_run_journal_agrees"


def test_who_made_a_run_cannot_approve_it_by_another_tab_a_delegation_or_a_role_gained(
    two_runs, finance_officer, finance_approver, approver
):
    run, other, _ = two_runs
    gained = replace(
        finance_officer.actor, permissions=finance_officer.actor.permissions | {"finance.approve_payments"}
    )
    Delegation.objects.create(
        from_member=finance_approver.member, to_member=finance_officer.member, starts_on=date(2026, 1, 1),
        ends_before=date(2027, 1, 1), reason="Away", made_by=finance_approver.member,
    )  # fmt: skip
    for _tab in range(2):
        with pytest.raises(NotAllowed):
            approve_run(actor=gained, run=run, seen_pence=15_000)
    address = reverse("finance:approve_payment_run", args=[run.reference])
    assert finance_officer.post(address, {"seen_pence": 15_000}).status_code == 403
    sql = (
        "UPDATE finance_paymentrun SET state = 'approved', approved_by_id = %s, approved_at = now(),"
        " approved_pence = 15000, approved_count = 2 WHERE id = %s"
    )
    assert attempt(sql, run.made_by_id, run.pk) == "finance_paymentrun_approved_by_another"
    # Whoever puts something back into it has made it, too.
    both = replace(
        finance_approver.actor, permissions=finance_approver.actor.permissions | {"finance.prepare_payments"}
    )
    payment = run.payments.get(number=2)
    take_out_payment(actor=both, payment=payment, reason="Wait")
    put_back_payment(actor=both, payment=payment)
    with pytest.raises(NotAllowed):
        approve_run(actor=both, run=run, seen_pence=15_000)
    assert attempt(sql, both.member_id, run.pk) == "finance_payment_run_approver_put_back"
    assert (
        attempt(sql.replace("15000", "14999"), approver.member.pk, run.pk)
        == "finance_payment_run_approved_total"
    )
    assert approve_run(actor=approver.actor, run=run, seen_pence=15_000).state == "approved"
    assert Payment.objects.filter(run=other, state="in").count() == 1 and PaymentItem.objects.count() == 3
