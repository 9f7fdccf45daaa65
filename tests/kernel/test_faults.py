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

from backoffice.jobs.models import Job
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


def no_jobs(slug: str) -> None:
    with in_authority(slug):
        Job.objects.all().delete()
        Counter.objects.exclude(series__startswith="S").delete()


@pytest.mark.parametrize(("fault", "rows"), [("test.apply:row:700", 1000), ("imports.load:after:1", 1001)])
def test_a_worker_killed_while_loading_leaves_nothing_and_the_load_can_be_repeated(
    force: str, people: dict[str, str], fault: str, rows: int
) -> None:
    with in_authority(force):
        Counter.objects.filter(series__startswith="S").delete()
    act(force, "load", fault=fault, identity=people["clerk"], rows=rows)
    assert series(force, "S") == 0
    loaded = act(force, "load", identity=people["clerk"], rows=rows)
    assert loaded == {"state": "loaded", "result": {"added": rows}}
    assert series(force, "S") == rows


@pytest.mark.parametrize(
    "fault", ["jobs.run:taken:1", "test.count:inside:3", "test.count:after:6", "jobs.run:before_end:1"]
)
def test_a_worker_killed_at_any_stage_of_a_job_doubles_no_chunk(
    force: str, people: dict[str, str], fault: str
) -> None:
    no_jobs(force)
    act(force, "work", fault=fault, identity=people["officer"])
    time.sleep(1.1)  # the lease runs out
    assert act(force, "work", identity=people["officer"]) == {"state": "done", "counted": 6}
    with in_authority(force):
        assert Counter.objects.get(series="chunks").last == 6  # each number drawn once


def test_an_answer_lost_with_the_web_process_is_given_again(force: str, people: dict[str, str]) -> None:
    no_jobs(force)
    given = act(force, "token", administrator=people["administrator"], person=people["officer"])
    act(force, "cancel", fault="api.write:committed:1", **given)
    answer = act(force, "cancel", **given)
    assert answer["status"] == 200 and answer["replay"] == "true" and answer["body"]["state"] == "cancelled"


def test_two_deciding_at_once_one_wins_and_the_other_is_told(force: str, people: dict[str, str]) -> None:
    told = act(
        force, "race", first=people["first"], second=people["second"], maker=people["officer"], rounds=40
    )
    assert told == {"won": 40, "told": 40, "drawn": 80}
