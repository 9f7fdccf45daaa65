"""Long work: under a lease, told as it goes, resumed where it stopped, never done twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from backoffice.errors import Refused
from backoffice.jobs import lease, runner
from backoffice.jobs.kinds import JobRun, LeaseLost, Outcome
from backoffice.jobs.models import Job, JobState
from backoffice.jobs.services import cancel_job, retry_job, start_job
from backoffice.jobs.testing import run_job
from backoffice.numbering.models import Counter

COUNT = 5


def counting(run: JobRun) -> Outcome:
    """Five chunks, each done once whatever happens in between."""
    for chunk in range(run.cursor.get("chunk", 0), COUNT):
        with transaction.atomic():
            run.hold()
            Counter.objects.create(series=f"chunk {chunk}", last=1)
            run.checkpoint(
                done=chunk + 1, total=COUNT, message=f"Chunk {chunk + 1}", cursor={"chunk": chunk + 1}
            )
        if run.params.get("stop_after") == chunk:
            raise SystemExit  # the process is gone; nothing more is written
    return Outcome("Five chunks counted")


def start(person: Any, **given: Any) -> Job:
    return start_job(actor=person.actor, kind="test.job", params=given.pop("params", {}), **given)


def test_a_job_runs_and_tells_how_it_ended(payroll_officer: Any, handler: dict[str, Any]) -> None:
    handler["run"] = counting
    job = run_job(start(payroll_officer))
    assert (job.state, job.done, job.total, job.message) == ("done", 5, 5, "Five chunks counted")
    assert job.started_at and job.ended_at and job.lease_until is None


def test_asked_for_twice_with_one_key_it_is_one_job(payroll_officer: Any, handler: dict[str, Any]) -> None:
    one, two = start(payroll_officer, key="october"), start(payroll_officer, key="october")
    assert one.pk == two.pk and Job.objects.count() == 1
    run_job(one)
    assert start(payroll_officer, key="october").pk == one.pk
    assert start(payroll_officer, key="november").pk != one.pk


def test_a_failed_job_can_be_started_anew_with_its_key(payroll_officer: Any, handler: dict[str, Any]) -> None:
    def refuse(run: JobRun) -> None:
        raise Refused("There is no pay calendar.", next_step="Load it first.")

    handler["run"] = refuse
    job = run_job(start(payroll_officer, key="october"))
    assert job.state == "failed" and job.refusal == {
        "code": "refused",
        "message": "There is no pay calendar.",
        "where": "",
        "next_step": "Load it first.",
    }
    assert start(payroll_officer, key="october").pk != job.pk


@pytest.mark.fault
def test_fifty_messages_do_the_work_once(payroll_officer: Any, handler: dict[str, Any]) -> None:
    calls: list[int] = []
    handler["run"] = lambda run: calls.append(1)
    job = start(payroll_officer)
    for _ in range(50):
        runner.run(job.pk)
    assert calls == [1]


@pytest.mark.fault
def test_a_message_while_another_worker_holds_the_job_does_nothing(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    job = start(payroll_officer)
    inner: list[str] = []

    def deliver_again(run: JobRun) -> None:
        runner.run(job.pk)
        inner.append(Job.objects.get(pk=job.pk).state)

    handler["run"] = deliver_again
    assert run_job(job).state == "done" and inner == ["running"]


@pytest.mark.fault
def test_a_killed_worker_loses_and_doubles_nothing(payroll_officer: Any, handler: dict[str, Any]) -> None:
    handler["run"] = counting
    job = start(payroll_officer, params={"stop_after": 2})
    with pytest.raises(SystemExit):
        runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == "running" and job.cursor == {"chunk": 3}
    runner.run(job.pk)  # swept too early: the lease still stands
    assert Counter.objects.count() == 3
    _let_lease_run_out(job)
    assert run_job(job).state == "done" and Counter.objects.count() == COUNT


@pytest.mark.fault
def test_a_worker_that_lost_its_lease_can_write_nothing_more(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    job = start(payroll_officer)
    assert lease.take(job.pk, one := uuid4())
    _let_lease_run_out(job)
    assert lease.take(job.pk, uuid4())
    slow = JobRun(job=job, actor=payroll_officer.actor, token=one)
    with pytest.raises(LeaseLost):
        slow.checkpoint(done=1)
    with pytest.raises(LeaseLost), transaction.atomic():
        slow.hold()


@pytest.mark.fault
def test_a_job_that_brings_its_worker_down_each_time_is_given_up(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    def die(run: JobRun) -> None:
        raise SystemExit

    handler["run"] = die
    job = start(payroll_officer)
    for _ in range(runner.MOST_STARTS):
        with pytest.raises(SystemExit):
            runner.run(job.pk)
        _let_lease_run_out(job)
    job = run_job(job)
    assert job.state == "failed" and job.refusal["code"] == "job_worker_keeps_stopping"


def test_the_outbox_holds_a_job_until_it_is_over(payroll_officer: Any, handler: dict[str, Any]) -> None:
    job = start(payroll_officer)
    assert _in_outbox(job)
    run_job(job)
    assert not _in_outbox(job)


def test_a_job_goes_on_being_looked_at_while_its_lease_lasts(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    seen: list[bool] = []
    job = start(payroll_officer)
    handler["run"] = lambda run: seen.append(_in_outbox(job))
    run_job(job)
    assert seen == [True]


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_checkpoint(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    waiting = cancel_job(actor=payroll_officer.actor, job=start(payroll_officer))
    assert waiting.state == "cancelled" and not _in_outbox(waiting)
    job = start(payroll_officer)

    def cancelled_halfway(run: JobRun) -> None:
        run.checkpoint(done=1, total=2)
        cancel_job(actor=payroll_officer.actor, job=job)
        run.checkpoint(done=2, total=2)
        raise AssertionError("went on after it was cancelled")

    handler["run"] = cancelled_halfway
    assert run_job(job).state == "cancelled"


@pytest.mark.fault
def test_a_job_whose_worker_died_while_stopping_ends_cancelled(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    job = start(payroll_officer)
    lease.take(job.pk, uuid4())
    cancel_job(actor=payroll_officer.actor, job=job)
    _let_lease_run_out(job)
    assert run_job(job).state == "cancelled"


def test_an_unexpected_failure_is_told_by_a_reference_and_logged_without_what_it_said(
    payroll_officer: Any, handler: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    def crash(run: JobRun) -> None:
        raise KeyError("Jane Doe, QQ123456C")

    handler["run"] = crash
    job = start(payroll_officer)
    runner.run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and len(job.failure) == 12
    record = next(each for each in caplog.records if each.getMessage() == "job failed")
    assert record.failure == job.failure and record.error_type == "KeyError"  # type: ignore[attr-defined]
    assert "Jane" not in caplog.text and "QQ123456C" not in str(record.__dict__)
    page = payroll_officer.get(f"/cleveland/jobs/{job.reference}")
    assert job.failure.encode() in page.content and b"Try again" in page.content
    handler["run"] = counting
    assert run_job(retry_job(actor=payroll_officer.actor, job=job)).state == "done"


def test_a_job_whose_requester_has_left_goes_no_further(
    payroll_officer: Any, handler: dict[str, Any], owner: Any
) -> None:
    from backoffice.tenancy import portal_api

    handler["run"] = counting
    job = start(payroll_officer)
    with transaction.atomic():
        portal_api.set_membership_state(payroll_officer.identity, "suspended")
    job = run_job(job)
    assert job.state == "failed" and job.refusal["code"] == "job_requester_gone"
    assert not Counter.objects.exists()


def test_the_page_shows_progress_and_only_to_those_concerned(
    payroll_officer: Any, clerk: Any, administrator: Any, handler: dict[str, Any]
) -> None:
    job = start(payroll_officer)
    page = payroll_officer.get(f"/cleveland/jobs/{job.reference}")
    assert page.status_code == 200 and b"every 2s" in page.content
    assert clerk.get(f"/cleveland/jobs/{job.reference}").status_code == 404
    assert administrator.get(f"/cleveland/jobs/{job.reference}").status_code == 200
    run_job(job)
    page = payroll_officer.get(f"/cleveland/jobs/{job.reference}/progress")
    assert b"every 2s" not in page.content and b"Done" in page.content
    assert payroll_officer.post(f"/cleveland/jobs/{job.reference}/cancel").status_code == 409


def test_who_may_not_do_the_work_may_not_start_it(clerk: Any, handler: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        start(clerk)
    assert refused.value.code == "not_allowed"


def test_a_job_has_an_end_when_it_is_over_and_only_then(
    payroll_officer: Any, handler: dict[str, Any]
) -> None:
    job = start(payroll_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)


def _let_lease_run_out(job: Job) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET lease_until = clock_timestamp() - interval '1 second' WHERE id = %s",
            [job.pk],
        )


def _in_outbox(job: Job) -> bool:
    from tenants.models import Outbox

    return Outbox.objects.filter(authority__slug="cleveland", kind="job", ref=str(job.pk)).exists()
