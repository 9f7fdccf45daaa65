"""Rows 1, 2 and 13 of the fault table: the worker is killed at each stage of a pay run, and of writing the bank file;
several pay the same month at once.

Two authorities with the same people are paid the same months, one undisturbed, one whose process is killed (signal 9) at
another point each month and begun again. Nothing may be lost, doubled or different.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.committed import authorities, log_in, role_for
from tests.database import ROOT

pytestmark = [pytest.mark.fault, pytest.mark.worker]
POINTS = [
    "payroll.calculate:start:1",
    "payroll.calculate:copy:1",
    "payroll.calculate:copy:3",
    "payroll.calculate:chunk:2",
    "payroll.calculate:end:1",
    "payroll.seal:1",
    "payroll.approve:1",
    "payroll.bacs:prepared:1",
    "payroll.bacs:write:1",
    "payroll.post:1",
    "payroll.post:committed:1",
    "jobs.run:before_end:1",
]
OUTCOME = """
    SELECT d.starts_on, r.state, r.payslips, r.net_pence, r.hash, b.sha256, b.message_id, j.number
    FROM payroll_payrun r JOIN payroll_payperiod d ON d.id = r.period_id
    LEFT JOIN payroll_bacsfile b ON b.run_id = r.id LEFT JOIN finance_journal j ON j.id = r.journal_id
    ORDER BY d.starts_on
"""


def begin(slug: str, until: int, fault: str = "") -> subprocess.Popen[str]:
    """The stage in a process of its own, as a worker would be."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "backoffice.config.settings",
        "DATABASE_NAME": str(settings.DATABASES["default"]["NAME"]),
        "BUSINESS_DATE": "2026-04-01",  # every month can still be paid by Bacs
        "FAULTS": "yes",
        "FAULT_AT": fault,
        "JOB_LEASE_SECONDS": "1",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payroll.stage", slug, str(until)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> int:
    """Its exit status: 0, or -9 when it was killed."""
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, -9), errors[-3000:]
    return process.returncode


def stage(slug: str, until: int, fault: str = "") -> int:
    return end(begin(slug, until, fault))


def outcome(slug: str) -> list[tuple[object, ...]]:
    connection = log_in(role_for(slug))
    try:
        with connection.cursor() as cursor:
            cursor.execute(OUTCOME)
            found: list[tuple[object, ...]] = cursor.fetchall()
            return found
    finally:
        connection.close()


def broken_books(slug: str) -> list[str]:
    from payroll.queries.books import CHECKS

    found = []
    connection = log_in(role_for(slug))
    try:
        with connection.cursor() as cursor:
            for what, query in CHECKS.items():
                cursor.execute(query)
                found += [f"{what}: {row[0]}" for row in cursor.fetchmany(3) if row[0] is not None]
    finally:
        connection.close()
    return found


@pytest.fixture(scope="module")
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """Two authorities of our own, with committed data."""
    with django_db_blocker.unblock(), authorities(2, "fault") as slugs:
        yield slugs


def test_a_worker_killed_at_any_stage_of_a_pay_run_loses_and_doubles_nothing(two):
    undisturbed, disturbed = two
    assert stage(undisturbed, len(POINTS)) == 0
    for number, point in enumerate(POINTS, start=1):
        assert stage(disturbed, number, point) == -9, f"{point} was not reached"
        assert broken_books(disturbed) == [], point
    assert stage(disturbed, len(POINTS)) == 0
    assert outcome(disturbed) == outcome(undisturbed)
    assert len(outcome(disturbed)) == len(POINTS)
    assert broken_books(disturbed) == broken_books(undisturbed) == []


def test_three_at_once_pay_each_month_once(two):
    undisturbed, _ = two
    with authorities(1, "rivals") as (rivals,):
        assert stage(rivals, 0) == 0
        assert [end(process) for process in [begin(rivals, 3) for _ in range(3)]] == [0, 0, 0]
        assert stage(undisturbed, 3) == 0
        assert outcome(rivals) == outcome(undisturbed)[:3]
        assert broken_books(rivals) == []
