"""Projects: what is spent on them, whoever spends it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.coding import ProjectForm
from finance.queries.coding import project_for, project_lines, projects_for
from finance.services.coding import add_project, change_project
from finance.tables.coding import ProjectFilter, ProjectLineTable, ProjectTable


@authority_page("finance.view")
def projects(request: AuthorityRequest) -> HttpResponseBase:
    """Every project."""
    return list_page(
        request,
        title="Projects",
        nouns=("project", "projects"),
        queryset=projects_for(viewer=request.actor).select_related("cost_centre").order_by("code"),
        table=ProjectTable,
        filterset=ProjectFilter,
        export=export_list,
        template="finance/coding/list.html",
        may_change=request.actor.can("finance.change_chart"),
        import_kind="finance.projects",
        add_url=reverse("finance:add_project"),
        add_label="Add project",
    )


@authority_page("finance.change_chart")
def add(request: AuthorityRequest) -> HttpResponse:
    """One more project."""
    form = ProjectForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            project = add_project(actor=request.actor, row=form.row)
            return done(request, f"Project {project} added.", to=project)
    context = {"title": "Add a project", "submit": "Add project", "cancel": reverse("finance:projects")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_chart")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change or end a project."""
    found = project_for(viewer=request.actor, reference=reference)
    initial = {name: getattr(found, name) for name in ("code", "name", "starts_on", "ends_before")}
    initial["cost_centre"] = found.cost_centre.code if found.cost_centre else None
    form = ProjectForm(request.POST or None, initial=initial, kept=True)
    if form.is_valid():
        with form.refusals():
            change_project(actor=request.actor, project=found, row=form.row)
            return done(request, f"Project {found.code} changed.", to=found)
    context = {"title": f"Change project {found.code}", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def project(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A project: what it is, what was posted on it, how it was changed."""
    found = project_for(viewer=request.actor, reference=reference)
    centre = found.cost_centre
    return list_page(
        request,
        title=str(found),
        nouns=("line", "lines"),
        queryset=project_lines(viewer=request.actor, project=found).order_by("-journal_id", "number"),
        table=ProjectLineTable,
        total=Total("amount_pence", "debits less credits"),
        export=export_list,
        template="finance/coding/project.html",
        facts=[
            Fact("Cost centre that runs it", str(centre) if centre else "None"),
            Fact("From", formats.day(found.starts_on) or "Always"),
            Fact("Ended", formats.day(found.ends_before) or "In use"),
        ],
        changes=history_of(found),
        change_url=reverse("finance:change_project", args=[found.reference]),
        may_change=request.actor.can("finance.change_chart"),
    )
