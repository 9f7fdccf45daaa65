"""Periods: the overview, one period's page, and moving it on after a look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.closing import blockers_of
from finance.forms import YearForm
from finance.models import CloseTemplate, Period
from finance.queries import journals_for, period_for
from finance.queries.close import (
    changes_of,
    earlier_not_over,
    exceptions_for,
    figures_of,
    next_step_of,
    overview,
    reopenings_for,
    tasks_for,
)
from finance.rules.periods import financial_year_of
from finance.services.close.exceptions import GRANTORS

MEANINGS = {"open": "active", "closing": "attention", "closed": "done", "locked": "off"}
SHOWN = 50


@authority_page("finance.view")
def periods(request: AuthorityRequest) -> HttpResponse:
    """Every period, the latest year first, with how far it is."""
    years = overview(viewer=request.actor)
    return render(
        request,
        "finance/close/periods.html",
        {
            "title": "Periods",
            "years": {
                year: [(row, MEANINGS[row.period.state]) for row in rows] for year, rows in years.items()
            },
            "may_close": request.actor.can("finance.close_period"),
        },
    )


@authority_page("finance.close_period")
def add_year(request: AuthorityRequest) -> HttpResponse:
    """The twelve periods of a year."""
    form = YearForm(
        request.POST or None, initial={"financial_year": financial_year_of(request.business_date)}
    )
    if form.is_valid():
        with form.refusals():
            made = services.ensure_year(actor=request.actor, **form.cleaned_data)
            return done(request, f"The periods of {made[0].financial_year} are there.", to="finance:periods")
    context = {
        "title": "Make the periods of a year",
        "submit": "Make periods",
        "cancel": reverse("finance:periods"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def period(request: AuthorityRequest, code: str) -> HttpResponse:
    """A period: what is in it, what is in the way of closing it, its checklist, and what comes next."""
    viewer = request.actor
    found = period_for(viewer=viewer, code=code)
    blockers = [] if found.is_over else blockers_of(found, most=SHOWN)
    tasks = list(tasks_for(viewer=viewer).filter(period=found).order_by("position", "id"))
    left = sum(not task.is_done for task in tasks)
    reopenings = list(reopenings_for(viewer=viewer).filter(period=found)[:SHOWN])
    opened = next((each for each in reopenings if each.opened_at), None)
    changes = changes_of(viewer=viewer, reopening=opened) if opened else None
    counts = figures_of(found)
    journals = f"{reverse('finance:journals')}?period={found.code}"
    closes = viewer.can("finance.close_period")
    return render(
        request,
        "finance/close/period.html",
        {
            "title": found.name,
            "lead": f"{formats.day(found.starts_on)} to {formats.day(found.ends_on)}, month {found.number} of"
            f" {found.financial_year}",
            "period": found,
            "status": (found.get_state_display(), MEANINGS[found.state]),
            "next": next_step_of(
                viewer=viewer, period=found, blockers=blockers, tasks_left=left, today=request.business_date
            ),
            "figures": [
                Figure("Journals posted", formats.count(counts.posted), url=f"{journals}&state=posted"),
                Figure(
                    "Not posted", formats.count(counts.unposted), url=f"{journals}&state=draft&state=awaiting"
                ),
                Figure(
                    "Debits",
                    f"£{formats.money(counts.debit_pence)}",
                    url=f"{reverse('finance:trial_balance')}?first={found.code}&last={found.code}",
                ),
                Figure("Checklist", f"{len(tasks) - left} of {len(tasks)} done" if tasks else "Not begun"),
            ],
            "blockers": blockers,
            "tasks": [(task, not task.is_done and task.due_on < request.business_date) for task in tasks],
            "has_checklist": bool(tasks) or CloseTemplate.objects.filter(is_used=True).exists(),
            "exceptions": list(exceptions_for(viewer=viewer).filter(period=found)[:SHOWN]),
            "in_force": set(
                exceptions_for(viewer=viewer, in_force=True).filter(period=found).values_list("pk", flat=True)
            ),
            "reopenings": reopenings,
            "opened": opened,
            "changed": changes.journals.count() if changes else 0,
            "facts": _facts(found),
            "changes": history_of(found),
            "may_close": closes,
            "may_grant": viewer.can(*GRANTORS) and found.state == "closing",
            "may_ask": closes and found.state == "closed" and not any(r.state == "asked" for r in reopenings),
            "may_lock": closes and found.state == "closed",
        },
    )


def _facts(period: Period) -> list[Fact]:
    facts = []
    for label, at, by in (
        ("Closing began", period.closing_at, period.closing_by),
        ("Closed", period.closed_at, period.closed_by),
        ("Locked", period.locked_at, period.locked_by),
    ):
        if at is not None and by is not None:
            facts.append(Fact(label, f"{formats.moment(at)} by {by.name}"))
    if period.checkpoint_sequence is not None:
        facts.append(Fact("Ledger at the last close", f"J{period.checkpoint_sequence:06d}"))
    return facts


@authority_page("finance.close_period")
def start_closing(request: AuthorityRequest, code: str) -> HttpResponse:
    """Keep others from posting into a period, and hand out its checklist, having seen what is not posted."""
    found = period_for(viewer=request.actor, code=code)
    return _move(
        request,
        found,
        title=f"Start closing {found}",
        text="From then on journals are posted into it only for members with an exception, which another person grants."
        " Its checklist goes to its owners. It does not go back to open except through close and reopening.",
        service=lambda: services.start_closing(actor=request.actor, period=found),
        message=f"The closing of {found} has started.",
        templates=list(CloseTemplate.objects.filter(is_used=True).order_by("position", "code")),
    )


@authority_page("finance.close_period")
def close(request: AuthorityRequest, code: str) -> HttpResponse:
    """Close a period, having seen what stands in the way."""
    found = period_for(viewer=request.actor, code=code)
    earlier = earlier_not_over(found)
    return _move(
        request,
        found,
        title=f"Close {found}",
        text="Nothing more can be posted into it once it is closed. A checkpoint of the ledger's chain is kept with it.",
        service=lambda: services.close_period(actor=request.actor, period=found),
        message=f"{found} is closed.",
        along=[each for each in earlier if not each.has_journals],  # type: ignore[attr-defined]
        first=next((each for each in earlier if each.has_journals), None),  # type: ignore[attr-defined]
        tasks=list(
            tasks_for(viewer=request.actor).filter(period=found, state="open").order_by("position", "id")
        ),
    )


@authority_page("finance.close_period")
@recently_signed_in
def lock(request: AuthorityRequest, code: str) -> HttpResponse:
    """Lock a period and all before it, for good."""
    found = period_for(viewer=request.actor, code=code)
    before = (
        Period.objects.filter(starts_on__lte=found.starts_on).exclude(state="locked").order_by("starts_on")
    )
    return _move(
        request,
        found,
        title=f"Lock {found}",
        text="A locked period is never reopened, by nobody. Corrections are dated in an open period.",
        service=lambda: services.lock_period(actor=request.actor, period=found),
        message=f"{found} is locked.",
        kind="warning",
        along=[each for each in before if each.pk != found.pk],
    )


def _move(
    request: AuthorityRequest,
    period: Period,
    *,
    title: str,
    text: str,
    service: Callable[[], object],
    message: str,
    kind: str = "",
    **more: Any,
) -> HttpResponse:
    """The page that shows what is about to happen and asks; then the service."""
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            service()
            return done(request, message, to=period)
    journals = journals_for(viewer=request.actor).filter(period=period)
    context = {
        "title": title,
        "submit": title,
        "kind": kind,
        "text": text,
        "cancel": period.get_absolute_url(),
        "posted": journals.filter(state="posted").count(),
        "blockers": [] if period.is_over else blockers_of(period, most=SHOWN),
        "period": period,
        **more,
    }
    return render_form(request, "finance/close/move.html", context, form)
