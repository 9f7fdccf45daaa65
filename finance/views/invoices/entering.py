"""Invoices come in: by hand, as an electronic invoice that is shown before it is entered, with their documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from backoffice.documents.services import store_document
from backoffice.links import Link
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.forms import UiForm
from backoffice.ui.shortcuts import done, render_form
from finance.forms.invoices import ROWS, InvoiceFileForm, InvoiceForm, invoice_lines_form, new_invoice
from finance.models import Account, CostCentre, Invoice, Objective, Supplier, VatCode
from finance.queries.invoices import invoice_for, upload_for
from finance.services.invoices import enter_invoice
from finance.services.invoices.electronic import enter_upload, read_upload, upload_electronic
from finance.services.invoices.setting_up import DOCUMENT

MOST_CHOICES = 500


@authority_page("finance.enter_invoice")
def add(request: AuthorityRequest) -> HttpResponse:
    """Enter an invoice or a credit note from the paper; it is matched at once."""
    if request.method != "POST":
        return _page(request, InvoiceForm(initial=_beginning(request)), invoice_lines_form(extra=ROWS))
    form, lines = InvoiceForm(request.POST), invoice_lines_form(request.POST)
    if "add" in request.POST:
        begun = [
            {name: request.POST.get(f"lines-{n}-{name}", "") for name in lines.form.base_fields}
            for n in range(len(lines.forms))
        ]
        head = {name: request.POST.get(name, "") for name in form.fields}
        for name in ("dated_on", "received_on"):
            head[name] = form[name].value()
        return _page(request, InvoiceForm(initial=head), invoice_lines_form(initial=begun, extra=ROWS))
    if form.is_valid() & lines.is_valid():
        with form.refusals():
            entered = enter_invoice(
                actor=request.actor,
                new=new_invoice(form.cleaned_data, lines.lines),
                today=request.business_date,
            )
            return done(
                request, f"{entered.number} is entered: {entered.get_state_display().lower()}.", to=entered
            )
    return _page(request, form, lines)


def _beginning(request: AuthorityRequest) -> dict[str, Any]:
    """What the address gives, such as the order whose page one comes from."""
    given = {name: request.GET.get(name, "") for name in ("supplier", "order", "credits")}
    return {**given, "kind": request.GET.get("kind", Invoice.Kind.INVOICE)}


def _page(request: AuthorityRequest, form: InvoiceForm, lines: Any) -> HttpResponse:
    problems = [
        (f"id_{row.prefix}-{name}", f"Line {number}: {error}")
        for number, row in enumerate(lines.forms, start=1)
        if lines.is_bound
        for name, errors in row.errors.items()
        for error in errors
    ]
    context = {
        "title": "Enter an invoice",
        "lines": lines,
        "problems": problems,
        "cancel": reverse("finance:invoices"),
        "suppliers": Supplier.objects.exclude(state="closed")
        .order_by("name")
        .values_list("number", "name")[:MOST_CHOICES],
        "accounts": Account.objects.order_by("code").values_list("code", "name")[:MOST_CHOICES],
        "cost_centres": CostCentre.objects.order_by("code").values_list("code", "name")[:MOST_CHOICES],
        "objectives": Objective.objects.order_by("code").values_list("code", "name")[:MOST_CHOICES],
        "vat_codes": VatCode.objects.order_by("code").values_list("code", "name"),
    }
    status = 422 if problems else 200
    return render_form(request, "finance/invoices/form.html", context, form, status=status)


@authority_page("finance.enter_invoice")
def upload(request: AuthorityRequest) -> HttpResponse:
    """Take an electronic invoice; what was read is shown before it is entered."""
    form = InvoiceFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusals():
            file = form.cleaned_data["file"]
            made = upload_electronic(actor=request.actor, filename=file.name, content=file)
            return done(request, "Read. Look at it, then enter it.", to=made)
    context = {
        "title": "Upload an electronic invoice",
        "lead": "UBL 2.1 or Peppol BIS Billing 3, invoice or credit note, at most 10 MB. Invoices in a table are loaded"
        " under Imports; a PDF is attached to an invoice that is entered.",
        "submit": "Upload",
        "cancel": reverse("finance:invoices"),
    }
    return render_form(request, "finance/invoices/upload.html", context, form)


@authority_page("finance.enter_invoice")
def uploaded(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What was read of an electronic invoice, and what it will become; entering it is the next step."""
    found = upload_for(viewer=request.actor, reference=reference)
    form = UiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            entered = enter_upload(actor=request.actor, upload=found, today=request.business_date)
            return done(
                request, f"{entered.number} is entered: {entered.get_state_display().lower()}.", to=entered
            )
    read, new, problem = read_upload(found)
    context = {
        "title": f"{'Credit note' if read.is_credit else 'Invoice'} {read.number}",
        "lead": f"{read.supplier_name}, read from {found.document.filename}",
        "upload": found,
        "read": read,
        "new": new,
        "problem": problem,
        "cancel": reverse("finance:invoices"),
    }
    return render_form(request, "finance/invoices/uploaded.html", context, form)


@authority_page("finance.enter_invoice")
def attach(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Keep the PDF or the picture of an invoice with it."""
    found = invoice_for(viewer=request.actor, reference=reference)
    form = InvoiceFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusals():
            file = form.cleaned_data["file"]
            store_document(
                actor=request.actor,
                kind=DOCUMENT,
                filename=file.name,
                content=file,
                about=Link("finance.invoice", found.pk),
            )
            return done(request, "The document is kept with the invoice.", to=found)
    context = {
        "title": "Attach a document",
        "lead": f"{found}, {found.supplier.name}. A PDF, PNG or JPEG file of at most 20 MB.",
        "submit": "Attach",
        "cancel": found.get_absolute_url(),
    }
    return render_form(request, "finance/invoices/upload.html", context, form)
