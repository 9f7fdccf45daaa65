from __future__ import annotations

from django.http import HttpResponseBase

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.formats import day
from backoffice.ui.shortcuts import done, render_form
from hr.forms.pay import BankAccountForm, PayPointForm
from hr.queries.pay_scales import points_paid_on
from hr.queries.people import employment_for
from hr.services.bank_accounts import change_bank_account
from hr.services.pay_points import place_on_point


@authority_page("hr.change_people")
def pay_point(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """A first pay point, a promotion, a correction."""
    employment = employment_for(viewer=request.actor, reference=reference)
    on = max(employment.starts_on, request.business_date)
    points = points_paid_on(viewer=request.actor, workforce_type=employment.workforce_type, on=on)
    form = PayPointForm(request.POST or None, points=points, initial={"starts_on": on})
    if form.is_valid():
        with form.refusals():
            placed = place_on_point(actor=request.actor, employment=employment, **form.cleaned_data)
            name = employment.person.name
            return done(request, f"{name} is on {placed.point} from {day(placed.starts_on)}.", to=employment)
    context = {
        "title": f"Pay point of {employment.person.name}",
        "lead": f"Payroll number {employment.number}. The present pay point ends the day before.",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)


@authority_page("hr.change_bank_details")
def bank_account(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    employment = employment_for(viewer=request.actor, reference=reference)
    initial = {"starts_on": max(employment.starts_on, request.business_date)}
    form = BankAccountForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusals():
            account = change_bank_account(actor=request.actor, employment=employment, **form.cleaned_data)
            name = employment.person.name
            return done(
                request, f"{name} is paid into another account from {day(account.starts_on)}.", to=employment
            )
    context = {
        "title": f"Bank account of {employment.person.name}",
        "lead": f"Payroll number {employment.number}. The present account ends the day before.",
        "cancel": employment.get_absolute_url(),
        "person": employment.person,
    }
    return render_form(request, "hr/person_page_form.html", context, form)
