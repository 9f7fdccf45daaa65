"""What one authority's login writes into the outbox never keeps another's work from being found again."""

from __future__ import annotations

import pytest
from django.db import connection

from backoffice.tenancy import portal_api, tasks
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.tasks import sweep
from tenants.models import Outbox

pytestmark = pytest.mark.isolation


@pytest.fixture
def found(monkeypatch):
    """What a sweep sent, with a sender that takes numbers only, as the one of jobs."""
    monkeypatch.setattr("backoffice.tenancy.tasks.SENDERS", {})
    sent: list[tuple[str, int]] = []
    tasks.SENDERS["trial"] = lambda slug, ref: sent.append((slug, int(ref)))
    return sent


def as_cleveland(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "due", ["'-infinity'", "'4713-01-01 BC'", "'infinity'", "'290000-01-01'", "now() - interval '100 years'"]
)
def test_no_date_of_one_breaks_or_blocks_the_sweep(cleveland, found, due):
    as_cleveland(f"SELECT api.enqueue('trial', '1', ({due})::timestamptz)")
    with in_authority("durham"):
        portal_api.enqueue("trial", "8")
    sweep()
    assert ("durham", 8) in found
    assert all(entry.due_at.year >= 2026 for entry in Outbox.objects.all())


def test_a_reference_that_means_nothing_stops_nobody_elses(cleveland, found):
    for ref in ("x", "", "1e9", "9" * 100):
        as_cleveland(f"SELECT api.enqueue('trial', '{ref}')")
    with in_authority("durham"):
        portal_api.enqueue("trial", "8")
    sweep()
    assert ("durham", 8) in found


def test_a_flood_of_one_does_not_crowd_the_others_out(cleveland, found):
    as_cleveland("SELECT api.enqueue('trial', n::text, now()) FROM generate_series(1, 300) AS n")
    with in_authority("durham"):
        portal_api.enqueue("trial", "8")
    assert sweep(limit=10) == 10
    assert ("durham", 8) in found
