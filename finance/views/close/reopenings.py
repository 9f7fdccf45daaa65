"""Reopening a closed period: asking, deciding, and what it changed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve, reject, withdraw
from backoffice.audit.queries import history_of
from backoffice.errors import Missing
from backoffice.links import Link
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms import OpenForm
from finance.forms.close import DecideForm
from finance.models import Reopening
from finance.queries import period_for
from finance.queries.close import changes_of, reopening_for

MEANINGS = {"asked": "waiting", "agreed": "done", "refused": "problem", "withdrawn": "off"}
SHOWN = 200


@authority_page("finance.close_period")
def ask(request: AuthorityRequest, code: str) -> HttpResponse:
    """Ask for a closed period to be opened again, saying why."""
    period = period_for(viewer=request.actor, code=code)
    form = OpenForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            asked = services.ask_to_reopen(actor=request.actor, period=period, **form.cleaned_data)
            return done(request, f"Reopening {period} waits for another person's agreement.", to=asked)
    context = {
        "title": f"Ask to reopen {period}",
        "lead": "Another person agrees before it takes postings again. What is posted until it is closed again is shown.",
        "submit": "Ask to reopen it",
        "cancel": period.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def reopening(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A reopening: who asked, who agreed, and what changed in the period since it was closed."""
    viewer = request.actor
    found = reopening_for(viewer=viewer, reference=reference)
    changes = changes_of(viewer=viewer, reopening=found)
    asked = found.state == Reopening.State.ASKED
    mine = found.asked_by_id == viewer.member_id
    debit = sum(max(account.change_pence, 0) for account in changes.accounts)
    count = changes.journals.count()
    return render(
        request,
        "finance/close/reopening.html",
        {
            "title": str(found),
            "lead": found.reason,
            "reopening": found,
            "status": (found.get_state_display(), MEANINGS[found.state]),
            "figures": [
                Figure("Journals posted since the close", formats.count(count)),
                Figure("Accounts changed", formats.count(sum(a.change_pence != 0 for a in changes.accounts))),
                Figure("Moved between accounts", f"£{formats.money(debit)}"),
            ],
            "accounts": changes.accounts,
            "journals": list(changes.journals[:SHOWN]),
            "count": count,
            "facts": _facts(found),
            "history": history_of(found),
            "may_decide": asked and not mine and viewer.can("finance.approve_reopening"),
            "may_withdraw": asked and mine,
        },
    )


def _facts(found: Reopening) -> list[Fact]:
    facts = [Fact("Period", found.period.name, found.period.get_absolute_url(), "Open")]
    facts.append(Fact("Asked for", f"{formats.moment(found.asked_at)} by {found.asked_by.name}"))
    if found.decided_by is not None and found.decided_at is not None:
        facts.append(
            Fact(found.get_state_display(), f"{formats.moment(found.decided_at)} by {found.decided_by.name}")
        )
    if found.decision_note:
        facts.append(Fact("Note", found.decision_note))
    if found.opened_at is not None:
        facts.append(Fact("Opened", formats.moment(found.opened_at)))
        facts.append(Fact("Ledger when it was opened", f"After J{found.from_sequence or 0:06d}"))
        again = f"After J{found.to_sequence:06d}" if found.to_sequence is not None else "Not yet"
        facts.append(Fact("Ledger when it was closed again", again))
    return facts


@authority_page("finance.approve_reopening")
@recently_signed_in
def decide(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Agree to a reopening, which opens the period, or refuse it."""
    found = reopening_for(viewer=request.actor, reference=reference)
    approval = approval_of(Link("finance.reopening", found.pk))
    if approval is None:
        raise Missing("Nothing is asked for.", next_step="Look at the period.")
    form = DecideForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            agrees = form.cleaned_data["decision"] == "agree"
            decision = approve if agrees else reject
            decision(actor=request.actor, approval=approval, reason=form.cleaned_data["reason"])
            word = "is open again" if agrees else "stays closed"
            return done(request, f"{found.period} {word}.", to=found)
    context = {
        "title": f"Decide on the reopening of {found.period}",
        "lead": f"{found.asked_by.name} asked: {found.reason}",
        "submit": "Decide",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.close_period")
def withdraw_it(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take one's request back."""
    found = reopening_for(viewer=request.actor, reference=reference)
    approval = approval_of(Link("finance.reopening", found.pk))
    if approval is None:
        raise Missing("Nothing is asked for.", next_step="Look at the period.")
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            withdraw(actor=request.actor, approval=approval)
            return done(request, f"{found.period} stays closed.", to=found.period)
    context = {
        "title": f"Withdraw the request to reopen {found.period}",
        "lead": found.reason,
        "submit": "Withdraw the request",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)
