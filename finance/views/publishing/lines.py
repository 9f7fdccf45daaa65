"""The lines of a publication: redactions, purposes, reasons for value for money."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.lists import BulkAction, Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.publishing import LineForm, RedactForm
from finance.models import Publication
from finance.queries.publishing import line_for, lines_for, publication_for
from finance.services import publishing
from finance.tables.publishing import LineFilter, LineTable, LineTableToRead


@authority_page("finance.view")
def lines(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """Every line, with filters; ticked ones are redacted or published together."""
    found = publication_for(viewer=request.actor, reference=reference)
    may = request.actor.can("finance.prepare_publication") and found.state == Publication.State.DRAFT
    return list_page(
        request,
        title=f"Lines of {found}",
        nouns=("line", "lines"),
        queryset=lines_for(viewer=request.actor, publication=found).order_by("number"),
        table=LineTable if may else LineTableToRead,
        filterset=LineFilter,
        total=Total("amount_pence", "net"),
        export=export_list,
        bulk=[BulkAction("redact", "Redact"), BulkAction("keep", "Publish in full")] if may else [],
        bulk_url=reverse("finance:redact_lines", args=[found.reference]) if may else "",
        template="finance/publishing/lines.html",
        publication=found,
    )


@authority_page("finance.prepare_publication")
def redact(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Redact the ticked lines for one reason, or publish them in full."""
    found = publication_for(viewer=request.actor, reference=reference)
    ids = [int(value) for value in request.POST.getlist("pk") if value.isascii() and value.isdigit()]
    back = reverse("finance:publication_lines", args=[reference])
    form = RedactForm(request.POST if "redaction" in request.POST or "keep" in request.POST else None)
    if request.POST.get("do") == "keep":
        form = RedactForm({"redaction": "", "note": ""})
        with form.refusals():
            count = publishing.decide_redactions(
                actor=request.actor, publication=found, ids=ids, redaction=""
            )
            return done(request, f"{count} to be published in full.", to=back)
    if form.is_valid():
        with form.refusals():
            count = publishing.decide_redactions(
                actor=request.actor, publication=found, ids=ids, **form.cleaned_data
            )
            return done(request, f"{count} redacted.", to=back)
    context = {
        "title": "Redact lines",
        "lead": f"{len(ids)} chosen",
        "submit": "Redact them",
        "cancel": back,
        "ids": ids,
        "publication": found,
    }
    return render_form(request, "finance/publishing/redact.html", context, form)


@authority_page("finance.view")
def line(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One line: what it stands for, and how it will stand in the file."""
    found = line_for(viewer=request.actor, reference=reference)
    facts = [
        Fact("Supplier", found.supplier_name, found.supplier.get_absolute_url(), "Open"),
        Fact("Invoice", found.invoice.number, found.invoice.get_absolute_url(), "Open"),
        Fact("Posted", formats.day(found.posted_on)),
        Fact("Net", f"£{formats.money(found.amount_pence)}"),
        Fact("Purpose", found.purpose),
        Fact("Value for money", found.value_for_money),
        Fact("Subjective", str(found.account), found.account.get_absolute_url(), "Open"),
        Fact("Objective", str(found.objective) if found.objective else "None"),
        Fact("Order", found.procurement_reference or "None"),
        Fact("Redaction", found.get_redaction_display()),
    ]
    if found.redaction_note:
        facts.append(Fact("Note for the reviewer", found.redaction_note))
    return render(
        request,
        "finance/publishing/line.html",
        {
            "title": f"Line {found.number}",
            "lead": "The redaction is proposed; nobody has decided yet." if found.is_proposed else "",
            "line": found,
            "publication": found.publication,
            "facts": facts,
            "history": history_of(found),
            "may_change": request.actor.can("finance.prepare_publication")
            and found.publication.state == Publication.State.DRAFT,
        },
    )


@authority_page("finance.prepare_publication")
def change(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change purpose, reason and redaction of one line."""
    found = line_for(viewer=request.actor, reference=reference)
    names = ("purpose", "value_for_money", "redaction", "redaction_note")
    form = LineForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        with form.refusals():
            publishing.change_line(actor=request.actor, line=found, **form.cleaned_data)
            return done(request, f"Line {found.number} is changed.", to=found)
    context = {
        "title": f"Change line {found.number}",
        "lead": f"{found.supplier_name}, £{formats.money(found.amount_pence)}",
        "submit": "Save",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "ui/form_page.html", context, form)
