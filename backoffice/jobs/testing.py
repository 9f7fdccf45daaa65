"""Running a job in a test, without a queue."""

from __future__ import annotations

from backoffice.jobs import runner
from backoffice.jobs.models import Job


def run_job(job: Job) -> Job:
    """Run the job here and read it again; an unexpected failure is raised."""
    runner.run(job.pk, raising=True)
    job.refresh_from_db()
    return job
