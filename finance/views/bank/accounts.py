"""Bank accounts: the list, one account's position, its first day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.bank import BankAccountForm, ChangeBankAccountForm, FirstDayForm
from finance.models import BankAccount, Reconciliation, StatementUpload
from finance.queries.bank import (
    bank_account_for,
    bank_accounts_for,
    matches_for,
    position_of,
    reconciliations_for,
    statements_for,
    uploads_for,
)
from finance.services import bank
from finance.tables.bank import (
    RECONCILIATION_MEANINGS,
    BankAccountFilter,
    BankAccountTable,
    MatchTable,
    ReconciliationFilter,
    ReconciliationTable,
    StatementFilter,
    StatementTable,
)

SHOWN = 20  # unmatched entries of each side on the account's page; the workbench and the report have all


@authority_page("finance.view")
def bank_accounts(request: AuthorityRequest) -> HttpResponseBase:
    """Every bank account."""
    return list_page(
        request,
        title="Bank accounts",
        nouns=("bank account", "bank accounts"),
        queryset=bank_accounts_for(viewer=request.actor).order_by("name", "id"),
        table=BankAccountTable,
        filterset=BankAccountFilter,
        export=export_list,
        template="finance/bank/accounts.html",
        may_change=request.actor.can("finance.reconcile_bank"),
    )


@authority_page("finance.reconcile_bank")
def add(request: AuthorityRequest) -> HttpResponse:
    """Add a bank account."""
    form = BankAccountForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            made = bank.add_bank_account(actor=request.actor, **form.cleaned_data)
            return done(request, f"{made} is added. Give its first day next.", to=made)
    context = {"title": "Add a bank account", "submit": "Add", "cancel": reverse("finance:bank_accounts")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.reconcile_bank")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Correct a bank account."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    names = ("name", "sort_code", "account_number", "iban", "service_user_number", "is_closed")
    initial = {name: getattr(account, name) for name in names}
    initial["ledger_account"] = account.ledger_account.code
    form = ChangeBankAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            bank.change_bank_account(actor=request.actor, bank_account=account, **form.cleaned_data)
            return done(request, "Saved.", to=account)
    context = {"title": f"Change {account}", "submit": "Save", "cancel": account.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def bank_account(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What the account holds by its statements and by the ledger, what explains the difference, what is next."""
    viewer = request.actor
    account = bank_account_for(viewer=viewer, reference=reference)
    context: dict[str, Any] = {
        "title": account.name,
        "lead": f"{account.written_sort_code} {account.account_number}",
        "account": account,
        "facts": _facts(account),
        "changes": history_of(account),
        "may_change": viewer.can("finance.reconcile_bank"),
    }
    if account.take_on_on is None:
        return render(request, "finance/bank/account.html", context)
    found = position_of(viewer=viewer, bank_account=account)
    statements = statements_for(viewer=viewer).filter(bank_account=account).order_by("-number")[:5]
    signed = reconciliations_for(viewer=viewer).filter(bank_account=account).order_by("-on", "-id")[:5]
    waiting = uploads_for(viewer=viewer).filter(bank_account=account, state=StatementUpload.State.SENT)
    context |= {
        "position": found,
        "figures": [
            Figure(
                "By the statements",
                formats.in_pounds(found.statement_pence),
                note=f"to {formats.day(account.statements_to or account.take_on_on)}",  # type: ignore[attr-defined]
            ),
            Figure("By the ledger", formats.in_pounds(found.ledger_pence), note=account.ledger_account.code),
            Figure(
                "Unmatched on the statement",
                formats.count(len(found.open_statement)),
                note=formats.in_pounds(found.open_statement_pence),
            ),
            Figure(
                "Unmatched in the ledger",
                formats.count(len(found.open_ledger)),
                note=formats.in_pounds(found.open_ledger_pence),
            ),
        ],
        "open_statement": found.open_statement[:SHOWN],
        "open_ledger": found.open_ledger[:SHOWN],
        "shown": SHOWN,
        "statements": list(statements),
        "reconciliations": [(each, RECONCILIATION_MEANINGS[each.state]) for each in signed],
        "waiting": list(waiting.order_by("id")[:5]),
        "next": _next(account, len(found.open_statement)),
    }
    return render(request, "finance/bank/account.html", context)


def _next(account: BankAccount, open_items: int) -> str:
    """The one obvious next step: match what is open, otherwise reconcile, otherwise send a statement."""
    if open_items:
        return "match"
    statements_to: Any = account.statements_to  # type: ignore[attr-defined]
    reconciled_to: Any = account.reconciled_to  # type: ignore[attr-defined]
    prepared = Reconciliation.objects.filter(bank_account=account, state="prepared").exists()
    if statements_to and (reconciled_to is None or reconciled_to < statements_to) and not prepared:
        return "reconcile"
    return "send"


def _facts(account: BankAccount) -> list[Fact]:
    facts = [
        Fact("Sort code", account.written_sort_code),
        Fact("Account number", account.account_number),
        Fact("IBAN", account.iban or "Not given"),
        Fact("Account of the chart", str(account.ledger_account)),
    ]
    if account.service_user_number:
        facts.append(Fact("Service user number", account.service_user_number))
    if account.take_on_on and account.take_on_statement_pence is not None:
        facts += [
            Fact("First day", formats.day(account.take_on_on)),
            Fact("Statement on it", formats.in_pounds(account.take_on_statement_pence)),
            Fact("Ledger on it", formats.in_pounds(account.take_on_ledger_pence or 0)),
        ]
    last = account.reconciled_to  # type: ignore[attr-defined]
    facts.append(Fact("Last reconciled", formats.day(last) if last else "Not yet"))
    if account.is_closed:
        facts.append(Fact("State", "Closed"))
    return facts


@authority_page("finance.reconcile_bank")
def begin(request: AuthorityRequest, reference: str) -> HttpResponse:
    """The first day of an account on which nothing is open; with open items it comes by file."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    form = FirstDayForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            bank.begin_account(actor=request.actor, bank_account=account, **form.cleaned_data)
            return done(request, f"{account} has begun. Send its first statement.", to=account)
    context = {
        "title": f"First day of {account}",
        "submit": "Begin",
        "cancel": account.get_absolute_url(),
        "account": account,
    }
    return render_form(request, "finance/bank/begin.html", context, form)


@authority_page("finance.view")
def statements(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """An account's statements, the latest first."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    return _of_account(
        request,
        account,
        title=f"Statements of {account}",
        nouns=("statement", "statements"),
        queryset=statements_for(viewer=request.actor)
        .filter(bank_account=account)
        .order_by("-to_on", "-number"),
        table=StatementTable,
        filterset=StatementFilter,
    )


@authority_page("finance.view")
def matches(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """An account's matches, the latest first."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    return _of_account(
        request,
        account,
        title=f"Matches of {account}",
        nouns=("match", "matches"),
        queryset=matches_for(viewer=request.actor).filter(bank_account=account).order_by("-id"),
        table=MatchTable,
    )


@authority_page("finance.view")
def reconciliations(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """An account's reconciliations, the latest first."""
    account = bank_account_for(viewer=request.actor, reference=reference)
    return _of_account(
        request,
        account,
        title=f"Reconciliations of {account}",
        nouns=("reconciliation", "reconciliations"),
        queryset=reconciliations_for(viewer=request.actor)
        .filter(bank_account=account)
        .order_by("-on", "-id"),
        table=ReconciliationTable,
        filterset=ReconciliationFilter,
    )


def _of_account(request: AuthorityRequest, account: BankAccount, **given: Any) -> HttpResponseBase:
    return list_page(
        request, export=export_list, template="finance/bank/of_account.html", account=account, **given
    )
