"""Rows 2 and 13 of the fault table for payment runs: the worker is killed at each stage, two pay the same run at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.committed import authorities, log_in, role_for
from tests.database import ROOT

pytestmark = [pytest.mark.fault, pytest.mark.worker]
POINTS = (
    "finance.approve_payments:1",
    "finance.bacs:prepared:1",
    "finance.bacs:write:1",
    "finance.confirm_payments:1",
)
OUTCOME = """
    SELECT r.state, r.approved_pence, f.serial, f.sha256, f.message_id, d.sha256, j.number,
        (SELECT sum(paid_pence) FROM finance_invoice), (SELECT count(*) FROM finance_payment WHERE state = 'paid')
    FROM finance_paymentrun r LEFT JOIN finance_paymentfile f ON f.run_id = r.id
    LEFT JOIN documents_document d ON d.id = f.document_id LEFT JOIN finance_journal j ON j.id = r.journal_id
"""


def begin(slug: str, *more: str, fault: str = "") -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "backoffice.config.settings",
        "DATABASE_NAME": str(settings.DATABASES["default"]["NAME"]),
        "BUSINESS_DATE": "2026-11-03",
        "FAULTS": "yes",
        "FAULT_AT": fault,
        "JOB_LEASE_SECONDS": "1",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.finance.payments.stage", slug, *more],
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


def outcome(slug: str) -> tuple[Any, ...]:
    with closing(log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        cursor.execute(OUTCOME)
        (row,) = cursor.fetchall()
        return tuple(row)


def visible(slug: str) -> int:
    """Bank files that somebody could find."""
    with closing(log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documents_document WHERE kind = 'finance.bacs'")
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def slugs(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    with django_db_blocker.unblock(), authorities(2, "paying") as found:
        yield found


def test_a_worker_killed_at_any_stage_pays_once_with_the_same_file(slugs: list[str]) -> None:
    slug = slugs[0]
    seen = []
    for point in POINTS:
        assert end(begin(slug, fault=point)) == -9, f"{point} was not reached"
        state, *_, stored, journal, paid, payments = outcome(slug)
        assert (journal, paid, payments) == (None, 0, 0)
        assert visible(slug) == (1 if stored else 0)
        seen.append((state, outcome(slug)[2:5], stored))
    # Killed while writing: nothing to be found, and what was prepared stays what the file is.
    assert [each[0] for each in seen] == ["proposed", "approved", "approved", "file_made"]
    assert seen[1][1] == seen[2][1] == seen[3][1] and seen[2][2] is None and seen[3][2] == seen[1][1][1]
    assert end(begin(slug)) == 0 and end(begin(slug)) == 0
    assert outcome(slug)[0] == "confirmed" and outcome(slug)[-2:] == (6_000, 3)
    assert outcome(slug)[3] == outcome(slug)[5] and visible(slug) == 1
    media = [
        path for path in Path(str(settings.MEDIA_ROOT)).rglob("*") if slug in str(path) and path.is_file()
    ]
    assert not [path for path in media if path.stat().st_size == 0]


def test_two_who_pay_a_run_at_once_pay_it_once(slugs: list[str]) -> None:
    slug = slugs[1]
    assert end(begin(slug, "build")) == 0
    assert [end(process) for process in [begin(slug) for _ in range(2)]] == [0, 0]
    assert outcome(slug)[0] == "confirmed" and outcome(slug)[-2:] == (6_000, 3)
    assert visible(slug) == 1 and outcome(slug)[6] == "J000004"  # three invoices and one payment
