"""What budgets are set up with: holders, controls, phasing profiles, months of forecasts."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.errors import Missing
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, check_permission
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.budgets import MONTHS, ControlForm, EndHolderForm, HolderForm, ProfileForm, RoundForm
from finance.models import ForecastRound, Period
from finance.permissions import SEES_BUDGETS
from finance.queries import current_period
from finance.queries.budgets import controls_for, holding_for, holdings_for, profiles_for, rounds_for
from finance.services import budgets as work
from finance.tables.budgets import ControlTable, HolderFilter, HolderTable, ProfileTable


def _may_change(request: AuthorityRequest) -> bool:
    """Whether a setting's page shows its form; sending it without the permission is refused."""
    if request.method == "POST":
        check_permission(request, "finance.change_budgets")
    return request.actor.can("finance.change_budgets")


@authority_page(SEES_BUDGETS)
def holders(request: AuthorityRequest) -> HttpResponseBase:
    """Who holds what."""
    return list_page(
        request,
        title="Budget holders",
        nouns=("budget holder", "budget holders"),
        queryset=holdings_for(viewer=request.actor).order_by("cost_centre__code", "id"),
        table=HolderTable,
        filterset=HolderFilter,
        export=export_list,
        template="finance/budgets/holders.html",
        may_change=request.actor.can("finance.change_budgets"),
    )


@authority_page("finance.change_budgets")
def add_holder(request: AuthorityRequest) -> HttpResponse:
    """Name a budget holder."""
    form = HolderForm(request.POST or None, initial={"starts_on": request.business_date})
    if form.is_valid():
        with form.refusals():
            made = work.name_holder(actor=request.actor, **form.cleaned_data)
            said = f"{made.member.name} holds {made.cost_centre} from {formats.day(made.starts_on)}."
            return done(request, said, to="finance:budget_holders")
    context = {"title": "Name a budget holder", "submit": "Name", "cancel": reverse("finance:budget_holders")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_BUDGETS)
def holder(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One of them, with its history; who may, ends it here."""
    found = holding_for(viewer=request.actor, reference=reference)
    may_change = _may_change(request)
    form = EndHolderForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_before": found.ends_before},
    )
    if form.is_valid():
        with form.refusals():
            work.end_holder(actor=request.actor, holder=found, **form.cleaned_data)
            return done(request, "The budget holder is changed.", to="finance:budget_holders")
    context = {
        "title": str(found),
        "cancel": reverse("finance:budget_holders"),
        "parent": "Budget holders",
        "may_change": may_change,
        "changes": history_of(found),
        "facts": [
            Fact("Cost centre", str(found.cost_centre)),
            Fact("Budget holder", found.member.name),
            Fact("From", formats.day(found.starts_on)),
            Fact("No longer from", formats.day(found.ends_before) or "Until further notice"),
        ],
    }
    return render_form(request, "finance/budgets/setting.html", context, form)


@authority_page(SEES_BUDGETS)
def controls(request: AuthorityRequest) -> HttpResponseBase:
    """What stops or warns."""
    return list_page(
        request,
        title="Budget controls",
        nouns=("control", "controls"),
        queryset=controls_for(viewer=request.actor).order_by("cost_centre__code", "account_group", "id"),
        table=ControlTable,
        export=export_list,
        template="finance/budgets/controls.html",
        may_change=request.actor.can("finance.change_budgets"),
    )


@authority_page("finance.change_budgets")
def add_control(request: AuthorityRequest) -> HttpResponse:
    """Control one more budget."""
    form = ControlForm(request.POST or None, initial={"action": "stop"})
    if form.is_valid():
        with form.refusals():
            given = form.cleaned_data
            work.add_control(
                actor=request.actor,
                cost_centre=given["cost_centre"],
                account_group=given["account_group"],
                **form.rule,
            )
            return done(request, f"{given['cost_centre']} is controlled.", to="finance:budget_controls")
    context = {
        "title": "Add a budget control",
        "submit": "Add control",
        "cancel": reverse("finance:budget_controls"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_BUDGETS)
def control(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One control, with its history; who may, changes it here."""
    found = controls_for(viewer=request.actor).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such control.", next_step="Choose one from the list.")
    may_change = _may_change(request)
    form = ControlForm(
        request.POST if request.method == "POST" else None,
        coded=True,
        initial={
            "cost_centre": found.cost_centre,
            "account_group": found.account_group,
            "action": found.action,
            "tolerance_pence": found.tolerance_pence,
            "tolerance_percent": found.tolerance_basis_points / 100,
        },
    )
    if form.is_valid():
        with form.refusals():
            work.change_control(actor=request.actor, control=found, **form.rule)
            return done(request, "The control is changed.", to="finance:budget_controls")
    context = {
        "title": f"Budget control of {found.cost_centre}",
        "cancel": reverse("finance:budget_controls"),
        "parent": "Budget controls",
        "may_change": may_change,
        "changes": history_of(found),
        "facts": [
            Fact("Spending on", found.account_group or "Everything"),
            Fact("Beyond the budget", found.get_action_display()),
            Fact(
                "Tolerance",
                f"£{formats.money(found.tolerance_pence)} or {found.tolerance_basis_points / 100} %",
            ),
        ],
    }
    return render_form(request, "finance/budgets/setting.html", context, form)


@authority_page(SEES_BUDGETS)
def profiles(request: AuthorityRequest) -> HttpResponseBase:
    """Saved ways of phasing."""
    return list_page(
        request,
        title="Phasing profiles",
        nouns=("profile", "profiles"),
        queryset=profiles_for(viewer=request.actor).order_by("name"),
        table=ProfileTable,
        export=export_list,
        template="finance/budgets/profiles.html",
        may_change=request.actor.can("finance.change_budgets"),
    )


@authority_page("finance.change_budgets")
def add_profile(request: AuthorityRequest) -> HttpResponse:
    """Save a way of phasing."""
    form = ProfileForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            made = work.put_profile(
                actor=request.actor,
                name=form.cleaned_data["name"],
                weights=form.weights,
                is_used=form.cleaned_data["is_used"],
            )
            return done(request, f"The profile {made} is saved.", to="finance:phasing_profiles")
    context = {
        "title": "Add a phasing profile",
        "submit": "Save profile",
        "cancel": reverse("finance:phasing_profiles"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_BUDGETS)
def profile(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One profile, with its history; who may, changes it here."""
    found = profiles_for(viewer=request.actor).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such profile.", next_step="Choose one from the list.")
    may_change = _may_change(request)
    initial = {"name": found.name, "is_used": found.is_used}
    initial |= {f"month_{number}": found.weights[number - 1] for number, _ in MONTHS}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with form.refusals():
            work.put_profile(
                actor=request.actor,
                profile=found,
                name=form.cleaned_data["name"],
                weights=form.weights,
                is_used=form.cleaned_data["is_used"],
            )
            return done(request, "The profile is changed.", to="finance:phasing_profiles")
    context = {
        "title": found.name,
        "cancel": reverse("finance:phasing_profiles"),
        "parent": "Phasing profiles",
        "may_change": may_change,
        "changes": history_of(found),
        "facts": [Fact(name, str(found.weights[number - 1])) for number, name in MONTHS],
    }
    return render_form(request, "finance/budgets/setting.html", context, form)


@authority_page(SEES_BUDGETS)
def rounds(request: AuthorityRequest) -> HttpResponse:
    """Months forecasts were asked for."""
    return render(
        request,
        "finance/budgets/rounds.html",
        {
            "title": "Forecasts",
            "rounds": [(each, each.forecasts.count()) for each in rounds_for(viewer=request.actor)[:36]],
            "may_change": request.actor.can("finance.change_budgets"),
        },
    )


@authority_page("finance.change_budgets")
def open_round(request: AuthorityRequest) -> HttpResponse:
    """Ask budget holders for a month's forecasts."""
    periods = Period.objects.exclude(forecast_round__state="locked").order_by("-starts_on")
    current = current_period(viewer=request.actor, today=request.business_date)
    form = RoundForm(
        request.POST or None, periods=periods, initial={"period": current.code if current else ""}
    )
    if form.is_valid():
        with form.refusals():
            made = work.open_round(actor=request.actor, **form.cleaned_data)
            return done(request, f"{made} are asked for.", to="finance:forecasts")
    context = {
        "title": "Ask for forecasts",
        "submit": "Ask budget holders",
        "cancel": reverse("finance:forecasts"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_budgets")
def lock_round(request: AuthorityRequest, code: str) -> HttpResponse:
    """Lock a month's forecasts for good."""
    found = rounds_for(viewer=request.actor).filter(period__code=code).first()
    if found is None:
        raise Missing("No forecasts were asked for in that month.", next_step="Choose one from the list.")
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            locked: ForecastRound = work.lock_round(actor=request.actor, asked=found)
            return done(request, f"{locked} are locked.", to="finance:forecasts")
    context = {
        "title": f"Lock the forecasts of {found.period}",
        "submit": "Lock forecasts",
        "text": "From then on nobody changes them, finance neither. This cannot be undone.",
        "kind": "warning",
        "cancel": reverse("finance:forecasts"),
    }
    return render_form(request, "finance/budgets/confirm.html", context, form)
