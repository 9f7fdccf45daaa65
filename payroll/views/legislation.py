"""The values pay is worked out with: what each is, which document sets it, and what nobody has confirmed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from backoffice.errors import Missing
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.shortcuts import done, render_form
from payroll.forms.settings import OverrideForm
from payroll.queries.legislation import SECTIONS, legislation, value_at, year_shown
from payroll.rules.law import tax_years
from payroll.rules.tax_calendar import tax_year_ends_on, tax_year_starts_on
from payroll.services import details as services


@authority_page("payroll.view")
def current(request: AuthorityRequest) -> HttpResponse:
    """The law of today's tax year."""
    return _page(request, year_shown(request.business_date))


@authority_page("payroll.view")
def show(request: AuthorityRequest, tax_year: str) -> HttpResponse:
    """The law of a tax year."""
    return _page(request, tax_year)


def _year(tax_year: str) -> str:
    if tax_year not in tax_years():
        raise Missing(f"No law is held for {tax_year}.", next_step=f"Held: {', '.join(tax_years())}.")
    return tax_year


def _page(request: AuthorityRequest, tax_year: str) -> HttpResponse:
    only = "unconfirmed" in request.GET
    law = legislation(
        viewer=request.actor, tax_year=_year(tax_year), today=request.business_date, unconfirmed_only=only
    )
    url = reverse("payroll:legislation_year", args=[tax_year])
    return render(
        request,
        "payroll/legislation/year.html",
        {
            "title": f"Legislation {tax_year}",
            "lead": f"As it stands on {formats.day(law.as_at)}, version {law.version}",
            "law": law,
            "only": only,
            "url": url,
            "years": [(year, reverse("payroll:legislation_year", args=[year])) for year in tax_years()[::-1]],
            "may_change": request.actor.can("payroll.change_settings"),
        },
    )


@authority_page("payroll.change_settings")
def override(request: AuthorityRequest, tax_year: str) -> HttpResponse:
    """Use the authority's own value, with the document that sets it, from a day on."""
    starts, ends = tax_year_starts_on(_year(tax_year)), tax_year_ends_on(tax_year)
    path = request.GET.get("path", "")
    if not path:  # no value chosen: the page they are chosen on
        return redirect("payroll:legislation_year", tax_year)
    today = min(max(request.business_date, starts), ends)
    value = value_at(tax_year=tax_year, path=path, on=today)
    if value is None or not value.may_be_set:
        raise Missing(
            "There is no unconfirmed value of that name.", next_step="Choose one on the legislation page."
        )
    form = OverrideForm(request.POST or None, initial={"value": value.text, "starts_on": starts})
    url = reverse("payroll:legislation_year", args=[tax_year])
    if form.is_valid():
        with form.refusals():
            services.override_law(actor=request.actor, tax_year=tax_year, path=path, **form.cleaned_data)
            return done(
                request,
                f"{value.label} of {tax_year} set. It takes effect with the next calculation.",
                to=url,
            )
    context = {
        "title": f"Set a value: {value.label}",
        "lead": f"{SECTIONS.get(path.split('.')[0], '')}, {tax_year}",
        "submit": "Use this value",
        "cancel": url,
        "value": value,
        "name": request.actor.name,
    }
    return render_form(request, "payroll/legislation/override.html", context, form)
