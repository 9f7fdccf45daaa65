"""The trial balance: each figure opens to its lines."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from backoffice.reports import export_response
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from finance.forms import RangeForm
from finance.queries import current_period, periods_for, trial_balance
from finance.reports.ledger import TRIAL_BALANCE_COLUMNS, trial_balance_rows

FORMATS = ("csv", "xlsx", "pdf")


@authority_page("finance.view")
def show(request: AuthorityRequest) -> HttpResponseBase:
    """One query over the running totals, whatever was posted."""
    viewer = request.actor
    current = current_period(viewer=viewer, today=request.business_date)
    asked = request.GET if "first" in request.GET or "last" in request.GET else None
    initial = {"first": current.code, "last": current.code} if current else {}
    form = RangeForm(asked or (initial or None), periods=periods_for(viewer=viewer))
    found = None
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        found = trial_balance(viewer=viewer, first=first, last=last)
        if request.GET.get("format") in FORMATS:
            return export_response(
                request,
                filename=f"trial-balance-{first.code}-to-{last.code}",
                columns=TRIAL_BALANCE_COLUMNS,
                rows=trial_balance_rows(found),
                format=request.GET["format"],
                title=f"Trial balance, {first} to {last}" if first != last else f"Trial balance, {first}",
                lead=request.authority.name,
            )
    return render(
        request,
        "finance/trial_balance.html",
        {"title": "Trial balance", "form": form, "found": found, "formats": FORMATS},
        status=422 if asked and form.errors else 200,
    )
