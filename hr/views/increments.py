from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.formats import count, day, money
from backoffice.ui.shortcuts import done, render_form
from hr.forms.assignments import ReasonForm
from hr.forms.pay import DueForm, HoldForm, ReleaseForm
from hr.queries.increments import increments_due
from hr.queries.people import employment_for
from hr.services.increments import award_increments, hold_increment, release_increment

SHOWN = 500


@authority_page("hr.view_people")
def increments(request: AuthorityRequest) -> HttpResponseBase:
    """What is due up to a day, what it costs a year, and the button that awards it."""
    asked = DueForm(request.POST or request.GET or None, initial={"on": request.business_date})
    on = asked.cleaned_data["on"] if asked.is_valid() else request.business_date
    if request.method == "POST":
        request.actor.require("hr.change_people")
        form = ReasonForm({"reason": request.POST.get("reason") or f"Increments due on {day(on)}"})
        if form.is_valid():
            with form.refusals():
                awarded = award_increments(actor=request.actor, on=on, **form.cleaned_data)
                return done(request, f"{count(len(awarded))} increments awarded.", to="hr:increments")
        return render_form(
            request, "ui/form_page.html", {"title": "Increments", "cancel": reverse("hr:increments")}, form
        )
    return _shown(request, asked, on)


def _shown(request: AuthorityRequest, asked: DueForm, on: date) -> HttpResponse:
    due = increments_due(on=on)
    awarded = [each for each in due if not each.held]
    more = sum(each.next_annual_pence - (each.annual_pence or 0) for each in awarded)
    context = {
        "title": "Increments due",
        "lead": f"One point after each 12 months, due on or before {day(on)}.",
        "on": on,
        "form": asked,
        "due": due[:SHOWN],
        "shown": min(len(due), SHOWN),
        "all": len(due),
        "ready": len(awarded),
        "held": len(due) - len(awarded),
        "more": f"£{money(more)}",
        "may_award": request.actor.can("hr.change_people") and awarded,
    }
    return render(request, "hr/increments.html", context)


@authority_page("hr.change_people")
def hold(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    form = HoldForm(request.POST or None, initial={"starts_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            hold_increment(actor=request.actor, employment=employment, **form.cleaned_data)
            return done(request, f"Increments of {employment.person.name} are kept back.", to=employment)
    context = {
        "title": f"Keep back the increment of {employment.person.name}",
        "submit": "Keep back",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def release(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    form = ReleaseForm(request.POST or None, initial={"on": request.business_date})
    if form.is_valid():
        with form.refusals():
            release_increment(actor=request.actor, employment=employment, **form.cleaned_data)
            return done(request, f"Increments of {employment.person.name} are released.", to=employment)
    context = {
        "title": f"Release the increment of {employment.person.name}",
        "submit": "Release",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)
