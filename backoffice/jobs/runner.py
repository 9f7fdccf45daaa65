"""One worker's run of one job, from taking the lease to writing down how it ended."""

from __future__ import annotations

import logging
import traceback
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.jobs import lease
from backoffice.jobs.faults import fault_point
from backoffice.jobs.kinds import KINDS, Cancelled, HandedOver, JobRun, LeaseLost
from backoffice.jobs.models import Job, JobState
from backoffice.jobs.services import OUTBOX_KIND, end_job
from backoffice.numbering.references import new_reference
from backoffice.tenancy import portal_api
from backoffice.tenancy.current import require_slug
from backoffice.tenancy.memberships import actor_of, membership_in

logger = logging.getLogger("backoffice.jobs")

MOST_STARTS = 5  # without progress in between: the job itself brings its worker down


class WorkerKeepsStopping(Refused):
    code = "job_worker_keeps_stopping"


class RequesterGone(Refused):
    code = "job_requester_gone"


def run(job_id: int, *, raising: bool = False) -> None:
    """Work on the job, unless it is over or another worker holds it. A message may come any number of times.

    `raising` lets an unexpected failure through once it is written down; for tests.
    """
    token = uuid4()
    if not lease.take(job_id, token):
        _come_back_later(job_id)
        return
    _come_back_later(job_id)  # should this worker die, the sweep looks again when the lease is over
    fault_point("jobs.run:taken")
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    actor = _bare_actor(job)
    if job.state == JobState.CANCELLING:
        end_job(actor=actor, job=job, token=token, state=JobState.CANCELLED)
        return
    try:
        if job.attempts > MOST_STARTS:
            raise WorkerKeepsStopping(
                f"{job.label} was started {MOST_STARTS} times and the worker stopped each time.",
                next_step="Try it once more; if it stops again, give your support its reference.",
            )
        actor = _requester(job)
        held = JobRun(job=job, actor=actor, token=token, cursor=dict(job.cursor))
        outcome = KINDS[job.kind].run(held)
        fault_point("jobs.run:before_end")
        document_id = held.document.pk if held.document is not None else None
        end_job(
            actor=actor, job=job, token=token, state=JobState.DONE, outcome=outcome, document_id=document_id
        )
    except HandedOver:
        _hand_over(job, token)
    except LeaseLost:
        logger.info("job lease lost", extra={"job": job.reference, "kind": job.kind})
    except Cancelled:
        end_job(actor=actor, job=job, token=token, state=JobState.CANCELLED)
    except Refused as refusal:
        end_job(actor=actor, job=job, token=token, state=JobState.FAILED, refusal=refusal.as_dict())
    except (OperationalError, InterfaceError) as error:
        # The database went away or gave up: nothing is known to be wrong with the job, the sweep starts it again.
        logger.warning("job interrupted", extra=_described(job, error))
    except Exception as error:
        failure = new_reference()
        logger.error("job failed", extra={**_described(job, error), "failure": failure})
        end_job(actor=actor, job=job, token=token, state=JobState.FAILED, failure=failure)
        if raising:
            raise


def _come_back_later(job_id: int) -> None:
    """Have the sweep look again once the present lease is over, or never again when the job is over."""
    until = lease.runs_until(job_id)
    live = Job.objects.filter(pk=job_id, ended_at=None).exists()
    with transaction.atomic():
        portal_api.done(OUTBOX_KIND, str(job_id))  # made anew: the sweep spaces out what it has sent before
        if live:
            now = timezone.now()
            portal_api.enqueue(OUTBOX_KIND, str(job_id), max(until or now, now) + timedelta(seconds=1))


def _hand_over(job: Job, token: UUID) -> None:
    """Put the job back into the queue: the next worker goes on with it at once, on whatever code it runs."""
    from backoffice.jobs.tasks import send

    with transaction.atomic():
        if not lease.give_up(job.pk, token):
            return
        portal_api.done(OUTBOX_KIND, str(job.pk))
        portal_api.enqueue(OUTBOX_KIND, str(job.pk))  # should the message get lost
        send(job_id=job.pk, queue=KINDS[job.kind].queue)
    logger.info("job handed over", extra={"job": job.reference, "kind": job.kind})


def _requester(job: Job) -> Actor:
    """The member who asked, with the roles they hold now: a job never does what its requester may no longer do."""
    identity = job.requested_by.identity
    membership = membership_in(identity, require_slug())
    request_id = f"job-{job.reference}"
    actor = actor_of(identity, membership, via="job", request_id=request_id) if membership else None
    if actor is None:
        raise RequesterGone(
            f"{job.requested_by.name} no longer works here, so {job.label} cannot go on in their name.",
            next_step="Start it again as yourself.",
        )
    return actor


def _bare_actor(job: Job) -> Actor:
    """The requester without any permission: enough to write down how a run ended."""
    member = job.requested_by
    return Actor(
        authority="",
        member_id=member.pk,
        identity=member.identity,
        name=member.name,
        via="job",
        request_id=f"job-{job.reference}",
    )


def _described(job: Job, error: BaseException) -> dict[str, object]:
    """What the log may hold: never the error's own text, which may quote a row."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return {"job": job.reference, "kind": job.kind, "error_type": type(error).__name__, "places": places[-8:]}
