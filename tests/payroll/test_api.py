"""Pay runs and payslips over the API."""

from __future__ import annotations

from uuid import uuid4

from backoffice.jobs.models import Job
from backoffice.jobs.testing import run_job
from payroll.models import PayRun
from tests.payroll import doors

BASE = "/cleveland/api/v1/"


def send(cast, address: str, data: dict | None = None, key: str = ""):
    return cast.client.post(
        BASE + address,
        data or {},
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())},
    )


def test_a_run_is_paid_through_the_api(pay, payroll_officer, payroll_approver):
    person = pay.person()
    officer, approver = payroll_officer, payroll_approver
    started = send(officer, "pay-runs", {"period": "2026-27-monthly-7"})
    assert started.status_code == 201, started.content
    at = f"pay-runs/{started.json()['reference']}/"
    assert send(officer, f"{at}calculate").status_code == 202
    run_job(Job.objects.order_by("-pk").first())
    assert send(officer, f"{at}check").json()["state"] == "checked"
    assert send(officer, f"{at}approve").status_code == 403
    assert send(approver, f"{at}approve").json()["state"] == "approved"
    assert send(approver, f"{at}post").status_code == 202
    run_job(Job.objects.order_by("-pk").first())
    assert send(approver, f"{at}paid").json()["state"] == "paid"
    run = PayRun.objects.get()
    listed = officer.client.get(f"{BASE}payslips?run={run.reference}").json()
    assert [each["number"] for each in listed["results"]] == [person.number]
    one = officer.client.get(f"{BASE}payslips/{run.reference}-{person.number}-regular").json()
    assert {line["element"] for line in one["lines"]} >= {"salary", "paye", "ni_employee"}


def test_asked_twice_with_one_key_a_run_is_started_once(pay, payroll_officer):
    pay.person()
    key = str(uuid4())
    first = send(payroll_officer, "pay-runs", {"period": "2026-27-monthly-7"}, key)
    again = send(payroll_officer, "pay-runs", {"period": "2026-27-monthly-7"}, key)
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert PayRun.objects.count() == 1


def test_a_refusal_says_what_to_do(pay, payroll_officer):
    pay.person(ni_number=None)
    run = doors.calculated(payroll_officer, pay.period)
    refused = send(payroll_officer, f"pay-runs/{run.reference}/check")
    assert refused.status_code == 422
    assert refused.json()["code"] == "payroll_run_warnings_cleared" and refused.json()["next_step"]
