"""A month paid in the browser's way: every page of a pay run, by the people whose work it is."""

from __future__ import annotations

import io
import zipfile

import pytest

from backoffice.jobs.models import Job
from backoffice.jobs.testing import run_job
from payroll.models import BacsFile, PayRun
from tests.payroll import doors

BASE = "/cleveland/payroll/"


def latest_job() -> Job:
    return run_job(Job.objects.order_by("-pk").first())


def test_the_bank_file_is_linked_for_those_who_may_open_it_and_for_nobody_else(
    pay, payroll_officer, payroll_approver, auditor
):
    pay.person(annual=3_600_000)
    run = doors.post(payroll_approver, doors.approved(payroll_officer, payroll_approver, pay.period))
    document = BacsFile.objects.get(run=run).document
    for who, may in ((payroll_approver, True), (auditor, True), (payroll_officer, False)):
        page = who.get(f"{BASE}runs/{run.reference}/").content.decode()
        assert (document.get_absolute_url() in page) is may
        assert ("may download it" in page) is not may
        assert who.get(document.get_absolute_url()).status_code == (200 if may else 404)


def test_a_run_goes_through_its_pages_from_start_to_paid(pay, payroll_officer, payroll_approver):
    pay.person(annual=3_600_000)
    pay.person(annual=2_900_000, ni_number=None)
    pay.person(tax_code="1257L", ni_letter=None)
    officer, approver = payroll_officer, payroll_approver
    assert officer.get(f"{BASE}runs/start/").status_code == 200
    assert officer.post(f"{BASE}runs/start/", {"period": pay.period.pk, "kind": "regular"}).status_code == 302
    run = PayRun.objects.get()
    at = f"{BASE}runs/{run.reference}/"
    assert officer.post(f"{at}calculate/").status_code == 302
    latest_job()
    page = officer.get(at).content.decode()
    assert "1 to clear" in page and "1 to look at" in page
    warnings = officer.get(f"{at}warnings/").content.decode()
    assert "No National Insurance number" in warnings
    ids = list(run.warnings.values_list("pk", flat=True))
    asked = officer.post(f"{at}warnings/clear/", {"pk": ids})
    assert asked.status_code == 200 and "Reason" in asked.content.decode()
    assert officer.post(f"{at}warnings/clear/", {"pk": ids, "reason": ""}).status_code == 422
    assert officer.post(f"{at}warnings/clear/", {"pk": ids, "reason": "Applied for"}).status_code == 302
    assert "no National Insurance category letter" in officer.get(f"{at}exceptions/").content.decode()
    ids = list(run.exceptions.values_list("pk", flat=True))
    assert officer.post(f"{at}exceptions/clear/", {"pk": ids, "reason": "Not started yet"}).status_code == 302
    assert officer.get(f"{at}check/").status_code == 200
    assert officer.post(f"{at}check/").status_code == 302
    assert "Approve" not in officer.get(at).content.decode().split("What happened")[0].split("bo-split")[0]
    assert approver.get(f"{at}approve/").status_code == 200
    assert approver.post(f"{at}approve/").status_code == 302
    assert approver.post(f"{at}post/").status_code == 302
    assert latest_job().state == "done"
    page = approver.get(at).content.decode()
    assert "Download the bank file" in page and "no weights are loaded" in page and "journal J" in page
    assert approver.post(f"{at}paid/").status_code == 302
    run.refresh_from_db()
    assert run.state == "paid"
    for address in (
        "",
        "runs/",
        f"runs/{run.reference}/payslips/",
        f"runs/{run.reference}/payments/",
        "test-cases/",
    ):
        assert officer.get(BASE + address).status_code == 200, address
    assert officer.get(f"{at}differences/").status_code == 200


def test_a_payslip_explains_each_line_down_to_the_law(pay, payroll_officer):
    person = pay.person(annual=3_600_000)
    run = doors.calculated(payroll_officer, pay.period)
    page = payroll_officer.get(
        f"{BASE}runs/{run.reference}/payslips/{person.number}/regular/"
    ).content.decode()
    for words in (
        "Basic pay",
        "£36,000.00",
        "Income tax",
        "PAYE",
        "SSCBA 1992",
        "3,000.00",
        "Local Government Pension",
    ):
        assert words in page, words


def test_a_payslip_pdf_is_a_pdf_and_all_of_them_an_archive(pay, payroll_officer):
    person = pay.person()
    pay.person(workforce="OFFICER")
    run = doors.calculated(payroll_officer, pay.period)
    at = f"{BASE}runs/{run.reference}/payslips/"
    one = payroll_officer.get(f"{at}{person.number}/regular/pdf/")
    assert one.content.startswith(b"%PDF") and "attachment" in one["Content-Disposition"]
    assert payroll_officer.post(f"{at}print/").status_code == 302
    job = latest_job()
    assert job.state == "done" and job.result.filename.endswith(".zip")
    answer = payroll_officer.get(job.result.get_absolute_url())
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert f"{person.number}-regular.pdf" in archive.namelist() and len(archive.namelist()) == 2
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def test_an_employee_sees_own_payslips_once_released_and_no_others(
    pay, payroll_officer, payroll_approver, employee
):
    mine, other = pay.person(), pay.person()
    mine.person.member = employee.member
    mine.person.save()
    run = doors.checked(payroll_officer, pay.period)
    at = f"{BASE}runs/{run.reference}/payslips/"
    assert employee.get(f"{at}{mine.number}/regular/").status_code == 404
    from payroll.services.approve_run import approve_run

    approve_run(actor=payroll_approver.actor, run=run)
    assert employee.get(f"{at}{mine.number}/regular/").status_code == 200
    assert employee.get(f"{at}{mine.number}/regular/pdf/").status_code == 200
    assert employee.get(f"{at}{other.number}/regular/").status_code == 404
    assert mine.number in employee.get(f"{BASE}my-payslips/").content.decode()
    assert other.number not in employee.get(f"{BASE}my-payslips/").content.decode()


@pytest.mark.parametrize("format", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("code", ["payroll.gross_to_net", "payroll.run_summary"])
def test_reports_of_a_run_go_out(pay, payroll_officer, code, format):
    pay.person()
    run = doors.calculated(payroll_officer, pay.period)
    answer = payroll_officer.get(f"/cleveland/reports/{code}?run={run.reference}&format={format}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_differences_name_their_cause(pay, payroll_officer, payroll_approver):
    from datetime import date

    from payroll.models import TaxDetails
    from tests.payroll.factories import pay_period

    person = pay.person()
    pay.person()
    doors.approved(payroll_officer, payroll_approver, pay.period, earlier=True)
    old = TaxDetails.objects.get(employment=person)
    old.ends_before = date(2026, 11, 1)
    old.save()
    TaxDetails.objects.create(employment=person, tax_code="BR", starts_on=date(2026, 11, 1))
    run = doors.calculated(payroll_officer, pay_period(2026, 11))
    page = payroll_officer.get(f"{BASE}runs/{run.reference}/differences/").content.decode()
    assert person.number in page and "Tax code BR" in page and "Income tax" in page
