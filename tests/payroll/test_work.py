"""What payroll puts before people on the home page, and where its pages lead on."""

from __future__ import annotations

from datetime import date

from payroll.models import PayRun
from payroll.work import to_start
from tests.payroll import doors
from tests.payroll.factories import pay_period

BASE = "/cleveland/payroll/"


def test_a_run_to_approve_is_shown_once(pay, payroll_officer, payroll_approver):
    pay.person()
    run = doors.checked(payroll_officer, pay.period)
    home = payroll_approver.get("/cleveland/").content.decode()
    assert home.count(f'/payroll/runs/{run.reference}/">Pay run {run.reference}') == 1
    assert "1 thing waits" in home and "To decide" not in home


def test_a_run_sent_for_approval_is_shown_once_among_what_was_sent_on(pay, payroll_officer, payroll_approver):
    pay.person()
    doors.checked(payroll_officer, pay.period)
    home = payroll_officer.get("/cleveland/?tab=sent").content.decode()
    assert "Pay runs waiting for approval" in home and "Sent for a decision" not in home


def test_the_next_regular_run_is_to_be_started_two_working_days_before_its_pay_day(pay, payroll_officer):
    today = date(2026, 10, 2)
    [row] = to_start(viewer=payroll_officer.actor, today=today)
    assert row.title == "Start the pay run for October 2026"
    assert row.due_on is not None and row.due_on < pay.period.pay_on
    assert "Start the pay run for October 2026" in payroll_officer.get("/cleveland/").content.decode()
    doors.start_run(actor=payroll_officer.actor, period=pay.period, today=today)
    assert to_start(viewer=payroll_officer.actor, today=today) == []


def test_a_run_more_than_a_month_ahead_is_not_yet_to_be_started(pay, payroll_officer):
    assert to_start(viewer=payroll_officer.actor, today=date(2026, 8, 1)) == []


def test_who_does_not_prepare_pay_is_not_asked_to_start_a_run(pay, payroll_approver):
    assert "Start the pay run" not in payroll_approver.get("/cleveland/").content.decode()


def test_a_run_with_something_open_says_what_and_offers_no_sealing(pay, payroll_officer):
    pay.person(ni_number=None)
    pay.person(ni_letter=None)
    run = doors.calculated(payroll_officer, pay.period)
    at = f"{BASE}runs/{run.reference}/"
    page = payroll_officer.get(f"{at}check/").content.decode()
    assert "1 to clear" in page and f"{at}warnings/" in page
    assert "1 to look at" in page and f"{at}exceptions/" in page
    assert "Check and send for approval" not in page
    doors.clear_all(payroll_officer, run)
    assert "Check and send for approval" in payroll_officer.get(f"{at}check/").content.decode()


def test_a_supplementary_run_is_offered_for_the_last_period_paid(pay, payroll_officer, payroll_approver):
    pay.person()
    november = pay_period(2026, 11)
    doors.paid(payroll_officer, payroll_approver, pay.period)
    page = payroll_officer.get(f"{BASE}runs/start/?kind=supplementary")
    assert page.context["form"]["period"].value() == pay.period.pk
    assert page.context["form"]["kind"].value() == "supplementary"
    regular = payroll_officer.get(f"{BASE}runs/start/")
    assert regular.context["form"]["period"].value() == november.pk
    assert PayRun.objects.count() == 1


def test_a_calculation_tells_people_and_exceptions_apart(pay, payroll_officer):
    pay.person()
    pay.person(ni_letter=None)
    from backoffice.jobs.models import Job

    doors.calculated(payroll_officer, pay.period)
    message = Job.objects.get(kind="payroll.calculate").message
    assert message.startswith("1 person calculated, ") and message.endswith(", 1 exception.")
