"""The accounts functions post to, by purpose."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.errors import Missing
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.coding import ControlAccountForm
from finance.models import ControlAccount
from finance.services.coding import set_control_account


@authority_page("finance.view")
def control_accounts(request: AuthorityRequest) -> HttpResponse:
    """Every purpose with the account that stands for it."""
    found = {c.purpose: c for c in ControlAccount.objects.select_related("account")}
    rows = [
        (label, found.get(purpose), reverse("finance:control_account", args=[purpose]))
        for purpose, label in ControlAccount.Purpose.choices
    ]
    context = {
        "title": "Control accounts",
        "lead": "What invoices, receipts, payments and closes post to by themselves.",
        "rows": rows,
        "may_change": request.actor.can("finance.change_chart"),
    }
    return render(request, "finance/coding/control_accounts.html", context)


@authority_page("finance.change_chart")
def change(request: AuthorityRequest, purpose: str) -> HttpResponse:
    """Set the account of a purpose."""
    if purpose not in ControlAccount.Purpose.values:
        raise Missing("There is no such purpose.", next_step="Choose one from the list of control accounts.")
    label = ControlAccount.Purpose(purpose).label
    found = ControlAccount.objects.select_related("account").filter(purpose=purpose).first()
    initial = {"account": found.account.code} if found else {}
    form = ControlAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            set_control_account(actor=request.actor, purpose=purpose, account=form.cleaned_data["account"])
            return done(request, f"{label}: the account is set.", to="finance:control_accounts")
    context = {
        "title": label,
        "submit": "Set account",
        "cancel": reverse("finance:control_accounts"),
        "list_url": reverse("finance:control_accounts"),
        "list_label": "Control accounts",
        "may_change": True,
        "changes": history_of(found) if found else [],
    }
    return render_form(request, "finance/coding/code.html", context, form)
