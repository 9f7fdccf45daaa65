from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Fact
from backoffice.ui.formats import day
from backoffice.ui.shortcuts import done, render_form
from hr.forms.structure import NewUnitForm, UnitForm
from hr.models import Unit
from hr.queries.posts import holders, posts_for
from hr.queries.units import unit_for, unit_tree, units_for
from hr.services.units import add_unit, change_unit

POSTS_SHOWN = 200


@authority_page("hr.view_people")
def units(request: AuthorityRequest) -> HttpResponse:
    """The tree as at today."""
    tree = unit_tree(viewer=request.actor, as_at=request.business_date)
    context = {
        "title": "Units",
        "lead": f"As at {day(request.business_date)}. Posts and people count the unit and all below it.",
        "units": [node for top in tree for node in top.walk()],
        "may_change": request.actor.can("hr.change_structure"),
    }
    return render(request, "hr/units.html", context)


@authority_page("hr.view_people")
def unit(request: AuthorityRequest, reference: str) -> HttpResponse:
    found = unit_for(viewer=request.actor, reference=reference)
    posts = list(
        posts_for(viewer=request.actor).filter(unit=found).order_by("number", "pk")[: POSTS_SHOWN + 1]
    )
    held = holders([post.pk for post in posts], request.business_date)
    context = {
        "title": found.name,
        "lead": f"Unit {found.code}",
        "unit": found,
        "facts": _facts(found),
        "below": list(units_for(viewer=request.actor).filter(parent=found).order_by("code", "pk")),
        "posts": [(post, held.get(post.pk, [])) for post in posts[:POSTS_SHOWN]],
        "more_posts": len(posts) > POSTS_SHOWN,
        "changes": history_of(found),
        "may_change": request.actor.can("hr.change_structure"),
    }
    return render(request, "hr/unit.html", context)


def _facts(found: Unit) -> list[Fact]:
    return [
        Fact("Kind", found.get_kind_display()),
        Fact("Part of", str(found.parent) if found.parent else "The top"),
        Fact("From", day(found.starts_on)),
        Fact("Last day", day(found.last_day) if found.last_day else "No end"),
    ]


@authority_page("hr.change_structure")
def add(request: AuthorityRequest) -> HttpResponseBase:
    form = NewUnitForm(request.POST or None, initial={"starts_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            given = {**form.cleaned_data}
            given.pop("last_day")
            added = add_unit(actor=request.actor, ends_before=form.ends_before(), **given)
            return done(request, f"Unit {added} added.", to=added)
    context = {"title": "Add a unit", "submit": "Add unit", "cancel": reverse("hr:units")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("hr.change_structure")
def change(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    found = unit_for(viewer=request.actor, reference=reference)
    names = ("name", "kind", "parent", "starts_on", "last_day")
    form = UnitForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        with form.refusals():
            given = {**form.cleaned_data}
            given.pop("last_day")
            change_unit(actor=request.actor, unit=found, ends_before=form.ends_before(), **given)
            return done(request, f"Unit {found.code} changed.", to=found)
    context = {"title": f"Change {found.name}", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)
