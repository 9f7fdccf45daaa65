"""What an auditor asks of months that depend on each other: late entries, corrections, the levy, runs side by side."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.errors import Refused
from hr.models import PayPlacement, PayRate
from payroll.models import (
    AttachmentOrder,
    NationalInsuranceDetails,
    OpeningBalance,
    Payslip,
    PayslipLine,
    PensionMembership,
    TaxDetails,
)
from payroll.services.correct_payslip import correct_payslip
from payroll.services.refusals import NothingToPay, WrongState
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period


def lines_of(slip: Payslip) -> list[tuple[str, int]]:
    found = PayslipLine.objects.filter(payslip_id=slip.pk).order_by("number")
    return list(found.values_list("element", "amount_pence"))


def arrears_of(run, employment) -> list[int]:
    slip = Payslip.objects.get(run_id=run.pk, employment_id=employment.pk)
    return [amount for element, amount in lines_of(slip) if element == "arrears"]


def corrected(cast, period, slip, *, is_replaced=True):
    extra = start_run(
        actor=cast.actor, period=period, today=doors.TODAY, kind="supplementary", reason="Again"
    )
    correct_payslip(actor=cast.actor, run=extra, payslip=slip, is_replaced=is_replaced, reason="Again")
    return doors.calculate(cast, extra)


def released(cast, second, run):
    doors.clear_all(cast, run)
    doors.check_run(actor=cast.actor, run=run)
    return doors.post(second, doors.approve_run(actor=second.actor, run=run))


def promote(pay, person, on: date) -> None:
    PayPlacement.objects.filter(employment=person).update(ends_before=on)
    PayPlacement.objects.create(
        employment=person,
        point=pay.point("STAFF", 3_960_000),
        starts_on=on,
        counts_from=on,
        reason="PROMOTION",
    )


def test_somebody_entered_after_the_month_was_paid_has_that_month_as_arrears(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    stays = pay.person(annual=3_600_000, starts_on=date(2026, 10, 12))
    gone = pay.person(annual=3_600_000, starts_on=date(2026, 10, 12), ends_before=date(2026, 10, 25))
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    assert arrears_of(november, stays) == [193_548]  # 3,000.00 x 20 / 31
    assert arrears_of(november, gone) == [125_806]  # 3,000.00 x 13 / 31


def test_somebody_left_out_of_a_run_is_paid_it_with_the_next(pay, payroll_officer, payroll_approver):
    pay.person()
    out = pay.person(annual=3_600_000, ni_letter=None)
    doors.approved(payroll_officer, payroll_approver, pay.period)
    NationalInsuranceDetails.objects.create(employment=out, letter="A", starts_on=date(2020, 4, 1))
    november = doors.paid(payroll_officer, payroll_approver, pay_period(2026, 11))
    assert arrears_of(november, out) == [300_000]
    december = doors.calculated(payroll_officer, pay_period(2026, 12))
    assert arrears_of(december, out) == []


def test_an_award_from_before_somebody_started_is_paid_back_to_their_first_day(
    pay, payroll_officer, payroll_approver
):
    starter = pay.person(annual=3_600_000, starts_on=date(2026, 10, 12))
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    point = pay.point("STAFF", 3_600_000)
    PayRate.objects.filter(point=point).update(ends_before=date(2026, 9, 1))
    PayRate.objects.create(
        point=point,
        annual_pence=3_960_000,
        starts_on=date(2026, 9, 1),
        source="Invented for tests",
        standing="INVENTED",
    )
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    assert arrears_of(november, starter) == [19_355]  # 300.00 x 20 / 31


def test_a_replacement_pays_the_arrears_of_the_payslip_it_replaces(pay, payroll_officer, payroll_approver):
    person = pay.person(annual=3_600_000)
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    promote(pay, person, date(2026, 10, 16))
    november = doors.paid(payroll_officer, payroll_approver, pay_period(2026, 11))
    original = Payslip.objects.get(run_id=november.pk)
    extra = corrected(payroll_officer, pay_period(2026, 11), original)
    again = Payslip.objects.get(run_id=extra.pk, kind=Payslip.REPLACEMENT)
    assert lines_of(again) == lines_of(original)


def test_a_month_taken_back_is_not_paid_again_by_a_back_dated_change(pay, payroll_officer, payroll_approver):
    person = pay.person(annual=3_600_000)
    october = doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    original = Payslip.objects.get(run_id=october.pk)
    extra = corrected(payroll_officer, pay.period, original, is_replaced=False)
    released(payroll_officer, payroll_approver, extra)
    promote(pay, person, date(2026, 10, 16))
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    assert arrears_of(november, person) == []


def test_a_replacement_takes_what_the_replaced_payslip_took_for_an_order(
    pay, payroll_officer, payroll_approver
):
    person = pay.person(annual=3_600_000)
    AttachmentOrder.objects.create(
        employment=person,
        kind="council_tax",
        order_number="T1",
        total_pence=34_000,
        issued_on=date(2026, 7, 1),
        starts_on=date(2026, 10, 1),
    )
    october = doors.paid(payroll_officer, payroll_approver, pay.period)
    original = Payslip.objects.get(run_id=october.pk)
    extra = corrected(payroll_officer, pay.period, original)
    again = Payslip.objects.get(run_id=extra.pk, kind=Payslip.REPLACEMENT)
    assert ("council_tax_order", -34_000) in lines_of(again)
    doors.clear_all(payroll_officer, extra)
    with pytest.raises(NothingToPay, match="changes nothing"):
        doors.check_run(actor=payroll_officer.actor, run=extra)


def test_a_run_corrects_one_payslip_of_a_person(pay, payroll_officer, payroll_approver):
    pay.person()
    slips = [
        Payslip.objects.get(run_id=doors.paid(payroll_officer, payroll_approver, period).pk)
        for period in (pay.period, pay_period(2026, 11))
    ]
    extra = corrected(payroll_officer, pay_period(2026, 11), slips[0])
    with pytest.raises(Refused, match="corrects another payslip of this person"):
        correct_payslip(
            actor=payroll_officer.actor, run=extra, payslip=slips[1], is_replaced=True, reason="Too"
        )


def test_a_run_worked_out_before_another_was_approved_is_calculated_again(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    original = Payslip.objects.get(run_id=doors.paid(payroll_officer, payroll_approver, pay.period).pk)
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    extra = corrected(payroll_officer, pay.period, original, is_replaced=False)
    released(payroll_officer, payroll_approver, extra)
    doors.clear_all(payroll_officer, november)
    with pytest.raises(WrongState, match="was approved after"):
        doors.check_run(actor=payroll_officer.actor, run=november)
    doors.calculate(payroll_officer, november)
    released(payroll_officer, payroll_approver, november)
    november.refresh_from_db()
    assert november.carried_pence > 0  # what was owed has been set off


def test_a_checked_run_is_not_approved_once_another_was(pay, payroll_officer, payroll_approver):
    pay.person()
    original = Payslip.objects.get(run_id=doors.paid(payroll_officer, payroll_approver, pay.period).pk)
    extra = corrected(payroll_officer, pay.period, original, is_replaced=False)
    november = doors.checked(payroll_officer, pay_period(2026, 11))
    released(payroll_officer, payroll_approver, extra)
    with pytest.raises(WrongState, match="was approved after"):
        doors.approve_run(actor=payroll_approver.actor, run=november)


def test_the_levy_has_a_twelfth_of_its_allowance_each_month(pay, payroll_officer, payroll_approver):
    people = [pay.person(annual=120_000_000) for _ in range(5)]
    OpeningBalance.objects.bulk_create(
        OpeningBalance(
            employment=person,
            tax_year="2026-27",
            through_period=6,
            ni_earnings_pence=60_000_000,
            reference=f"OB{person.pk}",
        )
        for person in people
    )
    first = doors.paid(payroll_officer, payroll_approver, pay.period)
    second = doors.paid(payroll_officer, payroll_approver, pay_period(2026, 11))
    # 500,000.00 a month x 0.5 % less 1,250.00
    assert (first.levy_pence, second.levy_pence) == (125_000, 125_000)
    undone = Payslip.objects.get(run_id=first.pk, employment_id=people[0].pk)
    extra = corrected(payroll_officer, pay.period, undone, is_replaced=False)
    # An earlier month's correction does not give back the allowance of the months since.
    assert released(payroll_officer, payroll_approver, extra).levy_pence == -50_000


def test_a_leaver_whose_details_end_with_the_employment_is_paid_by_them(pay, payroll_officer):
    last_day = {"ends_before": date(2026, 10, 11)}
    open_ended = pay.person(annual=3_600_000, tax_code="BR", **last_day)
    closed = pay.person(annual=3_600_000, tax_code="BR", **last_day)
    for model in (TaxDetails, NationalInsuranceDetails, PensionMembership):
        model.objects.filter(employment=closed).update(**last_day)
    run = doors.calculated(payroll_officer, pay.period)
    slips = {each.employment_id: lines_of(each) for each in Payslip.objects.filter(run_id=run.pk)}
    assert slips[closed.pk] == slips[open_ended.pk]
    assert "pension_lgps" in dict(slips[closed.pk])


@pytest.mark.parametrize(
    ("today", "pay_on"),
    [
        (date(2026, 10, 20), date(2026, 10, 28)),  # the period's own
        (date(2026, 11, 16), date(2026, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 24)),  # over a weekend
    ],
)
def test_a_supplementary_run_is_paid_on_a_day_that_bacs_can_still_meet(pay, payroll_officer, today, pay_on):
    run = start_run(
        actor=payroll_officer.actor, period=pay.period, today=today, kind="supplementary", reason="Again"
    )
    assert run.pay_on == pay_on
