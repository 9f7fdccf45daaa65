"""What counts for the pension: bands by actual annual pay with allowances, overtime by scheme; pay after leaving."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.errors import Refused
from payroll.models import Claim, ElementType, PayElement, Payslip, PayslipLine, TaxDetails
from payroll.services.details.element_types import set_element_type
from payroll.services.details.kinds import ELEMENT_TYPE
from tests.payroll import doors
from tests.payroll.factories import pay_period


def slip_of(run, person) -> Payslip:
    return Payslip.objects.get(run_id=run.pk, employment_id=person.pk)


def line_of(run, person, element: str) -> PayslipLine:
    return PayslipLine.objects.get(payslip_id=slip_of(run, person).pk, element=element)


def page_of(cast, run, person) -> str:
    slip = slip_of(run, person)
    address = f"/cleveland/payroll/runs/{run.reference}/payslips/{person.number}/{slip.kind_code}/"
    return cast.get(address).content.decode()


def test_the_lgps_band_is_that_of_basic_pay_with_regular_pensionable_allowances(pay, payroll_officer):
    person = pay.person(annual=3_600_000, fte="0.5")
    for code, pence, ends_before in (
        ("SHIFT", 26_000, None),
        ("STANDBY", 8_000, date(2026, 10, 15)),
        ("BONUS", 500, None),
    ):
        PayElement.objects.create(
            employment=person,
            element=ElementType.objects.get(code=code),
            amount_pence=pence,
            starts_on=date(2026, 9, 1),
            ends_before=ends_before,
        )
    run = doors.calculated(payroll_officer, pay.period)
    line = line_of(run, person, "pension_lgps")
    # half of £36,000 and twelve months of £260.00; what has ended and what is not pensionable is left out
    assert line.inputs == [1_800_000 + 312_000, line.inputs[1], 0, 312_000, 2026]
    assert "basic pay £18,000.00 + regular allowances £3,120.00" in page_of(payroll_officer, run, person)


def test_an_officers_tier_follows_basic_pay_alone(pay, payroll_officer):
    officer = pay.person(workforce="OFFICER", annual=5_000_000)
    PayElement.objects.create(
        employment=officer,
        element=ElementType.objects.get(code="SHIFT"),
        amount_pence=26_000,
        starts_on=date(2026, 9, 1),
    )
    run = doors.calculated(payroll_officer, pay.period)
    assert line_of(run, officer, "pension_police_2015").inputs[0] == 5_000_000


def claim_overtime(person, pay) -> None:
    Claim.objects.create(
        employment=person,
        period=pay.period,
        element=ElementType.objects.get(code="OT150"),
        quantity=600,
        worked_on=date(2026, 9, 12),
    )


def test_overtime_counts_in_the_lgps_as_its_element_says_and_never_for_officers(pay, payroll_officer):
    staff, officer = pay.person(annual=3_600_000), pay.person(workforce="OFFICER", annual=4_800_000)
    for person in (staff, officer):
        claim_overtime(person, pay)
    run = doors.calculated(payroll_officer, pay.period)
    overtime = line_of(run, staff, "OT150").amount_pence
    assert line_of(run, staff, "pension_lgps").inputs[1] == 300_000 + overtime
    assert line_of(run, officer, "pension_police_2015").inputs[1] == 400_000
    ElementType.objects.filter(code="OT150").update(is_pensionable=False, is_niable=False)
    doors.calculate(payroll_officer, run)
    assert line_of(run, staff, "pension_lgps").inputs[1] == 300_000
    assert slip_of(run, staff).ni_earnings_pence == 300_000


def test_the_list_of_elements_says_for_whom_overtime_counts(pay, payroll_officer):
    page = payroll_officer.get("/cleveland/payroll/settings/elements/?q=OT150").content.decode()
    assert "Yes, but not for officers" in page


def test_an_officers_allowance_cannot_be_made_pensionable(pay, administrator, payroll_officer):
    unsocial = ElementType.objects.get(code="UNSOC")
    values = {name: getattr(unsocial, name) for name in ELEMENT_TYPE.facts} | {"is_pensionable": True}
    actor = payroll_officer.actor
    with pytest.raises(Refused, match="do not count for the pension"):
        set_element_type(actor=actor, code="UNSOC", reason="Asked for", **values)


def test_pay_after_leaving_is_taxed_at_0t_on_a_month_1_basis_with_the_letter_as_before(pay, payroll_officer):
    pay.person()
    scot = pay.person(ends_before=date(2026, 10, 11), tax_code="S1257L", ni_letter="C")
    left = pay.person(ends_before=date(2026, 10, 11))
    november = pay_period(2026, 11)
    for person in (scot, left):
        Claim.objects.create(
            employment=person,
            period=november,
            element=ElementType.objects.get(code="BONUS"),
            amount_pence=100_000,
        )
    assert TaxDetails.objects.get(employment=left).tax_code == "1257L"
    run = doors.calculated(payroll_officer, november)
    assert slip_of(run, left).tax_pence == 20_000  # nothing free: £1,000 at 20 per cent
    page = page_of(payroll_officer, run, left)
    assert "Paid after leaving" in page and "last day 10 October 2026" in page and "0T" in page
    assert slip_of(run, left).ni_employee_pence == 0  # below the threshold of the month
    theirs = page_of(payroll_officer, run, scot)
    assert "S0T" in theirs and "Category C" in theirs


def test_pay_of_the_month_of_leaving_keeps_its_code(pay, payroll_officer):
    left = pay.person(ends_before=date(2026, 10, 11))
    run = doors.calculated(payroll_officer, pay.period)
    assert "Paid after leaving" not in page_of(payroll_officer, run, left)
