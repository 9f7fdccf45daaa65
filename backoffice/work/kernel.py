"""The kernel's own entries on the home page: decisions, jobs, files waiting to be loaded."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from backoffice.actor import Actor
from backoffice.api.models import ApiToken
from backoffice.approvals.models import ApprovalRequest
from backoffice.approvals.queries import sent_by, waiting_for
from backoffice.imports.models import Batch, BatchState
from backoffice.imports.specs import SPECS
from backoffice.jobs.models import MEANINGS, Job
from backoffice.jobs.queries import jobs_for
from backoffice.links import describe, may_follow
from backoffice.tenancy.models import Member
from backoffice.ui import formats
from backoffice.ui.components import status_tag
from backoffice.work.registry import AsideCard, WorkKind, WorkRow, register, register_aside
from backoffice.work.setting_up import SetupStep, register_step

MOST = 50
RECENT_JOBS = 5


def _decision(request: ApprovalRequest, viewer: Actor) -> WorkRow:
    target = describe(request.target) if may_follow(viewer, request.target) else None
    return WorkRow(
        title=request.summary,
        url=target.url if target else reverse("approvals:approval", args=[request.reference]),
        since=request.requested_at,
        detail=f"asked for by {request.requested_by.name}",
    )


def decisions(*, viewer: Actor, today: date) -> list[WorkRow]:
    """What the viewer can decide now."""
    return [_decision(request, viewer) for request in waiting_for(viewer=viewer)[:MOST]]


def sent_decisions(*, viewer: Actor, today: date) -> list[WorkRow]:
    """What the viewer has asked others to decide."""
    return [_decision(request, viewer) for request in sent_by(viewer=viewer)[:MOST]]


def files(*, viewer: Actor, today: date) -> list[WorkRow]:
    """The viewer's own files that are checked and not loaded."""
    mine = Batch.objects.filter(created_by_id=viewer.member_id, state=BatchState.CHECKED).order_by("-id")[
        :MOST
    ]
    return [
        WorkRow(
            title=f"Load {batch.filename}",
            url=batch.get_absolute_url(),
            size=f"{batch.rows_total:,} rows",
            since=batch.created_at,
            detail=f"{batch.wrong:,} wrong" if batch.wrong else "all right",
        )
        for batch in mine
        if batch.kind in SPECS and viewer.can(SPECS[batch.kind].permission)
    ]


def tokens(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Tokens allowed for the viewer that they have not collected."""
    waiting = ApiToken.objects.filter(member_id=viewer.member_id, digest=None, revoked_at=None).order_by(
        "id"
    )[:MOST]
    return [
        WorkRow(
            f"Collect the token for {token.name}",
            reverse("tokens:tokens"),
            token.expires_on,
            since=token.created_at,
        )
        for token in waiting
    ]


def _job_title(job: Job, viewer: Actor) -> str:
    """What the job does and with what, where the viewer may know: Calculate pay, R000002."""
    about = describe(job.about) if job.about is not None and may_follow(viewer, job.about) else None
    return f"{job.label}, {about.title}" if about else job.label


def recent_jobs(*, viewer: Actor, today: date) -> AsideCard | None:
    """The viewer's own last jobs."""
    jobs = jobs_for(viewer=viewer).filter(requested_by_id=viewer.member_id)[:RECENT_JOBS]
    rows: list[tuple[str, str, str]] = [
        (
            _job_title(job, viewer),
            job.get_absolute_url(),
            format_html(
                "{} {}",
                status_tag(str(job.get_state_display()), MEANINGS[job.state]),
                formats.moment(job.created_at),
            ),
        )
        for job in jobs
    ]
    return AsideCard("Your last jobs", rows) if rows else None


def _colleagues() -> QuerySet[Member]:
    return Member.objects.exclude(roles=["authority_administrator"])


def register_kernel() -> None:
    """Called once when the apps are ready."""
    register_step(
        SetupStep(
            "work.members",
            "Invite those who work here",
            "work",
            5,
            "members.change",
            "members:list",
            _colleagues,
        )
    )
    register(WorkKind("approvals.decide", "To decide", "work", decisions))
    register(WorkKind("approvals.sent", "Sent for a decision", "work", sent_decisions, tab="sent"))
    register(WorkKind("imports.checked", "Files to load", "work", files))
    register(WorkKind("api.collect", "Tokens to collect", "work", tokens))
    register_aside(recent_jobs, order=90)
