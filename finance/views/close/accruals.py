"""Accruals and prepayments that reverse themselves."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms import LinesForm, lines_form
from finance.forms.close import AccrualForm
from finance.forms.journals import ROWS
from finance.forms.more_rows import with_more_rows
from finance.queries import accounts_for, cost_centres_for, lines_of, objectives_for
from finance.queries.close import accrual_for, accruals_for, reversals_due
from finance.tables.close import AccrualFilter, AccrualTable

SHOWN = 50


@authority_page("finance.view")
def accruals(request: AuthorityRequest) -> HttpResponseBase:
    """Every accrual and prepayment, the newest first, with where its reversal stands."""
    viewer = request.actor
    due = reversals_due(viewer=viewer, today=request.business_date)
    return list_page(
        request,
        title="Accruals and prepayments",
        nouns=("accrual", "accruals"),
        queryset=accruals_for(viewer=viewer).order_by("-id"),
        table=AccrualTable,
        filterset=AccrualFilter,
        export=export_list,
        template="finance/close/accruals.html",
        may_draft=viewer.can("finance.draft_journal"),
        due=due.count() if viewer.can("finance.close_period") else 0,
    )


@authority_page("finance.view")
def accrual(request: AuthorityRequest, reference: str) -> HttpResponse:
    """An accrual: its journal, its reversal or what that waits for."""
    found = accrual_for(viewer=request.actor, reference=reference)
    reversal = found.reversal
    facts = [
        Fact("Kind", found.get_kind_display()),
        Fact("Journal", str(found.journal), found.journal.get_absolute_url(), "Open"),
        Fact("Made by", found.journal.made_by.name),
    ]
    if reversal is not None:
        facts.append(Fact("Reversal", str(reversal), reversal.get_absolute_url(), "Open"))
    elif found.waits_for:
        facts.append(Fact("The reversal waits", found.waits_for))
    return render(
        request,
        "finance/close/accrual.html",
        {
            "title": found.journal.description,
            "accrual": found,
            "standing": found.standing,  # type: ignore[attr-defined]
            "figures": [
                Figure("Amount", f"£{formats.money(found.total_pence)}"),  # type: ignore[attr-defined]
                Figure("Dated", formats.day(found.journal.dated_on), note=found.journal.period.name),
                Figure("Reverses on", formats.day(found.reverse_on)),
            ],
            "facts": facts,
            "lines": list(lines_of(journal=found.journal)[:SHOWN]),
            "changes": history_of(found),
        },
    )


@authority_page("finance.draft_journal")
def add(request: AuthorityRequest) -> HttpResponse:
    """Enter an accrual or a prepayment; the other side is added to it."""
    if request.method != "POST":
        return _entry(
            request, AccrualForm(initial={"dated_on": request.business_date}), lines_form(extra=ROWS)
        )
    if "add" in request.POST:
        return _entry(request, *with_more_rows(request.POST, AccrualForm, lines_form, extra=ROWS))
    form, lines = AccrualForm(request.POST), lines_form(request.POST)
    if form.is_valid() and lines.is_valid():
        with form.refusals():
            made = services.enter_accrual(actor=request.actor, lines=lines.lines, **form.cleaned_data)
            return done(
                request,
                f"Submitted for approval. Once posted, its reversal posts by itself on {formats.day(made.reverse_on)}.",
                to=made,
            )
    return _entry(request, form, lines)


def _entry(request: AuthorityRequest, form: AccrualForm, lines: LinesForm) -> HttpResponse:
    viewer = request.actor
    problems = []
    if lines.is_bound:
        for number, row in enumerate(lines.forms, start=1):
            for name, errors in row.errors.items():
                problems += [(f"id_{row.prefix}-{name}", f"Line {number}: {error}") for error in errors]
        if problems and form.is_bound:
            form.add_error(None, "The lines cannot be read yet. What to mend stands above them.")
    context = {
        "title": "Enter an accrual or prepayment",
        "lines": lines,
        "problems": problems,
        "action": reverse("finance:add_accrual"),
        "cancel": reverse("finance:accruals"),
        "accounts": list(accounts_for(viewer=viewer).order_by("code").values_list("code", "name")),
        "cost_centres": list(cost_centres_for(viewer=viewer).order_by("code").values_list("code", "name")),
        "objectives": list(objectives_for(viewer=viewer).order_by("code").values_list("code", "name")),
    }
    return render_form(request, "finance/close/accrual_form.html", context, form)


@authority_page("finance.close_period")
def post_reversals(request: AuthorityRequest) -> HttpResponse:
    """Post the reversals that are due, having seen them."""
    due = reversals_due(viewer=request.actor, today=request.business_date)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            posted, waiting = services.post_due_reversals(actor=request.actor, today=request.business_date)
            message = f"{posted} reversal{'s' if posted != 1 else ''} posted"
            return done(
                request, f"{message}, {waiting} waiting." if waiting else f"{message}.", to="finance:accruals"
            )
    context = {
        "title": "Post the reversals that are due",
        "submit": "Post reversals",
        "cancel": reverse("finance:accruals"),
        "due": list(due[:SHOWN]),
        "count": due.count(),
    }
    return render_form(request, "finance/close/post_reversals.html", context, form)
