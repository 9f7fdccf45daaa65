"""Where pay and what it costs the employer is charged: to each cost centre its share, to the penny."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from finance.models import CostCentre, JournalLine
from hr.models import Assignment, Employment, Post
from payroll.models import Claim, ElementType, PayeSettings, Payslip, PayslipLine
from payroll.queries.books import books
from tests.payroll import doors


@pytest.fixture
def on_two_posts(pay) -> Employment:
    """Seven tenths on CC1, three on CC2, with a bonus, which is charged where most of the pay is and not pensionable."""
    CostCentre.objects.create(code="CC2", name="Custody")
    person = pay.person(annual=4_100_000, fte="0.7")
    post = Post.objects.create(
        number="P9",
        title="Trainer",
        unit=pay.unit,
        workforce_type="STAFF",
        cost_centre="CC2",
        objective="OBJ1",
        starts_on=date(2010, 4, 1),
    )
    Assignment.objects.create(
        employment=person, person=person.person, post=post, fte=Decimal("0.3"), starts_on=date(2020, 4, 1)
    )
    bonus = ElementType.objects.get(code="BONUS")
    Claim.objects.create(employment=person, period=pay.period, element=bonus, amount_pence=33_333)
    return person


def test_employers_costs_are_charged_by_the_share_of_the_pay_that_gives_rise_to_them(
    pay, on_two_posts, payroll_officer, payroll_approver
):
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    slip = Payslip.objects.get(run_id=run.pk)
    lines = PayslipLine.objects.filter(payslip_id=slip.pk)
    by = {(line.element, line.cost_centre): line.amount_pence for line in lines}
    first, second, bonus = by["salary", "CC1"], by["salary", "CC2"], by["BONUS", "CC1"]
    assert (first, second) == (239_167, 102_500)
    ni, pension = slip.ni_employer_pence, slip.pension_employer_pence
    assert by["ni_employer", "CC1"] + by["ni_employer", "CC2"] == ni
    assert abs(by["ni_employer", "CC2"] - ni * second / (first + second + bonus)) < 1
    assert by["pension_employer", "CC1"] + by["pension_employer", "CC2"] == pension
    assert abs(by["pension_employer", "CC2"] - pension * second / (first + second)) < 1
    assert [line.cost_centre for line in lines if line.kind == PayslipLine.DEDUCTION] == [None] * 3
    posted = JournalLine.objects.filter(journal=run.journal, cost_centre__code="CC2")
    assert sum(line.amount_pence for line in posted) == (
        second + by["ni_employer", "CC2"] + by["pension_employer", "CC2"]
    )
    assert books() == []


def test_a_payslip_shows_an_employers_cost_once_with_where_it_is_charged(pay, on_two_posts, payroll_officer):
    run = doors.calculated(payroll_officer, pay.period)
    slip = Payslip.objects.get(run_id=run.pk)
    page = payroll_officer.get(
        f"/cleveland/payroll/runs/{run.reference}/payslips/{on_two_posts.number}/regular/"
    ).content.decode()
    assert page.count("<strong>Employer&#x27;s National Insurance</strong>") == 1
    shares = PayslipLine.objects.filter(payslip_id=slip.pk, element="ni_employer").order_by("number")
    for line in shares:
        assert f"{line.cost_centre} £{line.amount_pence / 100:,.2f}" in page
    assert f"<strong>{slip.ni_employer_pence / 100:,.2f}</strong>" in page


def test_the_levy_is_shared_by_pay_where_no_cost_centre_of_its_own_is_set(
    pay, on_two_posts, payroll_officer, payroll_approver
):
    PayeSettings.objects.update(levy_cost_centre="", levy_objective="", levy_allowance_pence=0)
    run = doors.paid(payroll_officer, payroll_approver, pay.period)
    lines = JournalLine.objects.filter(journal=run.journal, account__code="1530").select_related(
        "cost_centre"
    )
    by = {line.cost_centre.code: line.amount_pence for line in lines}
    assert run.levy_pence > 0 and sum(by.values()) == run.levy_pence
    assert abs(by["CC2"] - run.levy_pence * 102_500 / 375_000) < 1
