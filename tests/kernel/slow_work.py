"""The product's workers with a slow kind of job: `celery -A tests.kernel.slow_work worker`."""

from __future__ import annotations

import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.config.settings")

from django.db import transaction

from backoffice.config.celery import app  # noqa: F401 - what `-A` looks for
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.numbering.services import next_number

CHUNKS = 40
SECONDS = 0.25  # a chunk


@job_kind("test.slow", label="Slow work", queue="payroll", permission=None)
def slow(run: JobRun) -> Outcome:
    """A number drawn for each chunk: doubled or lost, the count tells."""
    for chunk in range(run.cursor.get("chunk", 0), CHUNKS):
        with transaction.atomic():
            run.hold()
            next_number("slow")
            time.sleep(SECONDS)
            run.checkpoint(done=chunk + 1, total=CHUNKS, cursor={"chunk": chunk + 1})
    return Outcome("Done slowly")
