"""The jobs pages: what is running, how far it is, what came of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from backoffice.errors import Refused
from backoffice.jobs.models import MEANINGS, Job, JobState
from backoffice.jobs.queries import job_for, jobs_for
from backoffice.jobs.services import cancel_job, retry_job
from backoffice.links import describe, may_follow
from backoffice.reports.lists import export_list
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Fact
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_message
from backoffice.ui.tables import ListTable, MomentColumn, StatusColumn, TextColumn


class JobTable(ListTable):
    label = TextColumn("Job", url=lambda job: job.get_absolute_url(), orderable=False)
    state = StatusColumn("State", meanings=MEANINGS)
    message = TextColumn("Progress", orderable=False)
    requested_by = TextColumn("Started by", accessor="requested_by__name", orderable=False)
    created_at = MomentColumn("Asked for", order_by="id")
    ended_at = MomentColumn("Ended", orderable=False)

    caption = "Jobs"


class JobFilter(ListFilter):
    state = ChoicesFilter(label="State", choices=JobState.choices)

    class Meta(ListFilter.Meta):
        model = Job
        fields: list[str] = []


@require_GET
@authority_page()
def jobs(request: Any) -> HttpResponseBase:
    rows: QuerySet[Job] = jobs_for(viewer=request.actor)
    return list_page(
        request,
        title="Jobs",
        lead="Work that takes longer than a page should. It goes on while you do something else.",
        nouns=("job", "jobs"),
        queryset=rows,
        table=JobTable,
        filterset=JobFilter,
        export=export_list,
    )


@require_GET
@authority_page()
def job(request: Any, reference: str) -> HttpResponse:
    found = job_for(viewer=request.actor, reference=reference)
    return render(request, "jobs/job.html", {**_shown(request, found), "title": found.label})


@require_GET
@authority_page()
def progress(request: Any, reference: str) -> HttpResponse:
    """The part of the page that asks again every two seconds."""
    found = job_for(viewer=request.actor, reference=reference)
    return render(request, "jobs/_state.html", _shown(request, found))


@require_POST
@authority_page()
def cancel(request: Any, reference: str) -> HttpResponse:
    found = job_for(viewer=request.actor, reference=reference)
    try:
        stopped = cancel_job(actor=request.actor, job=found)
    except Refused as refusal:
        return _refused(request, found, refusal)
    told = (
        "cancelled" if stopped.state == JobState.CANCELLED else "being stopped; what it has done so far stays"
    )
    return done(request, f"{stopped.label} is {told}.", to=stopped)


@require_POST
@authority_page()
def retry(request: Any, reference: str) -> HttpResponse:
    found = job_for(viewer=request.actor, reference=reference)
    try:
        started = retry_job(actor=request.actor, job=found)
    except Refused as refusal:
        return _refused(request, found, refusal)
    return redirect(started)


def _refused(request: HttpRequest, found: Job, refusal: Refused) -> HttpResponse:
    response = render_message(
        request,
        title=f"{found.label}: nothing was changed",
        text=refusal.message,
        next_step=refusal.next_step,
        url=found.get_absolute_url(),
        url_label="Back to the job",
        status=refusal.status,
    )
    response.refusal = refusal  # type: ignore[attr-defined]
    return response


def _shown(request: Any, found: Job) -> dict[str, Any]:
    facts = [Fact("Reference", found.reference), Fact("Started by", found.requested_by.name)]
    about = describe(found.about) if found.about and may_follow(request.actor, found.about) else None
    outcome = describe(found.outcome) if found.outcome and may_follow(request.actor, found.outcome) else None
    result_url = ""
    if found.state == JobState.DONE:
        if found.result is not None:
            result_url = found.result.get_absolute_url()
        elif outcome is not None:
            result_url = outcome.url
    return {
        "job": found,
        "facts": facts,
        "about": about,
        "outcome": outcome,
        "url": reverse("jobs:progress", args=[found.reference]),
        "result_url": result_url,
        "refusal": found.refusal,
    }
