from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse

from backoffice.errors import Missing
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.formats import day
from backoffice.ui.shortcuts import done, render_form
from hr.forms.assignments import AssignForm, ChangeAssignmentForm, ReasonForm
from hr.models import Assignment, Employment
from hr.queries.people import employment_for
from hr.services.assignments import assign, change_assignment, remove_assignment


@authority_page("hr.change_people")
def assign_to_post(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A first post, a move, another FTE, or a second post."""
    employment = employment_for(viewer=request.actor, reference=reference)
    form = AssignForm(request.POST or None, initial={"post": request.GET.get("post", "")})
    if form.is_valid():
        with form.refusals():
            assignment = assign(actor=request.actor, employment=employment, **form.cleaned_data)
            told = f"{employment.person.name} is on {assignment.post.title} from {day(assignment.starts_on)}."
            if employment.placements.exists():
                return done(request, told, to=employment)
            return done(
                request,
                f"{told} Choose the pay point next.",
                to=reverse("hr:pay_point", args=[employment.reference]),
            )
    context = {
        "title": f"Assign {employment.person.name}",
        "lead": f"Payroll number {employment.number}",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def change(request: AuthorityRequest, reference: str, pk: int) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    assignment = _assignment(employment, pk)
    initial = {
        "fte": assignment.fte.normalize(),
        "starts_on": assignment.starts_on,
        "last_day": assignment.last_day,
    }
    form = ChangeAssignmentForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            change_assignment(actor=request.actor, assignment=assignment, **form.cleaned_data)
            return done(request, f"Assignment to {assignment.post.title} corrected.", to=employment)
    context = {
        "title": "Correct an assignment",
        "lead": f"{employment.person.name}, {assignment.post.title}. To change the FTE from a day on, "
        "assign again.",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def remove(request: AuthorityRequest, reference: str, pk: int) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    assignment = _assignment(employment, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            remove_assignment(actor=request.actor, assignment=assignment, **form.cleaned_data)
            return done(request, f"Assignment to {assignment.post.title} removed.", to=employment)
    context = {
        "title": "Remove an assignment",
        "lead": f"{employment.person.name}, {assignment.post.title}. Only for what was entered by mistake.",
        "submit": "Remove",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


def _assignment(employment: Employment, pk: int) -> Assignment:
    found = employment.assignments.select_related("post", "employment").filter(pk=pk).first()
    if found is None:
        raise Missing("There is no such assignment.", next_step="Look at the person's assignments.")
    return found
