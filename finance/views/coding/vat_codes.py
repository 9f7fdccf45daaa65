"""VAT codes."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.coding import VatCodeForm
from finance.queries.coding import vat_code_for, vat_codes_for
from finance.services.coding import add_vat_code, change_vat_code
from finance.tables.coding import VatCodeFilter, VatCodeTable, per_cent


@authority_page("finance.view")
def vat_codes(request: AuthorityRequest) -> HttpResponseBase:
    """How lines are taxed."""
    return list_page(
        request,
        title="VAT codes",
        nouns=("VAT code", "VAT codes"),
        queryset=vat_codes_for(viewer=request.actor).order_by("code"),
        table=VatCodeTable,
        filterset=VatCodeFilter,
        export=export_list,
        template="finance/coding/list.html",
        may_change=request.actor.can("finance.change_chart"),
        import_kind="finance.vat_codes",
        add_url=reverse("finance:add_vat_code"),
        add_label="Add VAT code",
    )


@authority_page("finance.change_chart")
def add(request: AuthorityRequest) -> HttpResponse:
    """One more VAT code."""
    form = VatCodeForm(request.POST or None)
    if form.is_valid():
        with form.refusals():
            made = add_vat_code(actor=request.actor, row=form.row)
            return done(request, f"VAT code {made} added.", to="finance:vat_codes")
    context = {"title": "Add a VAT code", "submit": "Add VAT code", "cancel": reverse("finance:vat_codes")}
    return render_form(request, "ui/form_page.html", context, form)


@authority_page("finance.view")
def vat_code(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A VAT code with its history; who may, changes it here."""
    found = vat_code_for(viewer=request.actor, reference=reference)
    may_change = request.actor.can("finance.change_chart")
    if request.method == "POST" and not may_change:
        return redirect("finance:vat_code", reference)
    initial = {
        name: getattr(found, name) for name in ("code", "name", "ubl_category", "starts_on", "ends_before")
    }
    initial |= {"rate": found.rate_basis_points / 100, "recoverable": found.recoverable_basis_points / 100}
    form = VatCodeForm(request.POST or None, initial=initial, kept=True)
    if form.is_valid():
        with form.refusals():
            change_vat_code(actor=request.actor, vat_code=found, row=form.row)
            return done(request, f"VAT code {found.code} changed.", to="finance:vat_codes")
    context = {
        "title": str(found),
        "cancel": reverse("finance:vat_codes"),
        "list_url": reverse("finance:vat_codes"),
        "list_label": "VAT codes",
        "changes": history_of(found),
        "may_change": may_change,
        "facts": [
            Fact("Code", found.code),
            Fact("Name", found.name),
            Fact("Rate", per_cent(found.rate_basis_points)),
            Fact("Recovered", per_cent(found.recoverable_basis_points)),
            Fact("From", formats.day(found.starts_on) or "Always"),
            Fact("Ended", formats.day(found.ends_before) or "In use"),
        ],
    }
    return render_form(request, "finance/coding/code.html", context, form)
