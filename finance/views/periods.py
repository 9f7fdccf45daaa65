"""Periods: opening and closing them."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms import OpenForm, YearForm
from finance.models import Journal
from finance.queries import journals_for, period_for, periods_for
from finance.rules.periods import financial_year_of


@authority_page("finance.view")
def periods(request: AuthorityRequest) -> HttpResponse:
    """Every period, the latest year first, with what is not posted yet."""
    unposted = dict(
        Journal.objects.exclude(state=Journal.State.POSTED)
        .values_list("period_id")
        .annotate(count=Count("id", filter=~Q(state="posted")))
    )
    found = list(periods_for(viewer=request.actor).select_related("closed_by"))
    years: dict[str, list[tuple[object, int]]] = {}
    for period in sorted(
        found, key=lambda p: (-p.starts_on.year if p.number < 10 else 1 - p.starts_on.year, p.number)
    ):
        years.setdefault(period.financial_year, []).append((period, unposted.get(period.pk, 0)))
    return render(
        request,
        "finance/periods.html",
        {"title": "Periods", "years": years, "may_close": request.actor.can("finance.close_period")},
    )


@authority_page("finance.close_period")
def add_year(request: AuthorityRequest) -> HttpResponse:
    """The twelve periods of a year."""
    form = YearForm(
        request.POST or None, initial={"financial_year": financial_year_of(request.business_date)}
    )
    if form.is_valid():
        with form.refusals():
            made = services.ensure_year(actor=request.actor, **form.cleaned_data)
            return done(request, f"The periods of {made[0].financial_year} are there.", to="finance:periods")
    context = {
        "title": "Make the periods of a year",
        "submit": "Make periods",
        "cancel": reverse("finance:periods"),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.close_period")
def close(request: AuthorityRequest, code: str) -> HttpResponse:
    """Close a period, having seen what stands in the way."""
    period = period_for(viewer=request.actor, code=code)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            services.close_period(actor=request.actor, period=period)
            return done(request, f"{period} is closed.", to="finance:periods")
    journals = journals_for(viewer=request.actor).filter(period=period)
    context = {
        "title": f"Close {period}",
        "submit": f"Close {period}",
        "cancel": reverse("finance:periods"),
        "unposted": list(
            journals.exclude(state="posted").select_related("made_by").order_by("dated_on", "id")[:50]
        ),
        "posted": journals.filter(state="posted").count(),
        "period": period,
    }
    return render_form(request, "finance/close_period.html", context, form)


@authority_page("finance.close_period")
def reopen(request: AuthorityRequest, code: str) -> HttpResponse:
    """Open a closed period again, saying why."""
    period = period_for(viewer=request.actor, code=code)
    form = OpenForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            services.open_period(actor=request.actor, period=period, **form.cleaned_data)
            return done(request, f"{period} is open again.", to="finance:periods")
    context = {
        "title": f"Reopen {period}",
        "submit": f"Reopen {period}",
        "cancel": reverse("finance:periods"),
    }
    return render_form(request, "ui/form_page.html", context, form)
