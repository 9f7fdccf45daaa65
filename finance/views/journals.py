"""Journals: find them, enter one by hand, have it approved, reverse it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.links import Described, describe, lines_behind, link_from, may_follow
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Event, Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms import ApproveForm, JournalForm, LinesForm, ReturnForm, ReverseForm, lines_form
from finance.forms.journals import ROWS
from finance.forms.more_rows import with_more_rows
from finance.models import Journal, JournalLine
from finance.queries import (
    accounts_for,
    cost_centres_for,
    journal_for,
    journals_for,
    lines_of,
    objectives_for,
)
from finance.queries.coding import projects_for
from finance.rules.money import pounds
from finance.tables import JournalFilter, JournalTable
from finance.tables.journals import MEANINGS

LINES_SHOWN = 1000  # of one journal on its page; all of them are in the export


@authority_page("finance.view")
def journals(request: AuthorityRequest) -> HttpResponseBase:
    """Every journal, the newest first."""
    return list_page(
        request,
        title="Journals",
        nouns=("journal", "journals"),
        queryset=journals_for(viewer=request.actor).order_by("-id"),
        table=JournalTable,
        filterset=JournalFilter,
        export=export_list,
        template="finance/journals.html",
        may_draft=request.actor.can("finance.draft_journal"),
    )


@authority_page("finance.view")
def journal(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A journal: its lines, where it comes from, what happened to it, and what may be done next."""
    found = journal_for(viewer=request.actor, reference=reference)
    lines = list(lines_of(journal=found)[: LINES_SHOWN + 1])
    reversal = getattr(found, "reversed_by", None)
    actor = request.actor
    source = source_of(found, actor)
    mine = found.made_by_id == actor.member_id
    may_draft = actor.can("finance.draft_journal")
    return render(
        request,
        "finance/journal.html",
        {
            "title": str(found),
            "lead": found.description if found.number else "",
            "journal": found,
            "status": (found.get_state_display(), MEANINGS[found.state]),
            "figures": _figures(found, lines),
            "lines": _opening(found, lines[:LINES_SHOWN], actor, source),
            "more": len(lines) > LINES_SHOWN,
            "debit_pence": found.total_pence,
            "credit_pence": -sum(line.amount_pence for line in lines if line.amount_pence < 0),
            "facts": _facts(found),
            "source": source,
            "events": _events(found, reversal),
            "reversal": reversal,
            "may_change": may_draft and mine and found.state == Journal.State.DRAFT,
            "may_withdraw": may_draft and mine and found.state == Journal.State.AWAITING,
            "may_approve": actor.can("finance.post_journal")
            and not mine
            and found.state == Journal.State.AWAITING,
            "may_reverse": may_draft and found.is_posted and reversal is None,
        },
    )


@authority_page("finance.draft_journal")
def add(request: AuthorityRequest) -> HttpResponse:
    """Enter a journal by hand."""
    if request.method != "POST":
        form = JournalForm(initial={"dated_on": request.business_date})
        return _entry(request, form, lines_form(extra=ROWS))
    if "add" in request.POST:
        return _entry(request, *with_more_rows(request.POST, JournalForm, lines_form, extra=ROWS))
    form, lines = JournalForm(request.POST), lines_form(request.POST)
    if form.is_valid() and lines.is_valid():
        with form.refusals():
            made = services.draft_journal(actor=request.actor, lines=lines.lines, **form.cleaned_data)
            return _saved(request, made)
    return _entry(request, form, lines)


@authority_page("finance.draft_journal")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change a draft."""
    found = journal_for(viewer=request.actor, reference=reference)
    if request.method != "POST":
        form = JournalForm(
            initial={
                "dated_on": found.dated_on,
                "description": found.description,
                "reason": found.reason,
            }
        )
        return _entry(request, form, lines_form(initial=_initial(found), extra=1), found)
    if "add" in request.POST:
        return _entry(request, *with_more_rows(request.POST, JournalForm, lines_form, extra=ROWS), found)
    form, lines = JournalForm(request.POST), lines_form(request.POST)
    if form.is_valid() and lines.is_valid():
        with form.refusals():
            changed = services.change_draft(
                actor=request.actor, journal=found, lines=lines.lines, **form.cleaned_data
            )
            return _saved(request, changed)
    return _entry(request, form, lines, found)


def _saved(request: AuthorityRequest, journal: Journal) -> HttpResponse:
    """Where one goes after saving: on to the approver, if that was the button and nothing is missing."""
    if request.POST.get("do") != "submit":
        return done(request, "The draft is saved.", to=journal)
    try:
        services.submit_journal(actor=request.actor, journal=journal)
    except Refused as refused:
        form = JournalForm(request.POST)
        form.is_valid()
        form.refuse(refused)
        saved = journal_for(viewer=request.actor, reference=journal.reference)
        return _entry(request, form, lines_form(initial=_initial(saved), extra=1), saved)
    return done(request, "The journal is submitted for approval.", to=journal)


def _entry(
    request: AuthorityRequest, form: JournalForm, lines: LinesForm, journal: Journal | None = None
) -> HttpResponse:
    viewer = request.actor
    problems = []
    if lines.is_bound:
        for number, row in enumerate(lines.forms, start=1):
            for name, errors in row.errors.items():
                problems += [(f"id_{row.prefix}-{name}", f"Line {number}: {error}") for error in errors]
        if problems and form.is_bound:
            form.add_error(None, "The lines cannot be read yet. What to mend stands above them.")
    context = {
        "title": f"Change {journal}" if journal else "Enter a journal",
        "lines": lines,
        "problems": problems,
        "journal": journal,
        "action": reverse("finance:change_journal", args=[journal.reference])
        if journal
        else reverse("finance:add_journal"),
        "cancel": journal.get_absolute_url() if journal else reverse("finance:journals"),
        "accounts": list(accounts_for(viewer=viewer).order_by("code").values_list("code", "name")),
        "cost_centres": list(cost_centres_for(viewer=viewer).order_by("code").values_list("code", "name")),
        "objectives": list(objectives_for(viewer=viewer).order_by("code").values_list("code", "name")),
        "projects": list(projects_for(viewer=viewer).order_by("code").values_list("code", "name")),
    }
    return render_form(request, "finance/journal_form.html", context, form)


def _initial(journal: Journal) -> list[dict[str, Any]]:
    return [
        {
            "account": line.account.code,
            "cost_centre": line.cost_centre.code if line.cost_centre else "",
            "objective": line.objective.code if line.objective else "",
            "project": line.project.code if line.project else "",
            "debit_pence": line.amount_pence if line.amount_pence > 0 else None,
            "credit_pence": -line.amount_pence if line.amount_pence < 0 else None,
            "memo": line.memo,
        }
        for line in lines_of(journal=journal)
    ]


@authority_page("finance.draft_journal")
def submit(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send a draft to the approvers."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        UiForm,
        title="Submit for approval",
        submit="Submit",
        service=services.submit_journal,
        message="The journal is submitted for approval.",
        text="Another person approves and posts it. Until then you can withdraw it.",
    )


@authority_page("finance.draft_journal")
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take a submitted journal back."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        UiForm,
        title="Withdraw from approval",
        submit="Withdraw",
        service=services.withdraw_journal,
        message="The journal is a draft again.",
        text="It becomes a draft, which you can change and submit again.",
    )


@authority_page("finance.draft_journal")
def delete(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take a draft away."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        UiForm,
        title="Delete the draft",
        submit="Delete draft",
        kind="warning",
        service=services.delete_draft,
        message="The draft is deleted.",
        text="Nothing of it is in the ledger. It cannot be brought back.",
        to="finance:journals",
    )


@authority_page("finance.post_journal")
@recently_signed_in
def approve(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Approve a journal, which posts it."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        ApproveForm,
        title="Approve and post",
        submit="Approve and post",
        service=services.post_journal,
        message="Posted.",
        text=_approving(found),
    )


def _approving(journal: Journal) -> str:
    accrual = getattr(journal, "accrual", None)
    if accrual is None:
        return "A posted journal never changes; it can only be reversed."
    on = formats.day(accrual.reverse_on)
    return f"You approve its reversal with it: that is posted by itself on {on}, or at once if that is past."


@authority_page("finance.post_journal")
def send_back(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send a journal back to its maker."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        ReturnForm,
        title="Return to its maker",
        submit="Return",
        service=services.return_journal,
        message="The journal is with its maker again.",
        text="It becomes a draft, and its maker sees your reason.",
    )


@authority_page("finance.draft_journal")
def reverse_it(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Undo a posted journal by another one."""
    found = journal_for(viewer=request.actor, reference=reference)
    return _confirm(
        request,
        found,
        ReverseForm,
        title=f"Reverse {found}",
        submit="Reverse",
        service=services.reverse_journal,
        message="The reversal is submitted for approval.",
        text="A journal with the opposite lines is made and waits for another person's approval.",
        initial={"dated_on": max(request.business_date, found.dated_on)},
    )


def _confirm(
    request: AuthorityRequest,
    journal: Journal,
    form_class: type[UiForm],
    *,
    title: str,
    submit: str,
    service: Any,
    message: str,
    text: str,
    kind: str = "",
    to: str = "",
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """One thing done with a journal, after a look at it: the page that asks, then the service."""
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with form.refusals():
            result = service(actor=request.actor, journal=journal, **form.cleaned_data)
            if to:
                return done(request, message, to=to)
            named = f"{result}: {message[0].lower()}{message[1:]}" if result.number else message
            return done(request, named, to=result)
    context = {
        "title": title,
        "lead": f"{journal}, {formats.day(journal.dated_on)}" if journal.number else journal.description,
        "submit": submit,
        "kind": kind,
        "cancel": journal.get_absolute_url(),
        "text": text,
        "journal": journal,
        "lines": list(lines_of(journal=journal)[:50]),
        "total_pence": journal.total_pence,
    }
    return render_form(request, "finance/journal_confirm.html", context, form)


def _figures(journal: Journal, lines: list[JournalLine]) -> list[Figure]:
    total = sum(line.amount_pence for line in lines)
    out_of_balance = (
        "" if total == 0 or len(lines) > LINES_SHOWN else f"out of balance by £{pounds(abs(total))}"
    )
    return [
        Figure("Debits", f"£{formats.money(journal.total_pence)}", note=out_of_balance),
        Figure("Lines", formats.count(len(lines)) if len(lines) <= LINES_SHOWN else f"over {LINES_SHOWN:,}"),
        Figure("Date", formats.day(journal.dated_on), note=journal.period.name),
    ]


def _facts(journal: Journal) -> list[Fact]:
    facts = [Fact("What it is for", journal.description), Fact("Period", journal.period.name)]
    if journal.reverses:
        facts.append(Fact("Reverses", str(journal.reverses)))
    if journal.reason:
        facts.append(Fact("Why", journal.reason))
    accrual = getattr(journal, "accrual", None)
    if accrual is not None:
        on = formats.day(accrual.reverse_on)
        facts.append(Fact("Reverses itself on", on, accrual.get_absolute_url(), "Open the accrual"))
    return facts


def source_of(journal: Journal, viewer: Actor) -> Described | None:
    """The document behind a journal in words, where the viewer may open it."""
    link = link_from(journal.source_kind, journal.source_id)
    return describe(link) if link is not None and may_follow(viewer, link) else None


def _opening(
    journal: Journal, lines: list[JournalLine], viewer: Actor, document: Described | None
) -> list[JournalLine]:
    """The lines, each with the address of what it is made of, where its source tells and the viewer may see it; of the
    document they come from, where the source tells no more.
    """
    link = link_from(journal.source_kind, journal.source_id)
    below = lines_behind(viewer, link, journal.pk) if link is not None else ""
    if below:
        for line in lines:
            query = {
                "cost_centre": line.cost_centre.code if line.cost_centre else "-",
                "objective": line.objective.code if line.objective else "-",
            }
            line.opens = f"{below}{line.account.code}/?{urlencode(query)}"  # type: ignore[attr-defined]
    elif document is not None:
        for line in lines:
            line.opens = document.url  # type: ignore[attr-defined]
    return lines


def _events(journal: Journal, reversal: Journal | None) -> list[Event]:
    """What happened to it, the latest first."""
    events = [Event("Made", at=journal.made_at, by=journal.made_by.name)]
    if journal.returned_at:
        events.append(
            Event(
                "Returned",
                at=journal.returned_at,
                by=journal.returned_by.name if journal.returned_by else "",
                text=journal.returned_reason,
            )
        )
    if journal.submitted_at:
        events.append(Event("Submitted", at=journal.submitted_at, by=journal.made_by.name))
    if journal.posted_at:
        note = getattr(getattr(journal, "posting", None), "note", "")
        by = journal.approved_by.name if journal.approved_by else ""
        events.append(Event(f"Posted as {journal.number}", at=journal.posted_at, by=by, text=note))
    if reversal is not None:
        title = f"Reversed by {reversal.number}" if reversal.is_posted else "Reversal begun"
        events.append(
            Event(title, at=reversal.posted_at or reversal.made_at, url=reversal.get_absolute_url())
        )
    return sorted(events, key=lambda event: (event.at is not None, event.at), reverse=True)
