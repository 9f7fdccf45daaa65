"""Exceptions: who may post while a period is closing."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from backoffice.tenancy.models import Member
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance import services
from finance.forms.close import ExceptionForm
from finance.queries import period_for
from finance.queries.close import exception_for
from finance.services.close.exceptions import GRANTORS


@authority_page(GRANTORS)
def add(request: AuthorityRequest, code: str) -> HttpResponse:
    """Grant another member an exception."""
    period = period_for(viewer=request.actor, code=code)
    people = Member.objects.filter(state=Member.State.ACTIVE).exclude(pk=request.actor.member_id)
    form = ExceptionForm(request.POST or None, people=people.order_by("name", "id"))
    if form.is_valid():
        with form.refusals():
            granted = services.grant_exception(actor=request.actor, period=period, **form.cleaned_data)
            until = formats.moment(granted.expires_at)
            return done(request, f"{granted.member.name} may post into {period} until {until}.", to=period)
    context = {
        "title": f"Grant an exception for {period}",
        "lead": "Journals this person makes can be posted into the period while it is closing, by another approver.",
        "submit": "Grant the exception",
        "cancel": period.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)


@authority_page(GRANTORS)
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """End an exception before its time."""
    found = exception_for(viewer=request.actor, reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            services.withdraw_exception(actor=request.actor, exception=found)
            return done(
                request, f"{found.member.name} may no longer post into {found.period}.", to=found.period
            )
    context = {
        "title": f"Withdraw the exception of {found.member.name}",
        "lead": f"{found.period}: {found.reason}",
        "submit": "Withdraw the exception",
        "cancel": reverse("finance:period", args=[found.period.code]),
    }
    return render_form(request, "ui/form_page.html", context, form)
