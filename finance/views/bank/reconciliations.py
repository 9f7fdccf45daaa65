"""Reconciliations: prepare, look at, sign, withdraw, export."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports import export_response
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance.forms.bank import PrepareForm, ReasonForm
from finance.models import Reconciliation
from finance.queries.bank import bank_account_for, one_of, position_of, reconciliations_for
from finance.reports.bank import COLUMNS, reconciliation_rows
from finance.services import bank
from finance.tables.bank import RECONCILIATION_MEANINGS

FORMATS = ("csv", "xlsx", "pdf")


@authority_page("finance.reconcile_bank")
def prepare(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Prepare the reconciliation of a day for another person to sign."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    if account.take_on_on is None:
        return done(request, f"{account} has no first day yet. Give it first.", to=account)
    form = PrepareForm(request.POST or None, initial={"on": bank.statements_to(account)})
    if form.is_valid():
        with form.refusals():
            made = bank.prepare_reconciliation(
                actor=request.actor, bank_account=account, today=request.business_date, **form.cleaned_data
            )
            return done(request, "Prepared. Another person signs it.", to=made)
    found = position_of(viewer=request.actor, bank_account=account, on=bank.statements_to(account))
    context = {
        "title": f"Reconcile {account}",
        "submit": "Prepare",
        "cancel": account.get_absolute_url(),
        "account": account,
        "position": found,
        "figures": _figures(
            found.statement_pence, found.ledger_pence, len(found.open_ledger) + len(found.open_statement)
        ),
    }
    return render_form(request, "finance/bank/prepare.html", context, form)


@authority_page("finance.view")
def reconciliation(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A reconciliation as it was prepared, and what has changed since."""
    found = one_of(reconciliations_for(viewer=request.actor), reference=reference)
    kept = bank.frozen(found)
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        return export_response(
            request,
            filename=f"Bank reconciliation {found.bank_account} {found.on}",
            columns=COLUMNS,
            rows=reconciliation_rows(kept),
            format=wanted,
            title=str(found),
        )
    actor = request.actor
    prepared = found.state == Reconciliation.State.PREPARED
    mine = found.made_by_id == actor.member_id
    facts = [Fact("Prepared by", f"{found.made_by.name}, {formats.moment(found.made_at)}")]
    if found.approved_by is not None:
        facts.append(Fact("Signed by", f"{found.approved_by.name}, {formats.moment(found.signed_at)}"))
    if found.note:
        facts.append(Fact("Note", found.note))
    context = {
        "title": str(found),
        "reconciliation": found,
        "status": (found.get_state_display(), RECONCILIATION_MEANINGS[found.state]),
        "figures": _figures(found.statement_pence, found.ledger_pence, found.open_count),
        "position": kept,
        "explained": kept.ledger_pence - kept.open_ledger_pence + kept.open_statement_pence,
        "since": bank.changes_since(found) if found.state != Reconciliation.State.WITHDRAWN else [],
        "facts": facts,
        "formats": FORMATS,
        "changes": history_of(found),
        "may_sign": prepared and not mine and actor.can("finance.approve_reconciliation"),
        "may_withdraw": prepared
        and (actor.can("finance.approve_reconciliation") or actor.can("finance.reconcile_bank")),
    }
    return render_form(request, "finance/bank/reconciliation.html", context, UiForm())


@authority_page("finance.approve_reconciliation")
@recently_signed_in
def sign(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Agree to it."""
    found = one_of(reconciliations_for(viewer=request.actor), reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            bank.sign_reconciliation(actor=request.actor, reconciliation=found)
            return done(request, "Signed. It is kept as it is.", to=found)
    context = {
        "title": f"Sign: {found}",
        "submit": "Sign",
        "cancel": found.get_absolute_url(),
        "text": "You agree that the lists explain the difference between statement and ledger. A signed"
        " reconciliation never changes.",
        "figures": _figures(found.statement_pence, found.ledger_pence, found.open_count),
    }
    return render_form(request, "finance/bank/confirm.html", context, form)


@authority_page(("finance.reconcile_bank", "finance.approve_reconciliation"))
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take it back before it is signed."""
    found = one_of(reconciliations_for(viewer=request.actor), reference=reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            bank.withdraw_reconciliation(actor=request.actor, reconciliation=found, **form.cleaned_data)
            return done(
                request, "Withdrawn.", to=reverse("finance:bank_account", args=[found.bank_account.reference])
            )
    context = {
        "title": f"Withdraw: {found}",
        "submit": "Withdraw",
        "kind": "warning",
        "cancel": found.get_absolute_url(),
        "text": "It then counts for nothing. Prepare another when the lists are right.",
    }
    return render_form(request, "finance/bank/confirm.html", context, form)


def _figures(statement: int, ledger: int, count: int) -> list[Figure]:
    return [
        Figure("By the statements", formats.in_pounds(statement)),
        Figure("By the ledger", formats.in_pounds(ledger)),
        Figure(
            "Unmatched entries",
            formats.count(count),
            note=f"{formats.in_pounds(statement - ledger)} explained",
        ),
    ]
