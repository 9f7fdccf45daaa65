"""The trial balance: each figure opens to its lines."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from backoffice.reports import export_response
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from finance.queries import TrialBalance, current_period, trial_balance
from finance.reports.ledger import TRIAL_BALANCE_COLUMNS, AsAtForm, trial_balance_rows

FORMATS = ("csv", "xlsx", "pdf")


@authority_page("finance.view")
def show(request: AuthorityRequest) -> HttpResponseBase:
    """One query over the running totals, whatever was posted."""
    viewer = request.actor
    current = current_period(viewer=viewer, today=request.business_date)
    asked = request.GET if "first" in request.GET or "last" in request.GET else None
    initial = {"first": current.code, "last": current.code} if current else {}
    form = AsAtForm(asked or (initial or None))
    found = None
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        found = trial_balance(viewer=viewer, **form.cleaned_data)
        if request.GET.get("format") in FORMATS:
            return export_response(
                request,
                filename=f"trial-balance-{first.code}-to-{last.code}",
                columns=TRIAL_BALANCE_COLUMNS,
                rows=trial_balance_rows(found),
                format=request.GET["format"],
                title=_title(found),
                lead=request.authority.name,
            )
    return render(
        request,
        "finance/trial_balance.html",
        {
            "title": "Trial balance",
            "form": form,
            "found": found,
            "formats": FORMATS,
            "asked": _asked(request, found) if found else "",
            "limits": _limits(found.as_of, found) if found else "",
            "brought": _brought(found) if found else "",
        },
        status=422 if asked and form.errors else 200,
    )


def _asked(request: AuthorityRequest, found: TrialBalance) -> str:
    """The question of this page, for its files."""
    query = request.GET.copy()
    query["first"], query["last"] = found.first.code, found.last.code
    return query.urlencode()


def _limits(as_of: date | None, found: TrialBalance) -> str:
    """What narrows the figures beside their periods, to go on in every address they open to."""
    given = {}
    if as_of:
        given["as_of"] = as_of.isoformat()
    if found.entered_by:
        given["entered_by"] = timezone.localdate(found.entered_by).isoformat()
    return "".join(f"&{name}={day}" for name, day in given.items())


def _brought(found: TrialBalance) -> str:
    """The same for what was brought forward: dated before the first period, or earlier."""
    before = found.first.starts_on - timedelta(days=1)
    return _limits(min(before, found.as_of or before), found)


def _title(found: TrialBalance) -> str:
    title = f"Trial balance, {found.first}" + (f" to {found.last}" if found.first != found.last else "")
    if found.as_of:
        title += f", as of {formats.day(found.as_of)}"
    if found.entered_by:
        title += f", as entered by the end of {formats.day(timezone.localdate(found.entered_by))}"
    return title
