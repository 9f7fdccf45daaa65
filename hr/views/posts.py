from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.components import Fact
from backoffice.ui.formats import day
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from hr.forms.structure import NewPostForm, PostForm
from hr.models import Assignment, Post
from hr.queries.posts import post_for, posts_for
from hr.services.posts import add_post, change_post
from hr.tables import PostFilter, PostTable


@authority_page("hr.view_people")
def posts(request: AuthorityRequest) -> HttpResponseBase:
    """The establishment as at a day."""
    return list_page(
        request,
        title="Posts",
        nouns=("post", "posts"),
        queryset=posts_for(viewer=request.actor).select_related("unit").order_by("number"),
        table=PostTable,
        filterset=PostFilter,
        export=export_list,
        template="hr/posts.html",
    )


@authority_page("hr.view_people")
def post(request: AuthorityRequest, reference: str) -> HttpResponse:
    found = post_for(viewer=request.actor, reference=reference)
    held = Assignment.objects.filter(post=found).select_related("person", "employment")
    context = {
        "title": found.title,
        "lead": f"Post {found.number}",
        "post": found,
        "facts": _facts(found),
        "assignments": list(held.order_by("-starts_on", "-pk")[:100]),
        "changes": history_of(found),
        "may_change": request.actor.can("hr.change_structure"),
    }
    return render(request, "hr/post.html", context)


def _facts(found: Post) -> list[Fact]:
    warrant = "Needed" if found.needs_warrant else "Not needed"
    if found.needs_warrant and found.warrant_reason:
        warrant = f"{warrant}: {found.warrant_reason}"
    return [
        Fact("Unit", str(found.unit)),
        Fact("Workforce", found.get_workforce_type_display()),
        Fact("Rank or grade", found.rank or "Not given"),
        Fact("Funded FTE", f"{found.fte.normalize():f}"),
        Fact("Warrant", warrant),
        Fact("Cost centre", found.cost_centre or "Not given"),
        Fact("Objective (POA)", found.objective or "Not given"),
        Fact("Location", found.location or "Not given"),
        Fact("From", day(found.starts_on)),
        Fact("Last day", day(found.last_day) if found.last_day else "No end"),
    ]


@authority_page("hr.change_structure")
def add(request: AuthorityRequest) -> HttpResponseBase:
    form = NewPostForm(request.POST or None, initial={"starts_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            given = {**form.cleaned_data}
            given.pop("last_day")
            added = add_post(actor=request.actor, ends_before=form.ends_before(), **given)
            return done(request, f"Post {added.number} added.", to=added)
    context = {"title": "Add a post", "submit": "Add post", "cancel": reverse("hr:posts")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("hr.change_structure")
def change(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    found = post_for(viewer=request.actor, reference=reference)
    names = [name for name in PostForm.base_fields if name != "reason"]
    form = PostForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        with form.refusals():
            given = {**form.cleaned_data}
            given.pop("last_day")
            change_post(actor=request.actor, post=found, ends_before=form.ends_before(), **given)
            return done(request, f"Post {found.number} changed.", to=found)
    context = {
        "title": f"Change post {found.number}",
        "lead": "To move a post in the organisation from a day on, end it and add another.",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)
