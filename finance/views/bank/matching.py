"""The workbench: both lists side by side, suggestions with their reasons, matches and what undoes them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance.forms.bank import ReasonForm
from finance.models import BankMatch
from finance.queries.bank import OpenEntry, bank_account_for, matches_for, one_of, position_of
from finance.rules.bank_matching import SURE
from finance.services import bank
from finance.services.bank.matching import MOST_PARTS

SHOWN = 200  # entries of each list
SUGGESTED = 50


@authority_page("finance.reconcile_bank")
def matching(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Tick what belongs together; “Check” sums it, “Match” makes it one. Suggestions are accepted one by one or all."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    ticked = request.POST.getlist("key")[: MOST_PARTS + 1]
    do = request.POST.get("do", "")
    if form.is_valid() and do != "check":
        with form.refusals():
            message = _act(request, account, do, ticked)
            return done(request, message, to=reverse("finance:bank_matching", args=[account.reference]))
    if account.take_on_on is None:
        return done(request, f"{account} has no first day yet. Give it first.", to=account)
    found = position_of(viewer=request.actor, bank_account=account)
    entries = {entry.key: entry for entry in (*found.open_statement, *found.open_ledger)}
    suggested = bank.suggestions(account, list(entries.values()))
    context: dict[str, Any] = {
        "title": f"Match {account}",
        "account": account,
        "open_statement": _first(found.open_statement, ticked),
        "open_ledger": _first(found.open_ledger, ticked),
        "more_statement": max(0, len(found.open_statement) - SHOWN),
        "more_ledger": max(0, len(found.open_ledger) - SHOWN),
        "ticked": set(ticked),
        "sums": _sums([entries[key] for key in ticked if key in entries]) if do == "check" else None,
        "suggestions": [
            (
                suggestion,
                [entries[key] for key in suggestion.items],
                [entries[key] for key in suggestion.lines],
                suggestion.confidence >= SURE,
            )
            for suggestion in suggested[:SUGGESTED]
        ],
        "more_suggestions": max(0, len(suggested) - SUGGESTED),
        "sure": sum(suggestion.confidence >= SURE for suggestion in suggested),
        "sure_from": SURE,
    }
    return render_form(request, "finance/bank/matching.html", context, form)


def _act(request: AuthorityRequest, account: Any, do: str, ticked: list[str]) -> str:
    if do == "accept_sure":
        count = bank.accept_sure(actor=request.actor, bank_account=account)
        return f"{count} matches made." if count else "Nothing is sure enough to be matched."
    if do.startswith("accept:"):
        keys = do.removeprefix("accept:").split(",")
        count = bank.accept_sure(actor=request.actor, bank_account=account, least=0, keys=keys[:1])
        return "Matched." if count else "That suggestion is no longer there. Look at the lists again."
    bank.match(actor=request.actor, bank_account=account, keys=ticked)
    return "Matched."


def _first(entries: list[OpenEntry], ticked: list[str]) -> list[OpenEntry]:
    """The first entries, and those that are ticked wherever they stand."""
    chosen = set(ticked)
    return [entry for place, entry in enumerate(entries) if place < SHOWN or entry.key in chosen]


def _sums(chosen: list[OpenEntry]) -> list[Figure]:
    statement = sum(entry.amount_pence for entry in chosen if entry.side == "statement")
    ledger = sum(entry.amount_pence for entry in chosen if entry.side == "ledger")
    return [
        Figure("Ticked on the statement", formats.in_pounds(statement)),
        Figure("Ticked in the ledger", formats.in_pounds(ledger)),
        Figure(
            "Difference",
            formats.in_pounds(statement - ledger),
            note="They can be matched." if statement == ledger and len(chosen) > 1 else "Not equal yet."
            if statement != ledger else "Tick at least two entries.",
        ),
    ]  # fmt: skip


@authority_page("finance.view")
def match(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A match: what it holds together and why; undoing it takes a reason."""
    found = one_of(matches_for(viewer=request.actor), reference=reference)
    may_undo = request.actor.can("finance.reconcile_bank") and found.state == BankMatch.State.CURRENT
    form = ReasonForm(request.POST if request.method == "POST" and may_undo else None)
    if form.is_valid():
        with form.refusals():
            bank.undo_match(actor=request.actor, match=found, **form.cleaned_data)
            return done(request, "The match is undone; its entries are open again.", to=found)
    facts = [
        Fact("Why", found.reason),
        Fact("Made by", f"{found.made_by.name}, {formats.moment(found.made_at)}"),
    ]
    if found.undone_by is not None:
        facts += [
            Fact("Undone by", f"{found.undone_by.name}, {formats.moment(found.undone_at)}"),
            Fact("Why undone", found.undone_reason),
        ]
    parts = found.parts.select_related(
        "statement_item__statement", "journal_line__journal", "opening_item"
    ).order_by("id")
    context = {
        "title": "Match",
        "lead": found.bank_account.name,
        "match": found,
        "status": (found.get_state_display(), "done" if found.state == "current" else "off"),
        "facts": facts,
        "parts": list(parts),
        "may_undo": may_undo,
    }
    return render_form(request, "finance/bank/match.html", context, form)
