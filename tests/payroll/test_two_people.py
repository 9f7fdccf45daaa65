"""Whoever had a hand in a pay run does not approve it, whatever roles they hold."""

from __future__ import annotations

import pytest

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import OwnWork, approve, withdraw
from backoffice.links import Link
from payroll.models import PayRun
from payroll.services.approve_run import approve_run
from payroll.services.check_run import check_run
from tests.payroll import doors


@pytest.fixture
def both(as_member):
    return as_member("payroll_officer", "payroll_approver", name="Dual Role")


def test_who_cleared_the_warnings_does_not_approve(pay, payroll_officer, payroll_approver, both):
    pay.person(ni_number=None)
    run = doors.calculated(payroll_officer, pay.period)
    assert run.warnings.count()
    doors.clear_all(both, run)
    run = check_run(actor=payroll_officer.actor, run=run)
    with pytest.raises(OwnWork):
        approve_run(actor=both.actor, run=run)
    assert approve_run(actor=payroll_approver.actor, run=run).state == "approved"


def test_who_had_it_calculated_does_not_approve(pay, payroll_officer, both):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    run = check_run(actor=payroll_officer.actor, run=doors.calculate(both, run))
    with pytest.raises(OwnWork):
        approve_run(actor=both.actor, run=run)


def test_a_withdrawn_request_leaves_a_run_that_can_be_checked_again(pay, payroll_officer, payroll_approver):
    pay.person()
    run = doors.checked(payroll_officer, pay.period)
    approval = approval_of(Link("payroll.run", run.pk))
    withdraw(actor=payroll_officer.actor, approval=approval, reason="Found a mistake")
    run = PayRun.objects.get(pk=run.pk)
    assert run.state == "calculated"
    run = check_run(actor=payroll_officer.actor, run=run)
    again = approval_of(Link("payroll.run", run.pk))
    assert approve(actor=payroll_approver.actor, approval=again).state == "approved"
