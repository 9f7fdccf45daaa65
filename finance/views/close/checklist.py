"""The checklist: what every close has, the calendar, and ticking a task."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.audit.queries import history_of
from backoffice.documents.queries import documents_about
from backoffice.errors import NotAllowed
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.models import Member
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms.close import DoTaskForm, GiveTaskForm, PeriodTaskForm, TemplateForm, UndoTaskForm
from finance.models import CloseTask, CloseTemplate
from finance.queries import period_for
from finance.queries.close import task_for, tasks_for, template_for, templates_for, who_may_own
from finance.services.close.checklist import TASK, owns_task
from finance.tables.close import TASK_MEANINGS, TaskFilter, TaskTable


@authority_page("finance.view")
def calendar(request: AuthorityRequest) -> HttpResponseBase:
    """Every task of every close by the day it is due."""
    return list_page(
        request,
        title="Close calendar",
        nouns=("task", "tasks"),
        queryset=tasks_for(viewer=request.actor).order_by("-due_on", "position", "id"),
        table=TaskTable,
        filterset=TaskFilter,
        export=export_list,
    )


@authority_page("finance.view")
def templates(request: AuthorityRequest) -> HttpResponse:
    """The checklist that a close begins with."""
    found = list(templates_for(viewer=request.actor))
    return render(
        request,
        "finance/close/templates.html",
        {
            "title": "Close checklist",
            "lead": "What every close has. Each period gets its own copy when its closing starts.",
            "templates": found,
            "may_change": request.actor.can("finance.close_period"),
        },
    )


@authority_page("finance.close_period")
def add_template(request: AuthorityRequest) -> HttpResponse:
    """Add a task to the checklist."""
    return _template(request, None)


@authority_page("finance.close_period")
def change_template(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change a task of the checklist, or end it."""
    return _template(request, template_for(viewer=request.actor, reference=reference))


def _template(request: AuthorityRequest, found: CloseTemplate | None) -> HttpResponse:
    roles, people = who_may_own()
    initial: dict[str, Any] = {}
    if found is not None:
        names = (
            "code",
            "label",
            "instructions",
            "position",
            "owner_role",
            "due_day",
            "needs_evidence",
            "is_used",
        )
        initial = {name: getattr(found, name) for name in names}
        initial["owner"] = found.owner.identity if found.owner else None
    form = TemplateForm(
        request.POST or None, roles=roles, people=people, is_new=found is None, initial=initial
    )
    if form.is_valid():
        with form.refusals():
            put = services.put_template(actor=request.actor, template=found, **form.cleaned_data)
            return done(request, f"“{put.label}” is in the checklist.", to="finance:close_tasks")
    context = {
        "title": f"Change “{found.label}”" if found else "Add a task to the checklist",
        "submit": "Save",
        "cancel": reverse("finance:close_tasks"),
        "changes": history_of(found) if found else [],
    }
    return render_form(request, "finance/close/template_form.html", context, form)


@require_POST
@authority_page("finance.close_period")
def load(request: AuthorityRequest) -> HttpResponse:
    """Add the tasks that most authorities have."""
    added = services.load_usual_checklist(actor=request.actor)
    return done(
        request, f"{added} task{'s' if added != 1 else ''} added to the checklist.", to="finance:close_tasks"
    )


@authority_page("finance.close_period")
def add_task(request: AuthorityRequest, code: str) -> HttpResponse:
    """Add a task that only this close has."""
    period = period_for(viewer=request.actor, code=code)
    form = PeriodTaskForm(request.POST or None, people=who_may_own()[1])
    if form.is_valid():
        with form.refusals():
            made = services.add_task(actor=request.actor, period=period, **form.cleaned_data)
            return done(request, f"“{made.label}” is added for {made.owner}.", to=period)
    context = {
        "title": f"Add a task to the close of {period}",
        "submit": "Add the task",
        "cancel": period.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


def _is_mine(request: AuthorityRequest, task: CloseTask) -> bool:
    roles = Member.objects.values_list("roles", flat=True).get(pk=request.actor.member_id)
    return owns_task(request.actor, task, roles)


@authority_page("finance.view")
def task(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A task of a close: whose it is, by when, and what shows that it is done."""
    found = task_for(viewer=request.actor, reference=reference)
    late = not found.is_done and found.due_on < request.business_date
    facts = [
        Fact("Period", found.period.name, found.period.get_absolute_url(), "Open"),
        Fact("Owner", found.owner_name),  # type: ignore[attr-defined]
        Fact("Due", formats.day(found.due_on)),
        Fact("Evidence", "A note or a file is asked for" if found.needs_evidence else "Not asked for"),
    ]
    if found.done_by is not None:
        facts.append(Fact("Done", f"{formats.moment(found.done_at)} by {found.done_by.name}"))
    if found.note:
        facts.append(Fact("Note", found.note))
    mine = _is_mine(request, found) and not found.period.is_over
    return render(
        request,
        "finance/close/task.html",
        {
            "title": found.label,
            "lead": found.instructions,
            "task": found,
            "status": ("Overdue", "problem")
            if late
            else (found.get_state_display(), TASK_MEANINGS[found.state]),
            "facts": facts,
            "documents": list(documents_about(Link(TASK, found.pk))),
            "changes": history_of(found),
            "may_do": mine and not found.is_done,
            "may_undo": mine and found.is_done,
            "may_give": request.actor.can("finance.close_period") and not found.period.is_over,
        },
    )


def _mine(request: AuthorityRequest, reference: str) -> CloseTask:
    found = task_for(viewer=request.actor, reference=reference)
    if not _is_mine(request, found):
        raise NotAllowed(f"“{found.label}” is not your task.", next_step="Ask its owner.")
    return found


@authority_page("finance.view")
def do(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Say that a task is done, with what shows it."""
    found = _mine(request, reference)
    form = DoTaskForm(request.POST or None, request.FILES or None, initial={"note": found.note})
    if form.is_valid():
        with form.refusals():
            file = form.cleaned_data["file"]
            services.do_task(
                actor=request.actor,
                task=found,
                note=form.cleaned_data["note"],
                filename=file.name if file else "",
                content=file,
            )
            return done(request, f"“{found.label}” is done.", to=found.period)
    context = {
        "title": f"Done: {found.label}",
        "lead": found.instructions,
        "submit": "It is done",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def undo(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take a task's tick back."""
    found = _mine(request, reference)
    form = UndoTaskForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            services.undo_task(actor=request.actor, task=found, **form.cleaned_data)
            return done(request, f"“{found.label}” is to be done again.", to=found)
    context = {
        "title": f"Take back: {found.label}",
        "submit": "Take it back",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.close_period")
def give(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Give a task to a person."""
    found = task_for(viewer=request.actor, reference=reference)
    form = GiveTaskForm(request.POST or None, people=who_may_own()[1])
    if form.is_valid():
        with form.refusals():
            given = services.give_task(actor=request.actor, task=found, **form.cleaned_data)
            return done(request, f"{given.owner} does “{found.label}” now.", to=found)
    context: dict[str, Any] = {
        "title": f"Who does “{found.label}”",
        "submit": "Save",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)
