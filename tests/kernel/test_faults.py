"""Processes killed at the worst moment: nothing lost, nothing doubled. On committed data, with the product's backend."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from backoffice.numbering.models import Counter
from backoffice.tenancy.current import in_authority
from tests import committed
from tests.database import ROOT

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def force(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """An authority of this module's own."""
    with django_db_blocker.unblock(), committed.authorities(1, "faults") as slugs:
        yield slugs[0]


def act(slug: str, action: str, *, fault: str = "", **given: Any) -> Any:
    """Do it in a process of its own; with `fault` that process is killed there, and nothing is returned."""
    environment = {
        **os.environ,
        "JOB_LEASE_SECONDS": "1",
        "FAULTS": "yes" if fault else "no",
        "FAULT_AT": fault,
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    words = [
        sys.executable,
        "-m",
        "tests.kernel.actions",
        action,
        slug,
        *(f"{k}={v}" for k, v in given.items()),
    ]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    if fault:
        assert done.returncode == -signal.SIGKILL, done.stderr
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def people(force: str) -> dict[str, str]:
    found: dict[str, str] = act(
        force,
        "members",
        clerk="service_centre_clerk",
        officer="payroll_officer",
        first="payroll_approver",
        second="payroll_approver",
        administrator="authority_administrator",
    )
    return found


def series(slug: str, start: str) -> int:
    with in_authority(slug):
        return Counter.objects.filter(series__startswith=start).count()


@pytest.mark.parametrize("fault", ["test.apply:row:700", "imports.load:before:1", "imports.load:after:1"])
def test_a_worker_killed_while_loading_leaves_nothing_and_the_load_can_be_repeated(
    force: str, people: dict[str, str], fault: str
) -> None:
    with in_authority(force):
        Counter.objects.filter(series__startswith="S").delete()
    rows = {"test.apply:row:700": 1000, "imports.load:before:1": 1001, "imports.load:after:1": 1002}[fault]
    batch = act(force, "stage", identity=people["clerk"], rows=rows)["batch"]
    act(force, "load", fault=fault, identity=people["clerk"], batch=batch)
    assert series(force, "S") == 0
    loaded = act(force, "load", identity=people["clerk"], batch=batch)
    assert loaded == {"state": "loaded", "result": {"added": rows}}
    assert series(force, "S") == rows


@pytest.mark.parametrize(
    "fault",
    [
        "jobs.run:taken:1",
        "test.count:before:1",
        "test.count:inside:3",
        "test.count:after:6",
        "jobs.run:before_end:1",
    ],
)
def test_a_worker_killed_at_any_stage_of_a_job_doubles_no_chunk(
    force: str, people: dict[str, str], fault: str
) -> None:
    with in_authority(force):
        from backoffice.jobs.models import Job

        Job.objects.all().delete()
        Counter.objects.exclude(series__startswith="S").delete()
    job = act(force, "begin", identity=people["officer"])["job"]
    act(force, "work", fault=fault, job=job)
    time.sleep(1.1)  # the lease runs out
    assert act(force, "work", job=job) == {"state": "done", "counted": 6}
    with in_authority(force):
        assert Counter.objects.get(series="chunks").last == 6  # each number drawn once


def test_an_answer_lost_with_the_web_process_is_given_again(force: str, people: dict[str, str]) -> None:
    with in_authority(force):
        from backoffice.jobs.models import Job

        Job.objects.all().delete()
    job = act(force, "begin", identity=people["officer"])
    token = act(force, "token", administrator=people["administrator"], person=people["officer"])["token"]
    act(force, "cancel", fault="api.write:committed:1", token=token, reference=job["reference"])
    answer = act(force, "cancel", token=token, reference=job["reference"])
    assert answer["status"] == 200 and answer["replay"] == "true" and answer["body"]["state"] == "cancelled"


def test_two_deciding_at_once_one_wins_and_the_other_is_told(force: str, people: dict[str, str]) -> None:
    told = act(
        force, "race", first=people["first"], second=people["second"], maker=people["officer"], rounds=60
    )
    assert told == {"won": 60, "told": 60, "drawn": 120}
