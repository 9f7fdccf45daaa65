"""Posting through the service, all at once and one by one, against the bare rows."""

from __future__ import annotations

import io
import statistics
import time
from datetime import date

from django.db import connections, transaction

from backoffice.actor import Actor
from backoffice.config.demonstration import actor_with
from backoffice.links import Link
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import role_for
from bench.authorities import tidy
from bench.ledgers import CENTRES, SHORT_LEDGER
from finance.models import Period
from finance.services import Line, NewJournal, post_journals

JOURNALS = 10_000
SINGLE = 300
TIMES = 3
COPIES = "bench_copies"
TABLES = ("finance_journal", "finance_journalline", "finance_posting")
KEPT = (*TABLES, "finance_balance", "finance_chainhead")


def measure() -> dict[str, float]:
    """Medians of three, side by side, so that whatever else the machine does falls on all alike."""
    slug = SHORT_LEDGER.slug
    with in_authority(slug):
        officer, approver = (actor_with(slug, role) for role in ("finance_officer", "finance_approver"))
        period = Period.objects.filter(journals__isnull=False).order_by("-starts_on").distinct()[0]
        bulk, copies, single, bare = [], [], [], []
        for turn in range(TIMES):
            mark = f"{time.time_ns()}:{turn}"
            journals = _journals(JOURNALS, period.starts_on, f"bulk:{mark}")
            tidy(slug, KEPT)
            started = time.perf_counter()
            ids = _post(officer, approver, journals)
            bulk.append(time.perf_counter() - started)
            copies.append(_copy_seconds(slug, list(ids.values())))
            ids = {}
            alone = _journals(SINGLE, period.starts_on, f"single:{mark}")
            started = time.perf_counter()
            for journal in alone:
                ids |= _post(officer, approver, [journal])
            single.append(time.perf_counter() - started)
            bare.append(_insert_seconds(slug, list(ids.values())))
    whole, copy, one, insert = map(statistics.median, (bulk, copies, single, bare))
    print(f"  10,000 at once {whole:6.2f} s, bare COPY {copy:6.3f} s")
    print(f"  one by one {one / SINGLE * 1000:6.2f} ms each, bare inserts {insert / SINGLE * 1000:6.2f} ms")
    return {
        "posting.bulk_ratio_to_copy": round(whole / copy, 2),
        "posting.single_ratio_to_insert": round(one / insert, 2),
        "posting.journals_per_second": round(JOURNALS / whole),
    }


def _journals(count: int, day: date, mark: str) -> list[NewJournal]:
    return [
        NewJournal(
            key=f"{mark}:{n}",
            dated_on=day,
            description=f"Invoice {n}",
            lines=[
                Line("2010", f"A{1 + n % (CENTRES - 1):03}", "01.01", 10_000 + n, "Energy"),
                Line("2020", f"A{1 + n % (CENTRES - 1):03}", "01.01", 5_000 + n, "Water"),
                Line("8220", None, None, 3_000, "VAT"),
                Line("8500", None, None, -18_000 - 2 * n, "Supplier"),
            ],
            source=Link("finance.invoice", n + 1),
        )
        for n in range(count)
    ]


def _post(officer: Actor, approver: Actor, journals: list[NewJournal]) -> dict[str, int]:
    return post_journals(
        actor=officer, journals=journals, made_by=officer.member_id, approved_by=approver.member_id
    )


def _copy_seconds(slug: str, ids: list[int]) -> float:
    """The bare COPY of the same rows into empty tables that have only their primary keys; one connection."""
    rows = _rows_of(slug, ids)
    _empty_copies(slug)
    started = time.perf_counter()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table, text in rows.items():
            cursor.copy_expert(f"COPY {COPIES}.{table} FROM STDIN", io.StringIO(text))
    seconds = time.perf_counter() - started
    connections["owner"].close()
    return seconds


def _insert_seconds(slug: str, ids: list[int]) -> float:
    """The same rows by bare INSERTs, a statement a table and a transaction a journal, on one connection."""
    _empty_copies(slug)
    with connections["owner"].cursor() as cursor:
        rows: dict[str, dict[int, list[tuple[object, ...]]]] = {}
        for table in TABLES:
            key = "id" if table == "finance_journal" else "journal_id"
            cursor.execute(
                f"SELECT {key} AS by, t.* FROM {role_for(slug)}.{table} t WHERE {key} = ANY (%s)", [ids]
            )
            rows[table] = {}
            for by, *values in cursor.fetchall():
                rows[table].setdefault(by, []).append(tuple(values))
    started = time.perf_counter()
    for id in ids:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for table in TABLES:
                values = rows[table][id]
                places = ",".join(["(" + ",".join(["%s"] * len(values[0])) + ")"] * len(values))
                cursor.execute(
                    f"INSERT INTO {COPIES}.{table} VALUES {places}",
                    [value for row in values for value in row],
                )
    seconds = time.perf_counter() - started
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {COPIES} CASCADE")
    connections["owner"].close()
    return seconds


def _rows_of(slug: str, ids: list[int]) -> dict[str, str]:
    found = {}
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            key = "id" if table == "finance_journal" else "journal_id"
            file = io.StringIO()
            wanted = ",".join(map(str, ids))
            cursor.copy_expert(
                f"COPY (SELECT * FROM {role_for(slug)}.{table} WHERE {key} = ANY ('{{{wanted}}}')) TO STDOUT",
                file,
            )
            found[table] = file.getvalue()
    return found


def _empty_copies(slug: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {COPIES} CASCADE")
        cursor.execute(f"CREATE SCHEMA {COPIES}")
        for table in TABLES:
            key = "journal_id" if table == "finance_posting" else "id"
            cursor.execute(
                f"CREATE TABLE {COPIES}.{table} (LIKE {role_for(slug)}.{table}, PRIMARY KEY ({key}))"
            )
