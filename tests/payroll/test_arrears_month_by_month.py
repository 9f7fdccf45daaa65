"""Arrears of whatever was changed back then: allowances, hours, days of starting and leaving, with the month's pension."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hr.models import Assignment, Employment, PayPlacement, PayRate
from payroll.models import (
    Claim,
    ElementType,
    OpeningBalance,
    PayElement,
    Payment,
    PayPeriod,
    PayRun,
    Payslip,
    PayslipLine,
    PensionMembership,
)
from payroll.queries.books import books
from payroll.services.correct_payslip import correct_payslip
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period

RULE = "arrears.month"


def arrears_of(run: PayRun, employment: Employment) -> list[tuple[str, int, int]]:
    """(element, month, amount) of the lines that pay earlier months."""
    slip = Payslip.objects.get(run_id=run.pk, employment_id=employment.pk)
    lines = PayslipLine.objects.filter(payslip_id=slip.pk, rule=RULE).order_by("number")
    return [(line.element, line.inputs[1], line.amount_pence) for line in lines]


@pytest.fixture
def two_months(pay, payroll_officer, payroll_approver):
    """Pays October and November once the people are there, and calculates December after what was changed."""

    def months(change):
        for period in (pay.period, pay_period(2026, 11)):
            doors.approved(payroll_officer, payroll_approver, period)
        change()
        return doors.calculated(payroll_officer, pay_period(2026, 12))

    return months


def leave(employment: Employment, ends_before: date) -> None:
    records = [*employment.assignments.all(), *employment.placements.all(), employment]
    later = employment.ends_before is not None and ends_before > employment.ends_before
    for each in reversed(records) if later else records:
        each.ends_before = ends_before
        each.save()


def test_a_back_dated_allowance_is_paid_for_each_month_in_a_line_that_says_so(
    pay, payroll_officer, payroll_approver, two_months
):
    person = pay.person()
    shift = ElementType.objects.get(code="SHIFT")
    december = two_months(
        lambda: PayElement.objects.create(
            employment=person, element=shift, amount_pence=31_000, starts_on=date(2026, 10, 17)
        )
    )
    assert arrears_of(december, person) == [("SHIFT", 10, 15_000), ("SHIFT", 11, 31_000)]
    slip = Payslip.objects.get(run_id=december.pk)
    page = payroll_officer.get(
        f"/cleveland/payroll/runs/{december.reference}/payslips/{person.number}/regular/"
    ).content.decode()
    for words in ("Shift allowance", "October 2026", "Due for November 2026", "310.00"):
        assert words in page, words
    pensions = PayslipLine.objects.filter(payslip_id=slip.pk, element="pension_lgps").order_by("number")
    assert [line.inputs[1] for line in pensions] == [331_000, 15_000, 31_000]  # a line for each month
    names = {each.pk: str(each) for each in PayPeriod.objects.all()}
    assert [names.get(line.period_id) for line in pensions] == [None, "October 2026", "November 2026"]


def test_an_allowance_that_ended_earlier_is_taken_back(pay, two_months):
    person = pay.person()
    shift = ElementType.objects.get(code="SHIFT")
    element = PayElement.objects.create(
        employment=person, element=shift, amount_pence=30_000, starts_on=date(2026, 4, 6)
    )

    def change():
        element.ends_before = date(2026, 11, 16)
        element.save()

    assert arrears_of(two_months(change), person) == [("SHIFT", 11, -15_000)]


def test_a_corrected_pay_rate_is_paid_for_the_months_before(pay, two_months):
    person = pay.person(annual=3_600_000)
    rate = PayRate.objects.get(point__placements__employment=person)

    def change():
        rate.annual_pence = 3_612_000
        rate.save()

    assert arrears_of(two_months(change), person) == [("arrears", 10, 1_000), ("arrears", 11, 1_000)]


def test_a_leaving_date_taken_back_pays_the_months_left_out(pay, two_months):
    pay.person()  # somebody who is paid throughout
    person = pay.person(ends_before=date(2026, 10, 16))

    def change():
        for each in (person, *person.placements.all(), *person.assignments.all()):
            each.ends_before = None
            each.save()

    assert [(element, month) for element, month, _ in arrears_of(two_months(change), person)] == [
        ("arrears", 10),
        ("arrears", 11),
    ]


def test_hours_changed_back_then_are_paid_or_taken_back(pay, two_months):
    person = pay.person(annual=3_600_000, fte="0.5")
    assignment = Assignment.objects.get(employment=person)

    def change():
        assignment.ends_before = date(2026, 11, 1)
        assignment.save()
        Assignment.objects.create(
            employment=person,
            person=person.person,
            post=assignment.post,
            fte=Decimal("0.8"),
            starts_on=date(2026, 11, 1),
        )

    assert arrears_of(two_months(change), person) == [("arrears", 11, 90_000)]


def test_somebody_who_left_later_than_was_recorded_is_paid_the_days_between(pay, two_months):
    pay.person()
    person = pay.person(annual=3_600_000, ends_before=date(2026, 10, 11))

    def change():
        leave(person, date(2026, 11, 1))

    december = two_months(change)
    assert arrears_of(december, person) == [("arrears", 10, 203_226)]  # 3,000.00 x 21 / 31
    assert Payslip.objects.get(run_id=december.pk, employment_id=person.pk).kind == Payslip.ARREARS


def test_a_leaver_told_late_owes_what_was_overpaid_and_is_corrected_in_a_supplementary_run(
    pay, payroll_officer, payroll_approver
):
    pay.person()
    person = pay.person(annual=3_600_000)
    october = doors.paid(payroll_officer, payroll_approver, pay.period, earlier=True)
    leave(person, date(2026, 10, 17))
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    told = november.exceptions.get(employment_id=person.pk)
    assert told.code == "overpaid" and "October 2026" in told.message and "£1,451.61" in told.message
    doors.cancel_run(actor=payroll_officer.actor, run=november, reason="October first")
    extra = start_run(actor=payroll_officer.actor, period=pay.period, today=doors.TODAY, kind="supplementary")
    original = Payslip.objects.get(run_id=october.pk, employment_id=person.pk)
    correct_payslip(
        actor=payroll_officer.actor, run=extra, payslip=original, is_replaced=True, reason="Left on 16th"
    )
    doors.calculate(payroll_officer, extra)
    doors.clear_all(payroll_officer, extra)
    doors.check_run(actor=payroll_officer.actor, run=extra)
    doors.post(payroll_approver, doors.approve_run(actor=payroll_approver.actor, run=extra))
    assert Payment.objects.get(run_id=extra.pk).carried_pence < 0 and books() == []
    again = doors.calculated(payroll_officer, pay_period(2026, 11))
    assert not again.exceptions.exists()
    assert not Payslip.objects.filter(run_id=again.pk, employment_id=person.pk).exists()


def test_an_overpayment_is_taken_back_from_this_months_pay_and_warned_of(pay, two_months):
    person = pay.person(annual=3_600_000)
    placement = PayPlacement.objects.get(employment=person)

    def change():
        placement.ends_before = date(2026, 11, 1)
        placement.save()
        PayPlacement.objects.create(
            employment=person,
            point=pay.point("STAFF", 3_240_000),
            starts_on=date(2026, 11, 1),
            counts_from=date(2026, 11, 1),
            reason="CORRECTION",
        )

    december = two_months(change)
    assert arrears_of(december, person) == [("arrears", 11, -30_000)]
    warning = december.warnings.get(employment_id=person.pk, kind="overpaid")
    assert "November 2026" in warning.detail and "£300.00" in warning.detail


def test_overtime_of_the_month_is_paid_at_the_rate_of_a_back_dated_promotion(pay, two_months):
    person = pay.person(annual=3_600_000)
    Claim.objects.create(
        employment=person,
        period=pay.period,
        element=ElementType.objects.get(code="OT150"),
        worked_on=date(2026, 10, 20),
        quantity=120,
    )
    placement = PayPlacement.objects.get(employment=person)

    def change():
        placement.ends_before = date(2026, 10, 1)
        placement.save()
        PayPlacement.objects.create(
            employment=person,
            point=pay.point("STAFF", 3_960_000),
            starts_on=date(2026, 10, 1),
            counts_from=date(2026, 10, 1),
            reason="PROMOTION",
        )

    found = arrears_of(two_months(change), person)
    assert [each[:2] for each in found] == [("arrears", 10), ("OT150", 10), ("arrears", 11)]
    assert all(amount > 0 for _, _, amount in found)


def test_arrears_contribute_to_the_scheme_of_their_month_also_after_opting_out(pay, two_months):
    person = pay.person(annual=3_600_000, workforce="OFFICER")
    placement = PayPlacement.objects.get(employment=person)

    def change():
        membership = PensionMembership.objects.get(employment=person)
        membership.ends_before = date(2026, 12, 1)
        membership.save()
        placement.ends_before = date(2026, 11, 1)
        placement.save()
        PayPlacement.objects.create(
            employment=person,
            point=pay.point("OFFICER", 3_960_000),
            starts_on=date(2026, 11, 1),
            counts_from=date(2026, 11, 1),
            reason="PROMOTION",
        )

    december = two_months(change)
    slip = Payslip.objects.get(run_id=december.pk)
    line = PayslipLine.objects.get(payslip_id=slip.pk, element="pension_police_2015")
    assert line.inputs[:2] == [3_960_000, 30_000]


def test_months_another_payroll_has_paid_are_not_paid_again(pay, two_months):
    pay.person()
    found = []

    def change():
        found.append(pay.person(annual=3_600_000))
        OpeningBalance.objects.create(
            employment=found[0], tax_year="2026-27", through_period=7, taxable_pence=2_000_000
        )

    december = two_months(change)
    assert arrears_of(december, found[0]) == [("arrears", 11, 300_000)]
