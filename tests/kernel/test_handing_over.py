"""A worker that is asked to end hands its job to the next one at once, in a whole number of chunks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from backoffice.actor import Actor
from backoffice.jobs import stopping
from backoffice.jobs.kinds import HandedOver
from backoffice.jobs.models import Job
from backoffice.jobs.services import start_job
from backoffice.jobs.testing import run_job
from backoffice.numbering.models import Counter
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.models import Member
from tenants.models import Outbox
from tenants.services.bring_in_authority import add_first_member
from tests import committed
from tests.database import ROOT


@pytest.fixture
def stopping_now() -> Iterator[None]:
    stopping.say_stopping(True)
    yield
    stopping.say_stopping(False)


def test_the_chunk_in_hand_is_kept_and_the_job_waits_for_no_lease(
    payroll_officer: Any, handler: Any, stopping_now: None
) -> None:
    def work(run: Any) -> None:
        for chunk in range(run.cursor.get("chunk", 0), 3):
            with transaction.atomic():
                Counter.objects.create(series=f"chunk {chunk}", last=1)
                run.checkpoint(done=chunk + 1, cursor={"chunk": chunk + 1})

    handler["run"] = work
    job = run_job(start_job(actor=payroll_officer.actor, kind="test.job", params={}))
    assert (job.state, job.lease_until, job.attempts) == ("queued", None, 0)
    assert job.cursor == {"chunk": 1} and Counter.objects.filter(series__startswith="chunk").count() == 1
    assert Outbox.objects.get(kind="job", ref=str(job.pk)).due_at <= Job.objects.get(pk=job.pk).created_at
    stopping.say_stopping(False)
    assert run_job(job).state == "done" and Counter.objects.filter(series__startswith="chunk").count() == 3


def test_a_chunk_that_has_only_begun_is_not_done(
    payroll_officer: Any, handler: Any, stopping_now: None
) -> None:
    seen = []

    def work(run: Any) -> None:
        with transaction.atomic():
            try:
                run.hold()
            except HandedOver:
                seen.append("let go")
                raise

    handler["run"] = work
    assert run_job(start_job(actor=payroll_officer.actor, kind="test.job", params={})).state == "queued"
    assert seen == ["let go"]


@pytest.fixture
def force(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), committed.authorities(1, "handover") as slugs:
        yield slugs[0]


def start_worker() -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    assert settings.JOB_LEASE_SECONDS > 60, "so that nobody finishes by waiting for the lease"
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "tests.kernel.slow_work", "worker", "-Q", "payroll,default", "-c", "1",
         "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for(what: Callable[[], bool], worker: subprocess.Popen[bytes], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until and worker.poll() is None
        time.sleep(0.1)


@pytest.mark.fault
@pytest.mark.worker
def test_a_worker_told_to_end_ends_soon_and_the_next_one_goes_on_at_once(force: str) -> None:
    from tests.kernel import slow_work

    identity = add_first_member(
        slug=force, email=f"{force}@example.test", name="Pat Payroll", roles=["payroll_officer"]
    )
    first = start_worker()
    second = None
    try:
        with in_authority(force):
            member = Member.objects.get(identity=identity)
            actor = Actor(authority=force, member_id=member.pk, identity=identity, name=member.name)
            job = start_job(actor=actor, kind="test.slow", params={})

            def again() -> Job:
                job.refresh_from_db()
                return job

            wait_for(lambda: again().done > 2, first)
            first.send_signal(signal.SIGTERM)
            told = time.monotonic()
            first.wait(timeout=30)
            assert time.monotonic() - told < 15
            assert again().state == "queued" and job.lease_until is None and 2 < job.done < slow_work.CHUNKS
            second = start_worker()
            wait_for(lambda: again().state == "done", second)
            assert time.monotonic() - told < 60 < settings.JOB_LEASE_SECONDS
            assert Counter.objects.get(series="slow").last == slow_work.CHUNKS  # none lost, none doubled
    finally:
        for worker in (first, second):
            if worker is not None and worker.poll() is None:
                worker.terminate()
                worker.wait(timeout=30)
