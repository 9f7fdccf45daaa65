"""Who may work on a job: one worker, for as long as its lease lasts, on the database's clock.

Each function is one statement, so it holds whether or not the caller is in a transaction.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from backoffice.jobs.kinds import Cancelled, JobRun, LeaseLost


def take(job_id: int, token: UUID) -> bool:
    """Hold the job, if it is live and nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET lease_token = %s, lease_until = clock_timestamp() + %s * interval '1 second',"
            " attempts = attempts + 1, started_at = COALESCE(started_at, clock_timestamp()),"
            " state = CASE WHEN state = 'queued' THEN 'running' ELSE state END"
            " WHERE id = %s AND state IN ('queued', 'running', 'cancelling')"
            " AND (lease_until IS NULL OR lease_until < clock_timestamp())",
            [token, settings.JOB_LEASE_SECONDS, job_id],
        )
        return bool(cursor.rowcount)


def renew(
    run: JobRun,
    *,
    done: int | None,
    total: int | None,
    message: str | None,
    cursor: dict[str, Any] | None,
) -> None:
    """Write the progress and keep the lease; a new cursor is progress, so the count of starts begins again."""
    with connection.cursor() as statement:
        statement.execute(
            "UPDATE jobs_job SET lease_until = clock_timestamp() + %s * interval '1 second',"
            " done = COALESCE(%s, done), total = COALESCE(%s, total), message = COALESCE(%s, message),"
            " cursor = COALESCE(%s::jsonb, cursor), attempts = CASE WHEN %s THEN 1 ELSE attempts END"
            " WHERE id = %s AND lease_token = %s AND state IN ('running', 'cancelling') RETURNING state",
            [
                settings.JOB_LEASE_SECONDS,
                done,
                total,
                message[:300] if message is not None else None,
                json.dumps(cursor) if cursor is not None else None,
                cursor is not None,
                run.job.pk,
                run.token,
            ],
        )
        row = statement.fetchone()
    if row is None:
        raise LeaseLost
    if row[0] == "cancelling":
        raise Cancelled


def hold(run: JobRun) -> None:
    """Lock the lease until the caller's transaction ends."""
    assert connection.in_atomic_block, "hold the lease inside the transaction that needs it"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM jobs_job WHERE id = %s AND lease_token = %s FOR SHARE", [run.job.pk, run.token]
        )
        if cursor.fetchone() is None:
            raise LeaseLost


def give_up(job_id: int, token: UUID) -> bool:
    """Let go of the job, so that the next worker need not wait for the lease to end. Not a start that failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_job SET lease_token = NULL, lease_until = NULL, attempts = GREATEST(attempts - 1, 0),"
            " state = CASE WHEN state = 'running' THEN 'queued' ELSE state END"
            " WHERE id = %s AND lease_token = %s AND state IN ('running', 'cancelling')",
            [job_id, token],
        )
        return bool(cursor.rowcount)


def runs_until(job_id: int) -> datetime | None:
    """When the present lease ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lease_until FROM jobs_job WHERE id = %s", [job_id])
        row = cursor.fetchone()
    until: datetime | None = row[0] if row else None
    return until
