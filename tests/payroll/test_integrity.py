"""What a pay run holds is attacked in SQL, as the authority's own login."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.errors import Refused
from payroll.models import Payment, PayRun, Payslip, PayslipLine
from payroll.queries.books import books
from payroll.services.approve_run import approve_run
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period


def attempt(statement: str, parameters: list[object] | None = None) -> str:
    """The name of the constraint the database refuses with."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or ""
    except DatabaseError as error:
        return type(error.__cause__).__name__
    return "allowed"


@pytest.fixture
def released(pay, payroll_officer, payroll_approver) -> PayRun:
    pay.person()
    pay.person(workforce="OFFICER")
    return doors.approved(payroll_officer, payroll_approver, pay.period)


FROZEN = "payroll_released_frozen"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payroll_payslip SET net_pence = net_pence + 1, gross_pence = gross_pence + 1 WHERE run_id = %(run)s",
        "DELETE FROM payroll_payslip WHERE run_id = %(run)s",
        "UPDATE payroll_payslip SET employment_id = employment_id + 1000 WHERE run_id = %(run)s",
        "UPDATE payroll_payslip SET run_id = %(other)s, kind = 4 WHERE run_id = %(run)s",
        "INSERT INTO payroll_payslip SELECT nextval('payroll_payslip_id_seq'), run_id, employment_id, period_id, 4, NULL,"
        " gross_pence, taxable_pence, tax_pence, ni_earnings_pence, ni_employee_pence, ni_employer_pence,"
        " pension_employee_pence, pension_employer_pence, student_loan_pence, postgraduate_loan_pence, deductions_pence,"
        " net_pence, result_sha256 FROM payroll_payslip WHERE run_id = %(run)s",
        "UPDATE payroll_payslipline SET amount_pence = 1 WHERE payslip_id = %(slip)s",
        "DELETE FROM payroll_payslipline WHERE payslip_id = %(slip)s",
        "INSERT INTO payroll_payslipline (payslip_id, number, kind, element, amount_pence, account_code, rule, law, inputs)"
        " VALUES (%(slip)s, 99, 1, 'salary', 100, '1000', 'item.entered', '2026-27', '{100}')",
        "UPDATE payroll_payslipline SET payslip_id = %(slip)s, number = 99 WHERE payslip_id = %(open)s AND number = 0",
        "UPDATE payroll_payslipline SET payslip_id = %(open)s, number = 99 WHERE payslip_id = %(slip)s AND number = 0",
        "UPDATE payroll_frozeninput SET content = 'x' WHERE run_id = %(run)s",
        "DELETE FROM payroll_frozeninput WHERE run_id = %(run)s",
        "UPDATE payroll_payment SET account_number = '99999999' WHERE run_id = %(run)s AND method = 1",
        "DELETE FROM payroll_payment WHERE run_id = %(run)s",
        "INSERT INTO payroll_runwarning (run_id, employment_id, kind, detail, reason) VALUES (%(run)s, 1, 'x', '', '')",
    ],
)
def test_what_a_released_run_holds_is_frozen(released, pay, payroll_officer, statement):
    other = doors.calculated(payroll_officer, pay_period(2026, 11))
    names = {
        "run": released.pk,
        "other": other.pk,
        "slip": Payslip.objects.filter(run_id=released.pk).first().pk,
        "open": Payslip.objects.filter(run_id=other.pk).first().pk,
    }
    assert attempt(statement, names) == FROZEN
    assert books() == []


@pytest.mark.parametrize("table", ["payslip", "payslipline", "frozeninput", "payment", "payrun", "bacsfile"])
def test_nothing_of_pay_can_be_truncated(released, table):
    assert attempt(f"TRUNCATE payroll_{table} CASCADE") in ("InsufficientPrivilege", FROZEN)


@pytest.mark.parametrize("table", ["payslip", "payslipline", "payrun"])
def test_the_login_cannot_switch_the_guards_off(released, table):
    assert attempt(f"ALTER TABLE payroll_{table} DISABLE TRIGGER ALL") == "InsufficientPrivilege"
    assert attempt("SET session_replication_role = replica") == "InsufficientPrivilege"


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("state = 'checked'", "payroll_run_moves"),
        ("state = 'calculated'", "payroll_run_moves"),
        ("state = 'cancelled'", "payroll_run_moves"),
        ("state = 'paid'", "payroll_run_moves"),
        (
            "net_pence = net_pence + 1, gross_pence = gross_pence + 1, bacs_pence = bacs_pence + 1",
            "payroll_run_frozen",
        ),
        ("hash = 'x'", "payroll_run_frozen"),
        ("approved_by_id = made_by_id", "payroll_run_frozen"),
        ("reference = 'X'", "payroll_run_identity"),
        ("state = 'posted'", "payroll_run_net_is_credited"),
    ],
)
def test_an_approved_run_goes_only_forward(released, change, name):
    assert attempt(f"UPDATE payroll_payrun SET {change} WHERE id = %s", [released.pk]) == name


def test_a_run_is_never_deleted_and_never_born_approved(released):
    assert attempt("DELETE FROM payroll_payrun WHERE id = %s", [released.pk]) == "payroll_run_kept"
    born = attempt(
        "INSERT INTO payroll_payrun (reference, kind, period_id, pay_on, state, reason, made_by_id, made_at, calculation,"
        " hash, payslips, gross_pence, deductions_pence, net_pence, employer_pence, levy_pay_bill_pence, levy_pence,"
        " bacs_pence, other_pence, carried_pence, net_pay_account)"
        " SELECT 'X', 'supplementary', period_id, pay_on, 'approved', '', made_by_id, made_at, 0, 'x', 0, 0, 0, 0, 0, 0,"
        " 0, 0, 0, 0, '8530' FROM payroll_payrun WHERE id = %s",
        [released.pk],
    )
    assert born == "payroll_run_moves"


def test_the_maker_cannot_approve_by_any_way(pay, payroll_officer, payroll_approver, as_member):
    both = as_member("payroll_officer", "payroll_approver", name="Dual Role")
    pay.person()
    run = doors.checked(both, pay.period)
    with pytest.raises(Refused):
        approve_run(actor=both.actor, run=run)
    name = attempt(
        "UPDATE payroll_payrun SET state = 'approved', approved_by_id = made_by_id, approved_at = now() WHERE id = %s",
        [run.pk],
    )
    assert name == "payroll_run_decided"
    assert approve_run(actor=payroll_approver.actor, run=run).state == "approved"


def test_a_second_approver_is_told_who_was_first(pay, payroll_officer, payroll_approver, as_member):
    pay.person()
    run = doors.approved(payroll_officer, payroll_approver, pay.period)
    with pytest.raises(Refused) as refused:
        approve_run(actor=as_member("payroll_approver", name="Second").actor, run=run)
    assert payroll_approver.actor.name in refused.value.message and refused.value.status == 409


def test_a_bent_payslip_cannot_be_sealed(pay, payroll_officer):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    doors.clear_all(payroll_officer, run)
    line = PayslipLine.objects.filter(element="paye").get()
    PayslipLine.objects.filter(payslip_id=line.payslip_id, number=line.number).update(
        amount_pence=line.amount_pence + 1
    )
    with pytest.raises(Refused) as refused:
        doors.check_run(actor=payroll_officer.actor, run=run)
    assert refused.value.code == "payroll_lines_add_up"


def test_a_payment_that_is_not_the_net_pay_cannot_be_sealed(pay, payroll_officer):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    doors.clear_all(payroll_officer, run)
    found = Payment.objects.get(run_id=run.pk)
    Payment.objects.filter(run_id=run.pk).update(
        net_pence=found.net_pence - 1, paid_pence=found.paid_pence - 1
    )
    with pytest.raises(Refused) as refused:
        doors.check_run(actor=payroll_officer.actor, run=run)
    assert refused.value.code == "payroll_payment_of_payslips"


def test_warnings_have_to_be_cleared_before_a_run_is_checked(pay, payroll_officer):
    pay.person(ni_number=None)
    run = doors.calculated(payroll_officer, pay.period)
    with pytest.raises(Refused) as refused:
        doors.check_run(actor=payroll_officer.actor, run=run)
    assert refused.value.code == "payroll_run_warnings_cleared"


def test_one_regular_run_a_period(pay, payroll_officer):
    pay.person()
    start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY)
    with pytest.raises(Refused) as refused:
        start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY)
    assert refused.value.code == "payroll_run_one_regular_a_period"


def test_a_bank_file_row_never_changes(pay, payroll_officer, payroll_approver):
    pay.person()
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    kept = "payroll_bacs_file_kept"
    assert attempt("UPDATE payroll_bacsfile SET total_pence = 1 WHERE run_id = %s", [run.pk]) == kept
    assert attempt("DELETE FROM payroll_bacsfile WHERE run_id = %s", [run.pk]) == kept
    assert (
        attempt("UPDATE payroll_payrun SET journal_id = NULL WHERE id = %s", [run.pk]) == "payroll_run_frozen"
    )


def approve_by_hand(run: PayRun, member) -> str:
    return attempt(
        "UPDATE payroll_payrun SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s",
        [member.member.pk, run.pk],
    )


def decide_by_hand(run: PayRun, member) -> str:
    return attempt(
        "UPDATE approvals_approvalrequest SET state = 'approved', decided_by_id = %s, decided_at = clock_timestamp()"
        " WHERE target_kind = 'payroll.run' AND target_id = %s AND state = 'pending'",
        [member.member.pk, run.pk],
    )


def test_a_colleagues_name_in_the_run_is_no_approval(pay, payroll_officer, payroll_approver, as_member):
    pay.person()
    run = doors.checked(payroll_officer, pay.period)
    assert approve_by_hand(run, payroll_approver) == "payroll_run_decided"
    assert decide_by_hand(run, payroll_officer) == "approvals_request_not_maker"
    assert decide_by_hand(run, payroll_approver) == "allowed"
    assert approve_by_hand(run, as_member("payroll_approver", name="Uninvolved")) == "payroll_run_decided"
    assert approve_by_hand(run, payroll_approver) == "allowed"


def test_a_decision_on_the_run_as_it_was_before_is_none_on_what_it_is_now(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    run = doors.checked(payroll_officer, pay.period)
    assert decide_by_hand(run, payroll_approver) == "allowed"
    back = "UPDATE payroll_payrun SET state = 'calculated', hash = '', checked_at = NULL, checked_by_id = NULL WHERE id = %s"
    assert attempt(back, [run.pk]) == "allowed"
    run = doors.check_run(actor=payroll_officer.actor, run=run)
    assert approve_by_hand(run, payroll_approver) == "payroll_run_decided"
    assert approve_run(actor=payroll_approver.actor, run=run).state == "approved"


def test_the_pay_day_of_an_approved_run_stays(pay, payroll_officer, payroll_approver):
    pay.person()
    earlier = "UPDATE payroll_payperiod SET pay_on = pay_on - 1 WHERE id = %s"
    doors.checked(payroll_officer, pay.period)
    run = PayRun.objects.get()
    assert (
        attempt("UPDATE payroll_payperiod SET starts_on = starts_on WHERE id = %s", [pay.period.pk])
        == "allowed"
    )
    approve_run(actor=payroll_approver.actor, run=run)
    assert attempt(earlier, [pay.period.pk]) == "payroll_pay_day_stays"
