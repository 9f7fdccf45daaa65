"""Virements: propose, agree, reject, withdraw."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Event, Fact
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.budgets import ReasonForm, VirementForm
from finance.models import Virement
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import needed_for, virement_for, virements_for
from finance.rules.periods import financial_year_of
from finance.services import budgets as work
from finance.services.budgets import Move
from finance.services.budgets.versions import day_in_year
from finance.tables.budgets import VIREMENT_MEANINGS, VirementFilter, VirementTable


@authority_page(SEES_BUDGETS)
def virements(request: AuthorityRequest) -> HttpResponseBase:
    """Every virement the viewer may see, the latest first."""
    return list_page(
        request,
        title="Virements",
        nouns=("virement", "virements"),
        queryset=virements_for(viewer=request.actor, on=request.business_date).order_by("-id"),
        table=VirementTable,
        filterset=VirementFilter,
        export=export_list,
        template="finance/budgets/virements.html",
        may_propose=request.actor.can("finance.propose_virement"),
    )


@authority_page("finance.propose_virement")
def add(request: AuthorityRequest) -> HttpResponse:
    """Propose a virement."""
    year = financial_year_of(request.business_date)
    form = VirementForm(
        request.POST or None,
        initial={
            "financial_year": year,
            "first_month": day_in_year(year, request.business_date),
            "from_cost_centre": request.GET.get("from", ""),
            "from_account": request.GET.get("from_account", ""),
            "to_cost_centre": request.GET.get("to", ""),
            "to_account": request.GET.get("to_account", ""),
            "reason": request.GET.get("reason", ""),
        },
    )
    if form.is_valid():
        given = form.cleaned_data
        with form.refusals():
            made = work.propose_virement(
                actor=request.actor,
                financial_year=given["financial_year"],
                reason=given["reason"],
                first_month=given["first_month"],
                today=request.business_date,
                moves=[
                    Move(given["from_account"].code, given["from_cost_centre"].code, -given["amount_pence"]),
                    Move(given["to_account"].code, given["to_cost_centre"].code, given["amount_pence"]),
                ],
            )
            return done(request, f"{made} is proposed.", to=made)
    context = {
        "title": "Propose a virement",
        "submit": "Propose virement",
        "cancel": reverse("finance:virements"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(SEES_BUDGETS)
def virement(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A virement: what it moves, who has agreed, who still has to."""
    today = request.business_date
    found = virement_for(viewer=request.actor, reference=reference, on=today)
    needed = needed_for(found, today)
    proposed = found.state == Virement.State.PROPOSED
    actor = request.actor
    agreements = found.agreements.select_related("member", "cost_centre").order_by("agreed_at", "id")
    events = [Event("Proposed", at=found.made_at, by=found.made_by.name)]
    events += [
        Event(
            f"Agreed for {each.cost_centre.code} as {each.get_basis_display().lower()}",
            at=each.agreed_at,
            by=each.member.name,
        )
        for each in agreements
    ]
    if found.decided_by is not None:
        by = found.decided_by.name
        events.append(Event(found.get_state_display(), at=found.decided_at, by=by, text=found.decision))
    facts = [
        Fact("Why", found.reason),
        Fact("Year", found.financial_year),
        Fact("Moved", f"£{formats.money(found.total_pence)}"),  # type: ignore[attr-defined]
    ]
    if proposed:
        facts.append(Fact("Waits for", needed.waits_for))
    return render(
        request,
        "finance/budgets/virement.html",
        {
            "title": str(found),
            "virement": found,
            "status": (found.get_state_display(), VIREMENT_MEANINGS[found.state]),
            "facts": facts,
            "lines": list(
                found.lines.select_related("account", "cost_centre", "objective", "project").order_by(
                    "number"
                )
            ),
            "events": events,
            "changes": history_of(found),
            "back": _back(found) if actor.can("finance.propose_virement") else "",
            "may_agree": proposed and actor.can("finance.approve_virement") and bool(needed.given_by(actor)),
            "may_reject": proposed and actor.can("finance.approve_virement") and needed.may_decide(actor),
            "may_withdraw": proposed
            and actor.can("finance.propose_virement")
            and found.made_by_id == actor.member_id,
        },
    )


def _back(virement: Virement) -> str:
    """Where the same budget is moved back, for an agreed virement of two sides; empty otherwise."""
    lines = list(virement.lines.select_related("account", "cost_centre").order_by("total_pence"))
    if virement.state != Virement.State.APPROVED or len(lines) != 2:
        return ""
    gave, received = lines
    query = {
        "from": received.cost_centre.code,
        "from_account": received.account.code,
        "to": gave.cost_centre.code,
        "to_account": gave.account.code,
        "reason": f"Moves {virement.number} back",
    }
    return f"{reverse('finance:add_virement')}?{urlencode(query)}"


@authority_page("finance.approve_virement")
def agree(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Agree, having seen what moves."""
    return _confirm(
        request,
        reference,
        UiForm,
        title="Agree to the virement",
        submit="Agree",
        text="With the last agreement that is needed the budget moves. The approved budget itself stays as it is.",
        service=work.agree_to_virement,
        takes_today=True,
    )


@authority_page("finance.approve_virement")
def reject(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Reject, saying why."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Reject the virement",
        submit="Reject",
        text="Nothing moves. Whoever proposed it sees your reason and can propose another one.",
        service=work.reject_virement,
        takes_today=True,
    )


@authority_page("finance.propose_virement")
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take one's own proposal back."""
    return _confirm(
        request,
        reference,
        UiForm,
        title="Withdraw the virement",
        submit="Withdraw",
        text="Nothing moves. You can propose another one.",
        service=work.withdraw_virement,
    )


def _confirm(
    request: AuthorityRequest,
    reference: str,
    form_class: type[UiForm],
    *,
    title: str,
    submit: str,
    text: str,
    service: Any,
    takes_today: bool = False,
) -> HttpResponse:
    today = request.business_date
    found = virement_for(viewer=request.actor, reference=reference, on=today)
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = dict(form.cleaned_data, today=today) if takes_today else form.cleaned_data
        with form.refusals():
            decided = service(actor=request.actor, virement=found, **given)
            says = "is proposed still; others have to agree" if decided.state == "proposed" else (
                f"is {decided.get_state_display().lower()}"
            )  # fmt: skip
            return done(request, f"{decided} {says}.", to=decided)
    context = {
        "title": title,
        "lead": f"{found}: £{formats.money(found.total_pence)}",  # type: ignore[attr-defined]
        "submit": submit,
        "text": text,
        "cancel": found.get_absolute_url(),
        "lines": list(found.lines.select_related("account", "cost_centre").order_by("number")),
    }
    return render_form(request, "finance/budgets/confirm.html", context, form)
