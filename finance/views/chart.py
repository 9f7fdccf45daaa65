"""Accounts, cost centres, objectives."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms import AccountForm, CostCentreForm
from finance.models import Account
from finance.queries import (
    account_for,
    account_lines,
    accounts_for,
    cost_centre_for,
    cost_centres_for,
    ledger_lines,
    objectives_for,
)
from finance.tables import (
    AccountFilter,
    AccountTable,
    CostCentreFilter,
    CostCentreTable,
    LedgerLineFilter,
    LedgerLineTable,
    LineFilter,
    LineTable,
    ObjectiveTable,
)

ORIGINS = {
    "sample": "Our sample chart, following the standard subjective headings",
    "import": "Loaded from a file",
}


@authority_page("finance.view")
def accounts(request: AuthorityRequest) -> HttpResponseBase:
    """The chart."""
    return list_page(
        request,
        title="Chart of accounts",
        nouns=("account", "accounts"),
        queryset=accounts_for(viewer=request.actor).order_by("code"),
        table=AccountTable,
        filterset=AccountFilter,
        export=export_list,
        per_page=50,
        template="finance/accounts.html",
        may_change=request.actor.can("finance.change_chart"),
    )


@require_POST
@authority_page("finance.change_chart")
def load(request: AuthorityRequest) -> HttpResponse:
    """Bring in the sample police chart."""
    counts = services.load_chart(actor=request.actor)
    return done(
        request,
        f"{counts['accounts']} accounts and {counts['objectives']} police objectives added.",
        to="finance:accounts",
    )


@authority_page("finance.change_chart")
def add(request: AuthorityRequest) -> HttpResponse:
    """One more account."""
    form = AccountForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            account = services.add_account(actor=request.actor, row=form.row)
            return done(request, f"Account {account} added.", to=account)
    context = {"title": "Add an account", "submit": "Add account", "cancel": reverse("finance:accounts")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.change_chart")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change an account."""
    account = account_for(viewer=request.actor, reference=reference)
    initial = {name: getattr(account, name) for name in AccountForm.base_fields}
    form = AccountForm(request.POST or None, initial=initial, account=account)
    if form.is_valid():
        with form.refusals():
            services.change_account(actor=request.actor, account=account, row=form.row)
            return done(request, f"Account {account.code} changed.", to=account)
    context = {"title": f"Change account {account.code}", "cancel": account.get_absolute_url()}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def account(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """An account: what it is, what was posted on it, how it was changed."""
    found = account_for(viewer=request.actor, reference=reference)
    return list_page(
        request,
        title=str(found),
        nouns=("line", "lines"),
        queryset=account_lines(viewer=request.actor, account=found).order_by("-journal_id", "number"),
        table=LineTable,
        filterset=LineFilter,
        total=Total("amount_pence", "debits less credits"),
        export=export_list,
        template="finance/account.html",
        account=found,
        facts=_facts(found),
        changes=history_of(found),
        may_change=request.actor.can("finance.change_chart"),
    )


@authority_page("finance.view")
def lines(request: AuthorityRequest) -> HttpResponseBase:
    """Posted lines of every account, which the totals of reports open to."""
    return list_page(
        request,
        title="Lines of the ledger",
        nouns=("line", "lines"),
        queryset=ledger_lines(viewer=request.actor).order_by("-journal_id", "number"),
        table=LedgerLineTable,
        filterset=LedgerLineFilter,
        total=Total("amount_pence", "debits less credits"),
        export=export_list,
    )


def _facts(account: Account) -> list[Fact]:
    needs = [
        word
        for wanted, word in (
            (account.cost_centre_required, "a cost centre"),
            (account.objective_required, "a police objective"),
            (account.project_required, "a project"),
        )
        if wanted
    ]
    facts = [
        Fact("Type", f"{account.get_type_display()}, usually {account.get_normal_side_display().lower()}"),
        Fact("Group", account.group),
        Fact("Lines need", " and ".join(needs) or "nothing more"),
    ]
    if account.is_control:
        facts.append(Fact("Control account", "Kept by a function, such as payroll"))
    if account.starts_on or account.ends_before:
        since = formats.day(account.starts_on) or "always"
        until = formats.day(account.ends_before) or "further notice"
        facts.append(Fact("In use", f"{since} until before {until}"))
    if account.origin:
        facts.append(Fact("Where it comes from", ORIGINS.get(account.origin, account.origin)))
    return facts


@authority_page("finance.view")
def cost_centres(request: AuthorityRequest) -> HttpResponseBase:
    """Who spends."""
    return list_page(
        request,
        title="Cost centres",
        nouns=("cost centre", "cost centres"),
        queryset=cost_centres_for(viewer=request.actor).select_related("parent").order_by("code"),
        table=CostCentreTable,
        filterset=CostCentreFilter,
        export=export_list,
        per_page=50,
        template="finance/cost_centres.html",
        may_change=request.actor.can("finance.change_chart"),
    )


@authority_page("finance.change_chart")
def add_centre(request: AuthorityRequest) -> HttpResponse:
    """One more cost centre."""
    form = CostCentreForm(request.POST or None, parents=cost_centres_for(viewer=request.actor))
    if form.is_valid():
        with form.refusals():
            centre = services.add_cost_centre(actor=request.actor, row=form.row)
            return done(request, f"Cost centre {centre} added.", to="finance:cost_centres")
    context = {
        "title": "Add a cost centre",
        "submit": "Add cost centre",
        "cancel": reverse("finance:cost_centres"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def cost_centre(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A cost centre with its history; who may, changes it here."""
    centre = cost_centre_for(viewer=request.actor, reference=reference)
    may_change = request.actor.can("finance.change_chart")
    if request.method == "POST" and not may_change:
        return redirect("finance:cost_centre", reference)
    initial = {
        "code": centre.code,
        "name": centre.name,
        "parent": centre.parent.code if centre.parent else None,
        "starts_on": centre.starts_on,
        "ends_before": centre.ends_before,
    }
    form = CostCentreForm(
        request.POST or None,
        initial=initial,
        parents=cost_centres_for(viewer=request.actor),
        cost_centre=centre,
    )
    if form.is_valid():
        with form.refusals():
            services.change_cost_centre(actor=request.actor, cost_centre=centre, row=form.row)
            return done(request, f"Cost centre {centre.code} changed.", to="finance:cost_centres")
    context = {
        "title": str(centre),
        "cancel": reverse("finance:cost_centres"),
        "changes": history_of(centre),
        "may_change": may_change,
        "facts": [
            Fact("Code", centre.code),
            Fact("Name", centre.name),
            Fact("Stands under", str(centre.parent) if centre.parent else "Nothing"),
            Fact("From", formats.day(centre.starts_on) or "Always"),
            Fact("Ended", formats.day(centre.ends_before) or "In use"),
        ],
    }
    return render_form(request, "finance/cost_centre.html", context, form)


@authority_page("finance.view")
def objectives(request: AuthorityRequest) -> HttpResponseBase:
    """What policing the money is for."""
    return list_page(
        request,
        title="Police objectives",
        nouns=("objective", "objectives"),
        queryset=objectives_for(viewer=request.actor).select_related("parent").order_by("code"),
        table=ObjectiveTable,
        export=export_list,
        per_page=120,
    )
