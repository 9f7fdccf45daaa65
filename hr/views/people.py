from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.documents.queries import documents_about
from backoffice.links import Link
from backoffice.reports import Column, export_response
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Fact, Figure
from backoffice.ui.formats import count, day, money, short_day
from backoffice.ui.lists import BulkAction, list_page
from backoffice.ui.shortcuts import done, render_form
from hr.forms.assignments import ReasonForm
from hr.forms.people import ChangePersonForm, PersonForm
from hr.models import Person, WorkforceType
from hr.queries.people import employments_for, person_for
from hr.queries.person_record import EmploymentRecord, employment_records, person_history
from hr.rules import ni_number
from hr.services.people import CHANGEABLE, add_person, change_person, link_member, link_members, unlink_member
from hr.tables import PeopleFilter, PeopleTable, with_as_at


@authority_page("hr.view_people")
def people(request: AuthorityRequest) -> HttpResponseBase:
    """The workforce as at a day."""
    rows = employments_for(viewer=request.actor).select_related("person")
    return list_page(
        request,
        title="People",
        nouns=("person", "people"),
        queryset=rows.order_by("person__last_name", "person__first_names"),
        table=PeopleTable,
        filterset=PeopleFilter,
        bulk=[BulkAction("export", "Export ticked"), BulkAction("link", "Link to sign-ins by e-mail")],
        bulk_url=reverse("hr:people_ticked"),
        export=export_list,
        template="hr/people.html",
    )


@authority_page("hr.view_people")
@require_POST
def ticked(request: AuthorityRequest) -> HttpResponseBase:
    """What is done with the people ticked in the list."""
    chosen = [int(pk) for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdigit()]
    rows = employments_for(viewer=request.actor).filter(pk__in=chosen).select_related("person")
    if not chosen:
        return done(request, "Tick the people first.", to="hr:people")
    if request.POST.get("do") == "link":
        linked = link_members(actor=request.actor, person_ids={row.person_id for row in rows})
        return done(request, f"{count(linked)} linked to their sign-ins by e-mail address.", to="hr:people")
    ordered = rows.order_by("person__last_name", "person__first_names")
    table = PeopleTable(with_as_at(ordered, request.business_date))
    return export_response(
        request,
        filename="people",
        columns=[Column(name, heading, kind) for name, heading, kind in table.export_columns()],
        rows=table.export_rows(),
        format="csv",
    )


@authority_page("hr.view_people")
def person(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One person: employments, posts, pay, bank, documents and history."""
    found = person_for(viewer=request.actor, reference=reference)
    records = employment_records(viewer=request.actor, person=found, as_at=request.business_date)
    return render(
        request,
        "hr/person.html",
        {
            "title": found.name,
            "person": found,
            "records": records,
            "facts": _facts(found),
            "figures": _figures(records),
            "warnings": _warnings(found, records),
            "history": person_history(viewer=request.actor, person=found, records=records),
            "documents": documents_about(Link("hr.person", found.pk)),
            "may_change": request.actor.can("hr.change_people"),
            "may_change_bank": request.actor.can("hr.change_bank_details"),
        },
    )


def _figures(records: list[EmploymentRecord]) -> list[Figure]:
    """Of the present employment: pay a year for the hours worked, full-time share, pay point, next increment."""
    record = next((each for each in records if each.status == "current"), None)
    if record is None:
        return []
    held = [each for each in record.assignments if each.covers(record.as_at)]
    fte = sum((each.fte for each in held), Decimal(0))
    rate, soon = record.rate, record.next_increment
    paid = Figure("Pay a year", "Not known")
    if rate is not None and held:
        paid = Figure(
            "Pay a year",
            f"£{money(int(rate.annual_pence * fte))}",
            note=f"£{money(rate.annual_pence)} full time",
        )
    increment = Figure("Next increment", "None due")
    if record.hold is not None:
        increment = Figure("Next increment", "Kept back")
    elif soon is not None:
        increment = Figure("Next increment", short_day(soon.due_on), note=f"to point {soon.next_point}")
    return [
        Figure("Post", held[0].post.title if held else "None", note=held[0].post.unit.name if held else ""),
        Figure("FTE", f"{fte.normalize():f}"),
        paid,
        increment,
    ]


def _warnings(found: Person, records: list[EmploymentRecord]) -> list[str]:
    """What pay would stumble over, and what to do."""
    told = []
    for record in records:
        if record.status != "current" or record.employment.workforce_type == WorkforceType.SPECIAL:
            continue
        number = record.employment.number
        if not any(each.covers(record.as_at) for each in record.assignments):
            told.append(f"Employment {number} has no post, so no pay is worked out. Assign it to one.")
        if record.rate is None:
            told.append(
                f"Employment {number} has no pay point with a rate, so no pay is worked out. Change the pay point."
            )
        if not any(line.in_force for line in record.accounts):
            told.append(
                f"Employment {number} has no bank account, so Bacs cannot pay it. Change the bank account."
            )
    if not found.ni_number and any(record.status == "current" for record in records):
        told.append("The National Insurance number is not known. Ask for it, and add it by Change.")
    return told


def _facts(found: Person) -> list[Fact]:
    return [
        Fact("Date of birth", day(found.born_on) if found.born_on else "Not known"),
        Fact("Sex, as HMRC asks", found.get_sex_display() or "Not known"),
        Fact("NI number", ni_number.spaced(found.ni_number) if found.ni_number else "Not known"),
        Fact("E-mail", found.email or "Not known"),
    ]


@authority_page("hr.change_people")
def add(request: AuthorityRequest) -> HttpResponseBase:
    form = PersonForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            found = add_person(actor=request.actor, **form.cleaned_data)
            return done(
                request,
                f"{found.name} added. Give the first day and the payroll number next.",
                to=reverse("hr:employment_start", args=[found.reference]),
            )
    context = {"title": "Add a person", "submit": "Add person", "cancel": reverse("hr:people")}
    return render_form(request, "hr/person_form.html", context, form)


@authority_page("hr.change_people")
def change(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    found = person_for(viewer=request.actor, reference=reference)
    form = ChangePersonForm(request.POST or None, initial={name: getattr(found, name) for name in CHANGEABLE})
    if form.is_valid():
        with form.refusals():
            found = change_person(actor=request.actor, person=found, **form.cleaned_data)
            return done(request, f"{found.name} changed.", to=found)
    context = {
        "title": f"Change {found.name}",
        "submit": "Save",
        "cancel": found.get_absolute_url(),
        "person": found,
    }
    return render_form(request, "hr/person_form.html", context, form)


@authority_page("hr.change_people")
@require_POST
def link(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """Point the person to the member with their e-mail address."""
    found = person_for(viewer=request.actor, reference=reference)
    form = ReasonForm({"reason": "Linked by e-mail address"})
    if form.is_valid():
        with form.refusals():
            link_member(actor=request.actor, person=found, **form.cleaned_data)
            return done(request, f"{found.name} is linked to the sign-in {found.email}.", to=found)
    context = {
        "title": f"Link {found.name} to a sign-in",
        "submit": "Link again",
        "cancel": found.get_absolute_url(),
        "person": found,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_people")
def unlink(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    found = person_for(viewer=request.actor, reference=reference)
    if found.member is None:
        return redirect(found)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            unlink_member(actor=request.actor, person=found, **form.cleaned_data)
            return done(request, f"{found.name} is no longer linked to a sign-in.", to=found)
    context = {
        "title": f"Unlink {found.name}",
        "submit": "Unlink",
        "cancel": found.get_absolute_url(),
        "person": found,
    }
    return render_form(request, "hr/person_page_form.html", context, form)
