"""Jobs as their readers may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.jobs.models import LIVE, Job
from backoffice.links import Link


def jobs_for(*, viewer: Actor) -> QuerySet[Job]:
    """The viewer's own jobs, or everybody's with `jobs.view_all`; the newest first."""
    jobs = Job.objects.select_related("requested_by", "result").order_by("-id")
    return jobs if viewer.can("jobs.view_all") else jobs.filter(requested_by_id=viewer.member_id)


def job_for(*, viewer: Actor, reference: str) -> Job:
    """One job by its reference; `Missing`, too, if it is another person's."""
    job = jobs_for(viewer=viewer).filter(reference=reference).first()
    if job is None:
        raise Missing("There is no such job.", next_step="Go to your jobs and choose one from the list.")
    return job


def jobs_about(link: Link) -> QuerySet[Job]:
    """The jobs of a record, the newest first. The caller has checked that the viewer may see the record."""
    return Job.objects.filter(about_kind=link.kind, about_id=link.id).select_related("result").order_by("-id")


def live_jobs(*, viewer: Actor) -> QuerySet[Job]:
    """The viewer's own jobs that are not over."""
    return jobs_for(viewer=viewer).filter(requested_by_id=viewer.member_id, state__in=LIVE)
