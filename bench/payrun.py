"""A pay run by the product's own workers, from the button to sealed, against the bare COPY of the same rows."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, transaction

from backoffice.config.demonstration import actor_with
from backoffice.jobs.models import LIVE, JobState
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import role_for
from bench import runs, stages, worker
from bench.authorities import DEMONSTRATION, LARGE, tidy
from payroll.services.calculate import TABLES
from payroll.services.check_run import check_run

WORKERS = 2
TIMES = 3
POLL_SECONDS = 0.1
COPIES = "bench_copies"
LIKE = "INCLUDING DEFAULTS INCLUDING STORAGE INCLUDING COMPRESSION"
WRITTEN = tuple(name for name, _ in TABLES)
KEPT = (*WRITTEN, "payroll_payrun", "payroll_runchunk")


@dataclass(frozen=True, slots=True)
class Paid:
    """Seconds a pay run took: `calculated` from the button to calculated and checked by rule, `sealed` to seal it."""

    payslips: int
    calculated: float
    sealed: float

    @property
    def seconds(self) -> float:
        return self.calculated + self.sealed


def measure() -> dict[str, float]:
    """Medians of three runs, each on tables as empty as a new authority's, with a worker started for its size."""
    with worker.fresh() as small_memory:
        small = [_pay(DEMONSTRATION.slug) for _ in range(TIMES)]
    large, copies = [], []
    with worker.fresh() as large_memory:
        for _ in range(TIMES):  # side by side, so that whatever else the machine does falls on both alike
            large.append(_pay(LARGE.slug))
            copies.append(_copy_seconds(LARGE.slug))
    for data in (DEMONSTRATION, LARGE):
        _cancel(data.slug)
    whole, copy = (statistics.median(times) for times in ([paid.seconds for paid in large], copies))
    for paid in (*small, *large):
        print(
            f"  {paid.payslips:>6,} payslips: calculated {paid.calculated:6.2f} s, sealed {paid.sealed:5.2f} s"
        )
    print(f"  bare COPY: {', '.join(f'{seconds:.2f}' for seconds in copies)} s")
    print(f"  memory of a worker process: {small_memory.most_mb:.0f} MB, {large_memory.most_mb:.0f} MB")
    stages.tell(DEMONSTRATION.slug)
    return {
        "payrun.ratio_to_copy": round(whole / copy, 2),
        "payrun.seconds_2640": round(statistics.median(paid.calculated for paid in small), 2),
        "payrun.seconds_26400": round(whole, 2),
        "payrun.copy_seconds_26400": round(copy, 2),
        "payrun.payslips_per_second": round(large[0].payslips / whole, 1),
        "payrun.rss_growth_mb": round(large_memory.most_mb - small_memory.most_mb, 1),
    }


def _pay(slug: str) -> Paid:
    """One regular run of October 2026, calculated by a worker and sealed; the one before is cancelled first.

    What a person does in between, clearing warnings, is not counted.
    """
    _cancel(slug)
    tidy(slug, KEPT)
    with in_authority(slug):
        officer = actor_with(slug, "payroll_officer")
        run = runs.begin(officer)
        started = time.perf_counter()
        job = start_job(
            actor=officer, kind="payroll.calculate", params={"run": run.pk}, about=Link("payroll.run", run.pk)
        )
        while job.state in LIVE:
            time.sleep(POLL_SECONDS)
            job.refresh_from_db(fields=["state"])
        calculated = time.perf_counter() - started
        job.refresh_from_db()
        assert job.state == JobState.DONE, f"{job.state}: {job.refusal or job.failure}"
        run.refresh_from_db()
        runs.clear(officer, run)
        started = time.perf_counter()
        run = check_run(actor=officer, run=run)
        sealed = time.perf_counter() - started
    return Paid(run.payslips, calculated, sealed)


def _cancel(slug: str) -> None:
    with in_authority(slug):
        runs.cancel_all(slug)


def _copy_seconds(slug: str) -> float:
    """The bare COPY of what the run wrote, into empty tables that have only their primary keys; one connection."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        files = _rows(slug, Path(folder))
        _empty_copies(slug, WRITTEN)
        started = time.perf_counter()
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for table, path in files.items():
                with path.open("rb") as file:
                    cursor.copy_expert(f"COPY {COPIES}.{table} FROM STDIN", file)
        seconds = time.perf_counter() - started
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {COPIES} CASCADE")
    connections["owner"].close()
    return seconds


def _rows(slug: str, folder: Path) -> dict[str, Path]:
    """The rows of the authority's only run, as COPY text."""
    files = {}
    with connections["owner"].cursor() as cursor:
        for table in WRITTEN:
            files[table] = folder / table
            with files[table].open("wb") as file:
                cursor.copy_expert(f"COPY {role_for(slug)}.{table} TO STDOUT", file)
    return files


def _empty_copies(slug: str, tables: Sequence[str]) -> None:
    schema = role_for(slug)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {COPIES} CASCADE")
        cursor.execute(f"CREATE SCHEMA {COPIES}")
        for table in tables:
            cursor.execute(f"CREATE TABLE {COPIES}.{table} (LIKE {schema}.{table} {LIKE})")
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
                [f"{schema}.{table}"],
            )
            cursor.execute(f"ALTER TABLE {COPIES}.{table} ADD {cursor.fetchone()[0]}")
