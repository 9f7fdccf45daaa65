"""Start, cancel and retry a job, and write down how it ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Conflict, NotAllowed
from backoffice.jobs.kinds import KINDS, JobKind, Outcome
from backoffice.jobs.models import LIVE, Job, JobState
from backoffice.links import Link
from backoffice.services import after_commit, lock, service
from backoffice.tenancy import portal_api

OUTBOX_KIND = "job"


class NotRunning(Conflict):
    code = "job_not_running"


class NotFailed(Conflict):
    code = "job_not_failed"


@service(permission=None)
def start_job(
    *, actor: Actor, kind: str, params: dict[str, Any], about: Link | None = None, key: str = ""
) -> Job:
    """Start long work, once per key: while the first is not failed or cancelled, the same job is returned.

    The permission is the job kind's. The work starts after the commit; should the message get lost, the sweep starts
    it from the outbox, which is written in this transaction.
    """
    described = KINDS[kind]
    _may_touch(actor, described)
    if key:
        existing = _of_key(kind, key)
        if existing is not None:
            return existing
    values = {
        "params": params,
        "requested_by_id": actor.member_id,
        "about_kind": about.kind if about else "",
        "about_id": about.id if about else None,
    }
    if key:
        job = Job(kind=kind, key=key, **values)
        # Two asked at the same moment: the second waits here for the first, then finds its job.
        Job.objects.bulk_create([job], ignore_conflicts=True)
        found = _of_key(kind, key)
        assert found is not None
        if found.reference != job.reference:
            return found
        job = found
    else:
        job = Job.objects.create(kind=kind, **values)
    _send(job, described)
    return job


def _of_key(kind: str, key: str) -> Job | None:
    over = [JobState.FAILED, JobState.CANCELLED]
    return Job.objects.filter(kind=kind, key=key).exclude(state__in=over).first()


@service(permission=None)
def cancel_job(*, actor: Actor, job: Job) -> Job:
    """Stop a job: at once if it has not started, otherwise at its next checkpoint. What it has done stays.

    Whoever asked for the job may stop it, and whoever holds its kind's permission.
    """
    job = lock(job)
    _may_touch(actor, KINDS.get(job.kind), job)
    if job.state == JobState.QUEUED:
        job.state, job.ended_at = JobState.CANCELLED, timezone.now()
        job.save(update_fields=["state", "ended_at"])
        portal_api.done(OUTBOX_KIND, str(job.pk))
    elif job.state == JobState.RUNNING:
        job.state = JobState.CANCELLING
        job.save(update_fields=["state"])
    elif job.state not in (JobState.CANCELLING, JobState.CANCELLED):
        raise NotRunning(
            f"{job.label} is over: {job.get_state_display().lower()}.",
            next_step="Nothing needs to be stopped.",
        )
    return job


@service(permission=None)
def retry_job(*, actor: Actor, job: Job) -> Job:
    """Start a failed job again; it goes on where it stopped. Asked twice, started once."""
    job = lock(job)
    kind = KINDS.get(job.kind)
    _may_touch(actor, kind, job)
    if job.is_live:
        return job
    if job.state != JobState.FAILED or kind is None:
        raise NotFailed(
            f"{job.label} has not failed: it is {job.get_state_display().lower()}.",
            next_step="Start it again from the page it belongs to.",
        )
    if job.key and _of_key(job.kind, job.key) is not None:
        raise NotFailed(
            f"{job.label} has been started again already.", next_step="Look at the newest job in the list."
        )
    job.state, job.ended_at, job.refusal, job.failure = JobState.QUEUED, None, None, ""
    job.lease_token = job.lease_until = None
    job.attempts, job.message = 0, ""
    job.save()
    _send(job, kind)
    return job


@service(permission=None)
def end_job(
    *,
    actor: Actor,
    job: Job,
    token: UUID,
    state: str,
    outcome: Outcome | None = None,
    document_id: int | None = None,
    refusal: dict[str, str] | None = None,
    failure: str = "",
) -> None:
    """Write down how a run ended. Nothing, if another worker holds the job by now. Called by the runner only."""
    job = lock(job)
    if job.lease_token != token or job.state not in LIVE:
        return
    job.state, job.ended_at = state, timezone.now()
    job.lease_token = job.lease_until = None
    job.refusal, job.failure = refusal, failure
    if state == JobState.DONE:
        job.result_id = document_id
        job.done = job.total = max(job.done, job.total)
    if outcome is not None:
        job.message = outcome.message[:300] or job.message
        if outcome.link is not None:
            job.outcome_kind, job.outcome_id = outcome.link.kind, outcome.link.id
    job.save()
    portal_api.done(OUTBOX_KIND, str(job.pk))


def _may_touch(actor: Actor, kind: JobKind | None, job: Job | None = None) -> None:
    if job is not None and job.requested_by_id == actor.member_id:
        return
    if kind is not None and kind.permission is not None:
        actor.require(kind.permission)
    elif job is not None and not actor.can("jobs.view_all"):
        raise NotAllowed(
            "This job was started by somebody else.", next_step="Ask them, or your administrator."
        )


def _send(job: Job, kind: JobKind) -> None:
    from backoffice.jobs.tasks import send

    portal_api.enqueue(
        OUTBOX_KIND, str(job.pk), timezone.now() + timedelta(seconds=settings.JOB_SWEEP_SECONDS * 2)
    )
    after_commit(send, job_id=job.pk, queue=kind.queue)
