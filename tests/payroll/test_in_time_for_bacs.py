"""A bank file that Bacs can no longer process in time is refused, or paid late by choice."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.errors import Refused
from backoffice.jobs.models import Job
from backoffice.jobs.services import start_job
from backoffice.jobs.testing import run_job
from payroll.models import BacsFile
from payroll.queries.settings import bacs_pay_day
from payroll.services.bank_file import prepare_bank_file
from payroll.services.start_run import start_run
from tests.payroll import doors


@pytest.fixture
def approved(pay, payroll_officer, payroll_approver):
    """October's run, paid on Wednesday the 28th: processed on the 27th, so made by Monday the 26th."""
    pay.person()
    return doors.approved(payroll_officer, payroll_approver, pay.period)


def test_the_file_is_made_up_to_two_working_days_before_the_pay_day(approved, payroll_approver):
    file = prepare_bank_file(actor=payroll_approver.actor, run=approved, today=date(2026, 10, 26))
    assert file is not None and file.process_on == date(2026, 10, 27)
    assert bacs_pay_day(approved) == date(2026, 10, 28)


@pytest.mark.parametrize("today", [date(2026, 10, 27), date(2026, 10, 28), date(2026, 11, 16)])
def test_a_file_made_too_late_is_refused_with_what_to_do(approved, payroll_approver, today):
    with pytest.raises(Refused, match="Bacs can no longer pay .* had to be made by 26 October") as refused:
        prepare_bank_file(actor=payroll_approver.actor, run=approved, today=today)
    assert "pay late" in refused.value.next_step
    assert not BacsFile.objects.exists()


def test_the_job_posts_nothing_too_late_and_posts_when_people_are_paid_late(
    approved, payroll_approver, settings
):
    settings.BUSINESS_DATE = date(2026, 10, 30)
    job = run_job(start_job(actor=payroll_approver.actor, kind="payroll.post", params={"run": approved.pk}))
    approved.refresh_from_db()
    assert job.state == "failed" and approved.state == "approved"
    params = {"run": approved.pk, "late": True}
    assert (
        run_job(start_job(actor=payroll_approver.actor, kind="payroll.post", params=params)).state == "done"
    )
    approved.refresh_from_db()
    assert approved.state == "posted"
    assert BacsFile.objects.get(run=approved).process_on == date(2026, 11, 2)  # a Monday
    assert bacs_pay_day(approved) == date(2026, 11, 3)


def test_the_page_asks_whether_to_pay_late(approved, payroll_approver, settings):
    settings.BUSINESS_DATE = date(2026, 10, 30)
    address = f"/cleveland/payroll/runs/{approved.reference}/post/"
    page = payroll_approver.get(address).content.decode()
    assert "Bacs can no longer pay on" in page and "Pay late" in page
    refused = payroll_approver.post(address, {}).content.decode()
    assert "had to be made by 26 October" in refused and not Job.objects.filter(kind="payroll.post").exists()
    assert payroll_approver.post(address, {"late": "on"}).status_code == 302
    assert Job.objects.get(kind="payroll.post").params["late"] is True


def test_a_run_can_be_started_on_a_later_pay_day_of_its_tax_month(pay, payroll_officer):
    actor = payroll_officer.actor
    for day, words in ((date(2026, 11, 6), "another tax period"), (date(2026, 10, 31), "Bacs does not work")):
        with pytest.raises(Refused, match=words):
            start_run(actor=actor, period=pay.period, today=doors.TODAY, pay_on=day)
    run = start_run(actor=actor, period=pay.period, today=doors.TODAY, pay_on=date(2026, 11, 3))
    assert run.pay_on == date(2026, 11, 3)
