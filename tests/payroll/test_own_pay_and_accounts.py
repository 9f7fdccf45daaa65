"""One person alone neither raises their own pay nor turns somebody else's to another account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backoffice.errors import Refused
from hr.models import BankAccount, Person
from hr.services.bank_accounts import change_bank_account
from payroll.models import PayRun
from payroll.services.clear_warnings import clear_warnings
from payroll.services.details.kinds import TAX
from payroll.services.details.load_records import load_details
from payroll.services.details.loading import Wanted
from payroll.services.details.record_claims import load_claims
from payroll.services.details.set_tax_details import set_tax_details
from tests.payroll import doors
from tests.payroll.factories import pay_period
from tests.payroll.test_integrity import attempt

NEXT = date(2026, 11, 1)


@pytest.fixture
def moved(pay, payroll_officer, payroll_approver, hr_officer) -> tuple[PayRun, object]:
    """November's run, calculated: since October the officer of HR has put one of two people's pay elsewhere."""
    employment = pay.person()
    pay.person()
    doors.approved(payroll_officer, payroll_approver, pay.period)
    change_bank_account(
        actor=hr_officer.actor, employment=employment, account_name="T PERSON", sort_code="000002",
        account_number="87654321", starts_on=NEXT, reason="Their letter",
    )  # fmt: skip
    return doors.calculated(payroll_officer, pay_period(2026, 11)), employment


def test_pay_that_goes_to_another_account_than_before_is_warned_of_with_who_entered_it(moved, hr_officer):
    run, employment = moved
    warning = run.warnings.get(kind="bank_changed")
    assert warning.employment_id == employment.pk
    assert hr_officer.member.name in warning.detail and "8765" not in warning.detail
    assert BankAccount.objects.filter(employment=employment).count() == 2


def test_another_person_than_entered_the_account_clears_the_warning(moved, hr_officer, payroll_officer):
    run, _ = moved
    warning = run.warnings.get(kind="bank_changed")
    entered = replace(payroll_officer.actor, member_id=hr_officer.member.pk)
    with pytest.raises(Refused) as refused:
        clear_warnings(actor=entered, run=run, ids=[warning.pk], reason="Mine")
    assert refused.value.code == "own_bank_change"
    by_hand = (
        "UPDATE payroll_runwarning SET cleared_by_id = %s, cleared_at = now(), reason = 'Mine' WHERE id = %s"
    )
    assert attempt(by_hand, [hr_officer.member.pk, warning.pk]) == "payroll_bank_change_seen"
    assert clear_warnings(actor=payroll_officer.actor, run=run, ids=[warning.pk], reason="Rang them") == 1
    doors.clear_all(payroll_officer, run)
    assert doors.check_run(actor=payroll_officer.actor, run=run).state == "checked"


def test_who_is_paid_where_they_were_is_not_warned_of(pay, payroll_officer, payroll_approver):
    pay.person()
    doors.approved(payroll_officer, payroll_approver, pay.period)
    run = doors.calculated(payroll_officer, pay_period(2026, 11))
    assert not run.warnings.filter(kind="bank_changed").exists()


def test_nobody_changes_their_own_pay_details_by_form_or_file(pay, payroll_officer, as_member):
    employment = pay.person()
    Person.objects.filter(pk=employment.person_id).update(member=payroll_officer.member)
    new = Wanted((employment.pk,), ("NT", "cumulative", ""), NEXT, None, 1)
    for change in (
        lambda actor: set_tax_details(actor=actor, employment=employment, tax_code="NT", starts_on=NEXT),
        lambda actor: load_details(actor=actor, kind=TAX, wanted=[new]),
        lambda actor: load_claims(actor=actor, claims=[(employment.pk,)]),
    ):
        with pytest.raises(Refused) as refused:
            change(payroll_officer.actor)
        assert refused.value.code == "own_record"
    same = Wanted((employment.pk,), ("1257L", "cumulative", ""), date(2020, 4, 1), None, 1)
    assert load_details(actor=payroll_officer.actor, kind=TAX, wanted=[same])["unchanged"] == 1
    colleague = as_member("payroll_officer", name="Colleague")
    assert set_tax_details(actor=colleague.actor, employment=employment, tax_code="NT", starts_on=NEXT).pk
