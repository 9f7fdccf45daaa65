"""The one message jobs send: go and look at this job."""

from __future__ import annotations

import logging

from backoffice.jobs import runner
from backoffice.tenancy.tasks import tenant_task

logger = logging.getLogger("backoffice.jobs")


def _run_job(*, job_id: int, **_: object) -> None:  # **_: newer callers
    """Work on a job. Any number of these may arrive for one job; the lease in its row decides."""
    runner.run(job_id)


TASKS = {
    "default": tenant_task(queue="default", name="jobs.run")(_run_job),
    "payroll": tenant_task(queue="payroll", name="jobs.run_payroll")(_run_job),
}


def send(*, job_id: int, queue: str) -> None:
    """Tell a worker. Should the broker be away nothing is lost: the sweep finds the job in the outbox."""
    try:
        TASKS[queue].send(job_id=job_id)
    except Exception as error:
        logger.warning(
            "job not sent, left to the sweep", extra={"job_id": job_id, "error_type": type(error).__name__}
        )


def send_swept(slug: str, ref: str) -> None:
    """Tell a worker once more, for an authority's entry in the outbox."""
    TASKS["default"].send_now(slug, job_id=int(ref))
