"""What a payslip must say by the Employment Rights Act 1996, ss. 8 and 9, and what a reader adds up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from payroll.models import Claim, ElementType, Payslip
from payroll.queries import payslip_pdf
from payroll.queries.payslips import payslip_for
from payroll.services.correct_payslip import correct_payslip
from payroll.services.start_run import start_run
from tests.payroll import doors
from tests.payroll.factories import pay_period


@pytest.fixture
def printed(monkeypatch):
    """The payslips that the template is given."""
    slips: list[dict[str, Any]] = []

    def keep(template, data):
        slips.extend(data["slips"])
        return b"%PDF"

    monkeypatch.setattr(payslip_pdf, "compile_pdf", keep)
    return slips


def overtime(person, period, *, minutes: int) -> None:
    Claim.objects.create(
        employment=person,
        period=period,
        element=ElementType.objects.get(code="OT133"),
        worked_on=date(2026, 10, 3),
        quantity=minutes,
    )


def test_pay_that_varies_with_time_names_its_hours(pay, payroll_officer, printed):
    person = pay.person(workforce="OFFICER")
    overtime(person, pay.period, minutes=347)
    run = doors.calculated(payroll_officer, pay.period)
    payslip_pdf.payslip_pdfs(run, list(Payslip.objects.filter(run_id=run.pk)))
    assert printed[0]["payments"][1][0].endswith(", 5 h 45 min")  # completed quarters of an hour


def test_a_reversal_names_the_person_and_code_it_was_worked_out_with(
    pay, payroll_officer, payroll_approver, printed
):
    person = pay.person()
    original = Payslip.objects.get(run_id=doors.paid(payroll_officer, payroll_approver, pay.period).pk)
    extra = start_run(
        actor=payroll_officer.actor,
        period=pay.period,
        today=doors.TODAY,
        kind="supplementary",
        reason="Wrong",
    )
    correct_payslip(
        actor=payroll_officer.actor, run=extra, payslip=original, is_replaced=False, reason="Wrong"
    )
    doors.calculate(payroll_officer, extra)
    payslip_pdf.payslip_pdfs(extra, list(Payslip.objects.filter(run_id=extra.pk)))
    facts = {row[0]: row[1] for row in printed[0]["facts"]}
    assert facts["Name"] == person.person.name and facts["Tax code"] == "1257L"
    assert "carried forward" in printed[0]["how"]


def test_last_period_adds_up_with_what_is_no_longer_paid(pay, payroll_officer, payroll_approver):
    person = pay.person(workforce="OFFICER")
    overtime(person, pay.period, minutes=300)
    october = doors.paid(payroll_officer, payroll_approver, pay.period)
    november = doors.calculated(payroll_officer, pay_period(2026, 11))
    shown = payslip_for(
        viewer=payroll_officer.actor, reference=november.reference, number=person.number, kind="regular"
    )
    before = Payslip.objects.get(run_id=october.pk)
    assert shown.before_totals[1] == before.gross_pence
    assert shown.before_totals[2] == -before.deductions_pence


def test_the_page_shows_the_year_to_date(pay, payroll_officer):
    person = pay.person(workforce="OFFICER", tax_code="BR")
    run = doors.calculated(payroll_officer, pay.period)
    page = payroll_officer.get(f"/cleveland/payroll/runs/{run.reference}/payslips/{person.number}/regular/")
    assert "Tax year to date" in page.content.decode()


def test_expenses_are_shown_apart_and_no_part_of_gross_pay(pay, payroll_officer, printed):
    person = pay.person(annual=3_600_000)
    Claim.objects.create(
        employment=person,
        period=pay.period,
        element=ElementType.objects.get(code="MILEAGE"),
        amount_pence=4_545,
    )
    run = doors.calculated(payroll_officer, pay.period)
    slip = Payslip.objects.get(run_id=run.pk)
    shown = payslip_for(
        viewer=payroll_officer.actor, reference=run.reference, number=person.number, kind="regular"
    )
    assert (shown.gross_pay_pence, shown.expenses_pence) == (300_000, 4_545)
    assert slip.net_pence == shown.gross_pay_pence - slip.deductions_pence + shown.expenses_pence
    page = payroll_officer.get(
        f"/cleveland/payroll/runs/{run.reference}/payslips/{person.number}/regular/"
    ).content.decode()
    assert "+ £45.45 expenses" in page and "£3,000.00" in page
    payslip_pdf.payslip_pdfs(run, [slip])
    assert printed[0]["gross"] == "3,000.00" and printed[0]["expenses"] == [["Mileage", "45.45"]]
    assert "Mileage" not in [label for label, _ in printed[0]["payments"]]
    report = payroll_officer.get(f"/cleveland/reports/payroll.gross_to_net?run={run.reference}&format=csv")
    head, row = b"".join(report.streaming_content).decode("utf-8-sig").splitlines()[:2]
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["Gross £"], cells["Expenses £"]) == ("3000.00", "45.45")


def test_a_payslip_with_expenses_prints(pay, payroll_officer):
    person = pay.person()
    Claim.objects.create(
        employment=person,
        period=pay.period,
        element=ElementType.objects.get(code="MILEAGE"),
        amount_pence=4_545,
    )
    run = doors.calculated(payroll_officer, pay.period)
    (content,) = payslip_pdf.payslip_pdfs(run, list(Payslip.objects.filter(run_id=run.pk))).values()
    assert content.startswith(b"%PDF")
