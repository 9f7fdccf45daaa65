"""Budget versions: begin, copy, fill, phase, submit."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from backoffice.approvals.queries import approval_of
from backoffice.audit.queries import history_of
from backoffice.errors import Missing
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.budgets import (
    MONTHS,
    BudgetForm,
    BudgetLineForm,
    BudgetNameForm,
    CopyBudgetForm,
    PhaseForm,
)
from finance.models import BudgetLine, BudgetVersion
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import budget_for, budget_lines, budgets_for, current_version
from finance.rules.periods import financial_year_of
from finance.services import budgets as work
from finance.services.budgets import BudgetRow
from finance.tables.budgets import (
    VERSION_MEANINGS,
    BudgetFilter,
    BudgetLineFilter,
    BudgetLineTable,
    BudgetTable,
    DraftLineTable,
)


@authority_page(SEES_BUDGETS)
def budgets(request: AuthorityRequest) -> HttpResponseBase:
    """Every version, the latest year first."""
    return list_page(
        request,
        title="Budgets",
        nouns=("budget", "budgets"),
        queryset=budgets_for(viewer=request.actor).order_by("-financial_year", "-number"),
        table=BudgetTable,
        filterset=BudgetFilter,
        export=export_list,
        template="finance/budgets/budgets.html",
        may_change=request.actor.can("finance.change_budgets"),
    )


@authority_page("finance.change_budgets")
def add(request: AuthorityRequest) -> HttpResponse:
    """Begin an empty version."""
    form = BudgetForm(
        request.POST or None,
        initial={"financial_year": financial_year_of(request.business_date), "name": "Original budget"},
    )
    if form.is_valid():
        with form.refusals():
            made = work.draft_budget(actor=request.actor, **form.cleaned_data)
            return done(request, f"{made} is begun. Load its lines from a file, or add them.", to=made)
    context = {"title": "Begin a budget", "submit": "Begin budget", "cancel": reverse("finance:budgets")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_BUDGETS)
def budget(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A version with its lines by month, what it is, and what may be done next."""
    found = budget_for(viewer=request.actor, reference=reference)
    actor = request.actor
    approval = approval_of(Link("finance.budget", found.pk))
    may_change = actor.can("finance.change_budgets")
    lines = budget_lines(viewer=actor, version=found, on=request.business_date).select_related("version")
    net = found.spending_pence + found.income_pence  # type: ignore[attr-defined]
    facts = [
        Fact("Kind", found.get_kind_display()),
        Fact("Made by", f"{found.made_by.name}, {formats.moment(found.made_at)}"),
    ]
    if found.note:
        facts.append(Fact("What it is for", found.note))
    if found.approved_by is not None:
        facts.append(Fact("Approved by", f"{found.approved_by.name}, {formats.moment(found.approved_at)}"))
    current = current_version(found.financial_year)
    return list_page(
        request,
        title=str(found),
        nouns=("line", "lines"),
        queryset=lines.order_by("cost_centre__code", "account__code", "id"),
        table=DraftLineTable if found.is_draft and may_change else BudgetLineTable,
        filterset=BudgetLineFilter,
        total=Total("total_pence", "net"),
        export=export_list,
        template="finance/budgets/budget.html",
        budget=found,
        status=(found.get_state_display(), VERSION_MEANINGS[found.state]),
        figures=[
            Figure("Spending", f"£{formats.money(found.spending_pence)}"),  # type: ignore[attr-defined]
            Figure("Income", f"£{formats.money(-found.income_pence)}"),  # type: ignore[attr-defined]
            Figure("Net", f"£{formats.money(net)}"),
            Figure("Lines", formats.count(found.line_count)),  # type: ignore[attr-defined]
        ],
        facts=facts,
        counts=current is not None and current.pk == found.pk,
        approval=approval,
        rejected=approval.reason if approval and found.is_draft and approval.state == "rejected" else "",
        changes=history_of(found),
        may_change=may_change,
        may_decide=approval is not None
        and found.state == "awaiting"
        and actor.can("finance.approve_budgets")
        and actor.member_id not in (approval.requested_by_id, *approval.made_by),
    )


@authority_page("finance.change_budgets")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What a draft is called."""
    found = budget_for(viewer=request.actor, reference=reference)
    form = BudgetNameForm(request.POST or None, initial={"name": found.name, "note": found.note})
    if form.is_valid():
        with form.refusals():
            work.change_budget(actor=request.actor, version=found, **form.cleaned_data)
            return done(request, "The budget is changed.", to=found)
    context = {"title": f"Change {found}", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_budgets")
def copy(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Begin a version with the lines of this one."""
    found = budget_for(viewer=request.actor, reference=reference)
    form = CopyBudgetForm(
        request.POST or None,
        initial={
            "financial_year": found.financial_year,
            "name": f"Copy of {found.name}"[:100],
            "with_virements": True,
        },
    )
    if form.is_valid():
        with form.refusals():
            made = work.draft_budget(actor=request.actor, copy_of=found, **form.cleaned_data)
            return done(request, f"{made} is begun with the lines of {found}.", to=made)
    context = {"title": f"Copy {found}", "submit": "Copy budget", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_budgets")
def phase(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Spread every line of a draft anew over the months."""
    found = budget_for(viewer=request.actor, reference=reference)
    form = PhaseForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            count = work.phase_again(actor=request.actor, version=found, **form.cleaned_data)
            return done(request, f"{formats.count(count)} lines are phased anew.", to=found)
    context = {
        "title": f"Phase {found}",
        "submit": "Phase every line",
        "cancel": found.get_absolute_url(),
        "text": "Every line of the draft is spread anew over the months, those phased by hand, too. The year stays as"
        " it is, to the penny.",
    }
    return render_form(request, "finance/budgets/confirm.html", context, form)


@authority_page("finance.change_budgets")
def add_line(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One more line."""
    found = budget_for(viewer=request.actor, reference=reference)
    form = BudgetLineForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            work.put_lines(actor=request.actor, version=found, rows=[_row(form)])
            return done(request, "The line is in the budget.", to=found)
    context = {"title": f"Add a line to {found}", "submit": "Add line", "cancel": found.get_absolute_url()}
    return render_form(request, "finance/budgets/line_form.html", context, form)


@authority_page("finance.change_budgets")
def line(request: AuthorityRequest, reference: str, pk: int) -> HttpResponse:
    """Change a line of a draft, or take it out."""
    found = budget_for(viewer=request.actor, reference=reference)
    asked = found.lines.select_related("account", "cost_centre", "objective", "project").filter(pk=pk).first()
    if asked is None:
        raise Missing("There is no such line.", next_step="Choose one from the budget.")
    if request.method == "POST" and request.POST.get("do") == "take_out":
        form = UiForm(request.POST)
        if form.is_valid():
            with form.refusals():
                work.take_line_out(actor=request.actor, version=found, line_id=pk)
                return done(request, "The line is taken out.", to=found)
    form = BudgetLineForm(request.POST or None, initial=_initial(asked), coded=True)
    if form.is_valid():
        with form.refusals():
            work.put_lines(actor=request.actor, version=found, rows=[_row(form)])
            return done(request, "The line is changed.", to=found)
    context = {
        "title": f"{asked.account} at {asked.cost_centre.code}",
        "cancel": found.get_absolute_url(),
        "line": asked,
    }
    return render_form(request, "finance/budgets/line_form.html", context, form)


def _row(form: BudgetLineForm) -> BudgetRow:
    given = form.cleaned_data
    return BudgetRow(
        account=given["account"].code,
        cost_centre=given["cost_centre"].code,
        objective=given["objective"].code if given["objective"] else None,
        project=given["project"].code if given["project"] else None,
        total_pence=given["total_pence"],
        months=form.months,
        note=given["note"],
    )


def _initial(line: BudgetLine) -> dict[str, Any]:
    return {
        "account": line.account,
        "cost_centre": line.cost_centre,
        "objective": line.objective,
        "project": line.project,
        "total_pence": line.total_pence,
        "note": line.note,
        **{f"month_{number}": line.months[number - 1] for number, _ in MONTHS},
    }


@authority_page("finance.change_budgets")
def submit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send a draft to the approvers."""
    return _confirm(
        request,
        reference,
        title="Submit for approval",
        submit="Submit",
        text="Another person approves the budget. From then on it never changes; until then you can withdraw it.",
        service=work.submit_budget,
        message="The budget is submitted for approval.",
    )


@authority_page("finance.change_budgets")
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take a submitted budget back."""
    return _confirm(
        request,
        reference,
        title="Withdraw from approval",
        submit="Withdraw",
        text="It becomes a draft, which you can change and submit again.",
        service=work.withdraw_budget,
        message="The budget is a draft again.",
    )


@authority_page("finance.change_budgets")
def delete(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take a draft away."""
    return _confirm(
        request,
        reference,
        title="Delete the draft",
        submit="Delete draft",
        text="The draft goes with all its lines. It cannot be brought back.",
        service=work.delete_budget,
        message="The draft is deleted.",
        kind="warning",
        to="finance:budgets",
    )


def _confirm(
    request: AuthorityRequest,
    reference: str,
    *,
    title: str,
    submit: str,
    text: str,
    service: Any,
    message: str,
    kind: str = "",
    to: str = "",
) -> HttpResponse:
    found: BudgetVersion = budget_for(viewer=request.actor, reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            service(actor=request.actor, version=found)
            return done(request, message, to=to or found)
    context = {
        "title": title,
        "lead": str(found),
        "submit": submit,
        "kind": kind,
        "text": text,
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "finance/budgets/confirm.html", context, form)
