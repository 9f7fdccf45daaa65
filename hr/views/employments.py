from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.formats import day
from backoffice.ui.shortcuts import done, render_form
from hr.forms.people import ChangeEmploymentForm, LeaveForm, NewEmploymentForm
from hr.queries.people import employment_for, person_for
from hr.services.employments import change_employment, end_employment, start_employment


@authority_page("hr.change_people")
def start(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    person = person_for(viewer=request.actor, reference=reference)
    form = NewEmploymentForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            employment = start_employment(actor=request.actor, person=person, **form.cleaned_data)
            return done(
                request,
                f"{person.name} starts on {day(employment.starts_on)}. Assign them to a post next.",
                to=reverse("hr:assign", args=[employment.reference]),
            )
    context = {
        "title": f"Employ {person.name}",
        "submit": "Save and go on",
        "person": person,
        "cancel": person.get_absolute_url(),
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def change(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    initial = {"workforce_type": employment.workforce_type, "starts_on": employment.starts_on}
    form = ChangeEmploymentForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            change_employment(actor=request.actor, employment=employment, **form.cleaned_data)
            return done(request, f"Employment {employment.number} changed.", to=employment)
    context = {
        "title": f"Change employment {employment.number}",
        "lead": employment.person.name,
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def leave(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    initial = {"last_day": employment.last_day, "leaving_reason": employment.leaving_reason}
    form = LeaveForm(request.POST or None, initial=initial, is_leaving=employment.ends_before is not None)
    if form.is_valid():
        with form.refusals():
            ended = end_employment(actor=request.actor, employment=employment, **form.cleaned_data)
            name = employment.person.name
            told = (
                f"{name} leaves; the last day is {day(ended.last_day)}."
                if ended.last_day
                else f"{name} stays."
            )
            return done(request, told, to=employment)
    context = {
        "title": f"{employment.person.name} leaves",
        "lead": f"Payroll number {employment.number}. Posts and the pay point end with the employment.",
        "submit": "Record leaving",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)
