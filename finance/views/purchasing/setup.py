"""Categories, approval limits and delegations."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.errors import NotAllowed
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.roles import ROLES
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.purchasing import CategoryForm, DelegationForm, EndForm, LimitForm
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import (
    categories_for,
    category_for,
    delegation_for,
    delegations_for,
    limit_for,
    limits_for,
)
from finance.services import purchasing
from finance.tables.purchasing import CategoryTable, DelegationFilter, DelegationTable, LimitTable
from finance.views.purchasing.common import Action

KEEPS = "finance.change_purchasing_rules"


@authority_page(SEES_PURCHASING)
def categories(request: AuthorityRequest) -> HttpResponseBase:
    """Every category."""
    return list_page(
        request,
        title="Purchasing categories",
        nouns=("category", "categories"),
        queryset=categories_for(viewer=request.actor).order_by("code"),
        table=CategoryTable,
        export=export_list,
        template="finance/purchasing/setup_list.html",
        add_url=reverse("finance:add_category") if request.actor.can(KEEPS) else "",
        add_label="Add a category",
    )


@authority_page(KEEPS)
def add_category(request: AuthorityRequest) -> HttpResponse:
    """One more category."""
    form = CategoryForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            purchasing.put_categories(actor=request.actor, rows=[form.facts])
            return done(request, f"Category {form.facts.code} added.", to="finance:categories")
    context = {"title": "Add a category", "submit": "Add category", "cancel": reverse("finance:categories")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def category(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A category: what it proposes and how it was changed."""
    found = category_for(viewer=request.actor, reference=reference)
    return render(
        request,
        "finance/purchasing/setup_one.html",
        {
            "title": str(found),
            "back": (reverse("finance:categories"), "Purchasing categories"),
            "facts": [
                Fact("Account", str(found.account or "Chosen on the line")),
                Fact("VAT code", str(found.vat_code or "Chosen on the line")),
                Fact("May come above the order", f"{found.over_receipt_basis_points / 100:g} per cent"),
                Fact("In use", "No" if found.is_closed else "Yes"),
            ],
            "actions": [Action("Change", reverse("finance:change_category", args=[reference]), first=True)]
            if request.actor.can(KEEPS)
            else [],
            "changes": history_of(found),
        },
    )


@authority_page(KEEPS)
def change_category(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change a category."""
    found = category_for(viewer=request.actor, reference=reference)
    initial = {
        "code": found.code,
        "name": found.name,
        "account": found.account,
        "vat_code": found.vat_code,
        "over_receipt": found.over_receipt_basis_points / 100,
        "is_closed": found.is_closed,
    }
    form = CategoryForm(request.POST or None, initial=initial, category=found)
    if form.is_valid():
        with form.refusals():
            purchasing.put_categories(actor=request.actor, rows=[form.facts])
            return done(request, f"Category {found.code} changed.", to=found)
    context = {"title": f"Change category {found.code}", "cancel": found.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def approval_limits(request: AuthorityRequest) -> HttpResponseBase:
    """Who approves how much."""
    return list_page(
        request,
        title="Approval limits",
        lead="The whole value of a requisition counts. A budget holder's limit is for the cost centres they hold.",
        nouns=("limit", "limits"),
        queryset=limits_for(viewer=request.actor).order_by("-starts_on", "id"),
        table=LimitTable,
        export=export_list,
        template="finance/purchasing/setup_list.html",
        add_url=reverse("finance:add_approval_limit") if request.actor.can(KEEPS) else "",
        add_label="Give an approval limit",
    )


@authority_page(KEEPS)
def add_approval_limit(request: AuthorityRequest) -> HttpResponse:
    """Give a limit."""
    form = LimitForm(request.POST or None, initial={"starts_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            purchasing.add_limit(actor=request.actor, facts=form.facts)
            return done(request, "The approval limit is given.", to="finance:approval_limits")
    context = {
        "title": "Give an approval limit",
        "submit": "Give limit",
        "cancel": reverse("finance:approval_limits"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def approval_limit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A limit and how it was changed."""
    found = limit_for(viewer=request.actor, reference=reference)
    who = found.member.name if found.member else ROLES[found.role].label
    return render(
        request,
        "finance/purchasing/setup_one.html",
        {
            "title": f"Approval limit of {who}",
            "back": (reverse("finance:approval_limits"), "Approval limits"),
            "facts": [
                Fact("Approves up to", f"£{formats.money(found.limit_pence)}"),
                Fact("Cost centre", str(found.cost_centre or "All")),
                Fact("Category", str(found.category or "All")),
                Fact("From", formats.day(found.starts_on)),
                Fact("Until before", formats.day(found.ends_before) or "Further notice"),
            ],
            "actions": [Action("End it", reverse("finance:end_approval_limit", args=[reference]), first=True)]
            if request.actor.can(KEEPS)
            else [],
            "changes": history_of(found),
        },
    )


@authority_page(KEEPS)
def end_approval_limit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Let a limit end."""
    found = limit_for(viewer=request.actor, reference=reference)
    form = EndForm(request.POST or None, initial={"ends_before": request.business_date})
    if form.is_valid():
        with form.refusals():
            purchasing.end_limit(actor=request.actor, limit=found, **form.cleaned_data)
            return done(request, "The limit ends.", to="finance:approval_limits")
    context = {
        "title": "End an approval limit",
        "submit": "End limit",
        "cancel": reverse("finance:approval_limit", args=[reference]),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def delegations(request: AuthorityRequest) -> HttpResponseBase:
    """Who stands in for whom."""
    actor = request.actor
    return list_page(
        request,
        title="Delegations",
        lead="Who approves within whose limits while they are away.",
        nouns=("delegation", "delegations"),
        queryset=delegations_for(viewer=actor).order_by("-starts_on", "-id"),
        table=DelegationTable,
        filterset=DelegationFilter,
        export=export_list,
        template="finance/purchasing/setup_list.html",
        add_url=reverse("finance:add_delegation") if actor.can("finance.approve_requisition", KEEPS) else "",
        add_label="Delegate" if actor.can("finance.approve_requisition") else "Cover for somebody",
    )


@authority_page(("finance.approve_requisition", KEEPS))
def add_delegation(request: AuthorityRequest) -> HttpResponse:
    """Delegate one's approvals, or cover for somebody who is away."""
    actor = request.actor
    own = actor.can("finance.approve_requisition")
    form = DelegationForm(
        request.POST or None,
        initial={"starts_on": request.business_date},
        me=actor.member_id if own else None,
    )
    if form.is_valid():
        with form.refusals():
            given = form.cleaned_data | {"today": request.business_date}
            act = purchasing.delegate if own else purchasing.delegate_for
            made = act(actor=actor, **given)
            said = f"{made.to_member.name} approves until {formats.day(made.last_on)}."
            return done(request, said, to="finance:delegations")
    context = {
        "title": "Delegate your approvals" if own else "Cover for somebody who is away",
        "submit": "Delegate",
        "cancel": reverse("finance:delegations"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_PURCHASING)
def delegation(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A delegation, and ending it."""
    found = delegation_for(viewer=request.actor, reference=reference)
    if request.method == "POST":
        if found.from_member_id != request.actor.member_id and not request.actor.can(KEEPS):
            raise NotAllowed("Only the person who is away, or who keeps the rules, ends a delegation.")
        purchasing.end_delegation(actor=request.actor, delegation=found, today=request.business_date)
        return done(request, "The delegation ends with today.", to="finance:delegations")
    may_end = found.last_on > request.business_date and (
        found.from_member_id == request.actor.member_id or request.actor.can(KEEPS)
    )
    return render(
        request,
        "finance/purchasing/setup_one.html",
        {
            "title": f"{found.to_member.name} approves for {found.from_member.name}",
            "back": (reverse("finance:delegations"), "Delegations"),
            "facts": [
                Fact("First day", formats.day(found.starts_on)),
                Fact("Last day", formats.day(found.last_on)),
                Fact("Why", found.reason),
            ],
            "actions": [Action("End it today", request.path, first=True, posts=True)] if may_end else [],
            "changes": history_of(found),
        },
    )
