"""Invoices: the list, the queue of exceptions, one invoice beside its order, and what people decide about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from backoffice.approvals.queries import approval_of
from backoffice.audit.queries import history_of
from backoffice.documents.queries import documents_about
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.forms import UiForm
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.invoices import ReasonForm, SettleForm
from finance.models import Invoice
from finance.permissions import SEES_PURCHASING
from finance.queries.invoices import compared_lines, exception_for, exceptions_for, invoice_for, invoices_for
from finance.services import invoices as services
from finance.tables.invoices import MEANINGS, ExceptionFilter, ExceptionTable, InvoiceFilter, InvoiceTable


@authority_page(SEES_PURCHASING)
def invoices(request: AuthorityRequest) -> HttpResponseBase:
    """Every invoice and credit note the viewer may see, the newest first."""
    return list_page(
        request,
        title="Invoices",
        nouns=("invoice", "invoices"),
        queryset=invoices_for(viewer=request.actor).order_by("-pk"),
        table=InvoiceTable,
        filterset=InvoiceFilter,
        export=export_list,
        template="finance/invoices/invoices.html",
        may_enter=request.actor.can("finance.enter_invoice"),
    )


@authority_page(SEES_PURCHASING)
def exceptions(request: AuthorityRequest) -> HttpResponseBase:
    """What stands between invoices and the ledger, the oldest first."""
    return list_page(
        request,
        title="Invoice exceptions",
        nouns=("exception", "exceptions"),
        queryset=exceptions_for(viewer=request.actor).order_by("opened_at", "pk"),
        table=ExceptionTable,
        filterset=ExceptionFilter,
        export=export_list,
        template="finance/invoices/exceptions.html",
        may_enter=request.actor.can("finance.enter_invoice"),
    )


@authority_page(SEES_PURCHASING)
def invoice(request: AuthorityRequest, reference: str) -> HttpResponse:
    """One invoice beside what was ordered and received, why it does not match, and what to do next."""
    viewer = request.actor
    found = invoice_for(viewer=viewer, reference=reference)
    every = list(found.exceptions.select_related("line", "like", "settled_by").order_by("id"))
    unsettled = [each for each in every if each.settled_at is None]
    mine = found.made_by_id == viewer.member_id
    posted = found.state == Invoice.State.POSTED
    approval = approval_of(Link("finance.invoice", found.pk))
    context = {
        "title": f"{found}, {found.supplier.name}",
        "invoice": found,
        "may_see_ledger": request.actor.can("finance.view"),
        "status": (found.get_state_display(), MEANINGS[found.state]),
        "figures": _figures(found),
        "facts": _facts(found),
        "compared": compared_lines(found, unsettled),
        "unsettled": unsettled,
        "settled": [each for each in every if each.settled_at is not None],
        "documents": documents_about(Link("finance.invoice", found.pk)),
        "upload": getattr(found, "upload", None),
        "credit_notes": list(found.credit_notes.order_by("id")[:20]),
        "approval": approval if approval is not None and approval.state == "pending" else None,
        "changes": history_of(found),
        "waits_for": _waits_for(found, mine),
        "may_approve": found.state == "awaiting" and not mine and viewer.can("finance.approve_invoice"),
        "may_settle": found.is_open and not mine and viewer.can("finance.resolve_invoice"),
        "may_match": found.state in ("entered", "exception") and viewer.can("finance.enter_invoice"),
        "may_reject": found.is_open and viewer.can("finance.resolve_invoice"),
        "may_withdraw": found.is_open and mine and viewer.can("finance.enter_invoice"),
        "may_attach": viewer.can("finance.enter_invoice"),
        "may_dispute": (posted or found.is_open)
        and not found.is_disputed
        and found.outstanding_pence > 0
        and viewer.can("finance.resolve_invoice"),
        "may_end_dispute": found.is_disputed and viewer.can("finance.resolve_invoice"),
        "may_cancel": posted and not found.paid_pence and viewer.can("finance.resolve_invoice"),
        "may_credit": posted and not found.is_credit and viewer.can("finance.enter_invoice"),
    }
    return render(request, "finance/invoices/invoice.html", context)


def _waits_for(invoice: Invoice, mine: bool) -> str:
    if invoice.state == Invoice.State.EXCEPTION:
        if mine:
            return "It does not match. You entered it, so a colleague settles each exception; or correct and match again."
        return "It does not match. Settle each exception with a reason, correct the receipt and match again, or reject."
    if invoice.state == Invoice.State.ENTERED:
        return "It is entered and not matched yet. Match it."
    if invoice.state == Invoice.State.AWAITING:
        return (
            "Another person has to approve it, because you entered it."
            if mine
            else "It waits for somebody to approve it within their limit."
        )
    return ""


@authority_page("finance.view")
def lines(request: AuthorityRequest, reference: str, account: str) -> HttpResponse:
    """What an amount of the invoice's journal is made of: the lines, and the document they stand on."""
    found = invoice_for(viewer=request.actor, reference=reference)
    rows = [each for each in compared_lines(found, []) if each.line.account.code == account]
    context = {
        "title": f"{account} in {found}",
        "lead": f"{found.supplier.name}, {found.supplier_number}",
        "invoice": found,
        # VAT, creditors and goods received are of the whole invoice
        "compared": rows or compared_lines(found, []),
        "documents": documents_about(Link("finance.invoice", found.pk)),
        "upload": getattr(found, "upload", None),
    }
    return render(request, "finance/invoices/lines.html", context)


@authority_page("finance.enter_invoice")
def match(request: AuthorityRequest) -> HttpResponse:
    """Match everything that is entered or an exception, as a job."""
    form = UiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            key = f"finance.match:{timezone.now():%Y%m%d%H%M}"  # twice within a minute, once
            job = start_job(actor=request.actor, kind="finance.match", params={}, key=key)
            return done(request, "Matching has begun.", to=job.get_absolute_url())
    return render_form(
        request,
        "finance/invoices/confirm.html",
        {
            "title": "Match invoices",
            "submit": "Match invoices",
            "cancel": reverse("finance:invoices"),
            "text": "Every invoice that is entered or has exceptions is compared with its order and receipts. What agrees"
            " is posted; the rest is shown with the reason.",
        },
        form,
    )


@authority_page("finance.enter_invoice")
def match_one(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Match one invoice again."""

    def again(*, actor: Any, invoice: Invoice) -> None:
        services.match_invoices(actor=actor, ids=[invoice.pk], today=request.business_date)

    return _confirm(
        request,
        reference,
        UiForm,
        title="Match again",
        submit="Match",
        text="It is compared again with the order as it stands now, and with what was received since.",
        message="Matched.",
        service=again,
    )


@authority_page("finance.resolve_invoice")
def settle(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Accept a difference, with the reason."""
    exception = exception_for(viewer=request.actor, reference=reference)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            settled = services.settle_exception(
                actor=request.actor, exception=exception, today=request.business_date, **form.cleaned_data
            )
            return done(request, "Settled.", to=settled)
    return render_form(
        request,
        "finance/invoices/confirm.html",
        {
            "title": f"Settle: {exception.get_code_display().lower()}",
            "lead": f"{exception.invoice}, {exception.invoice.supplier.name}",
            "submit": "Settle",
            "cancel": exception.invoice.get_absolute_url(),
            "text": exception.message,
            "like": exception.like,
        },
        form,
    )


@authority_page("finance.approve_invoice")
@recently_signed_in
def approve(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Approve an invoice, which posts it."""

    def agree(*, actor: Any, invoice: Invoice) -> None:
        services.approve_invoice(actor=actor, invoice=invoice, today=request.business_date)

    return _confirm(
        request,
        reference,
        UiForm,
        title="Approve and post",
        submit="Approve and post",
        text="It becomes owed to the supplier and is paid when it is due. A posted invoice never changes.",
        message="Approved and posted.",
        service=agree,
    )


@authority_page("finance.resolve_invoice")
def reject(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Send an invoice back."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Reject the invoice",
        submit="Reject",
        kind="warning",
        text="It is not owed and cannot be brought back; it can be entered again.",
        message="Rejected.",
        service=services.reject_invoice,
    )


@authority_page("finance.enter_invoice")
def withdraw(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take back what was entered by mistake."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Take the invoice back",
        submit="Take it back",
        kind="warning",
        text="Nothing of it is in the ledger. It can be entered again.",
        message="Taken back.",
        service=services.withdraw_invoice,
    )


@authority_page("finance.resolve_invoice")
def dispute(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Hold it back from payment."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Dispute the invoice",
        submit="Hold back from payment",
        text="It stays owed in the ledger and is in no payment run until the dispute is settled.",
        message="Held back from payment.",
        service=services.dispute_invoice,
    )


@authority_page("finance.resolve_invoice")
def end_dispute(request: AuthorityRequest, reference: str) -> HttpResponse:
    """The dispute is over."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Settle the dispute",
        submit="Let it be paid",
        text="It can be paid again when it is due. For less than all of it, enter the supplier's credit note first.",
        message="The dispute is settled.",
        service=services.settle_dispute,
    )


@authority_page("finance.resolve_invoice")
def cancel(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Ask another person to agree to undo a posted invoice."""
    return _confirm(
        request,
        reference,
        ReasonForm,
        title="Cancel the invoice",
        submit="Ask for it to be cancelled",
        kind="warning",
        text="Another person has to agree; its journal is reversed then.",
        message="Another person is asked to agree.",
        service=services.ask_to_cancel,
    )


def _confirm(
    request: AuthorityRequest,
    reference: str,
    form_class: type[UiForm],
    *,
    title: str,
    submit: str,
    text: str,
    message: str,
    service: Callable[..., Any],
    kind: str = "",
) -> HttpResponse:
    """One thing done with an invoice: the page that asks, then the service."""
    found = invoice_for(viewer=request.actor, reference=reference)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            service(actor=request.actor, invoice=found, **form.cleaned_data)
            return done(request, message, to=found)
    context = {
        "title": title,
        "lead": f"{found}, {found.supplier.name}, £{formats.money(found.gross_pence)}",
        "submit": submit,
        "kind": kind,
        "cancel": found.get_absolute_url(),
        "text": text,
        "invoice": found,
        "documents": documents_about(Link("finance.invoice", found.pk)),
    }
    return render_form(request, "finance/invoices/confirm.html", context, form)


def _figures(invoice: Invoice) -> list[Figure]:
    return [
        Figure("Total", f"£{formats.money(invoice.gross_pence)}"),
        Figure("Net", f"£{formats.money(invoice.net_pence)}"),
        Figure("VAT", f"£{formats.money(invoice.vat_pence)}"),
        Figure(
            "Still to use" if invoice.is_credit else "Still to pay",
            f"£{formats.money(invoice.outstanding_pence)}" if invoice.state == "posted" else "—",
            note=f"Due {formats.day(invoice.due_on)}",
        ),
    ]


def _facts(invoice: Invoice) -> list[Fact]:
    facts = [
        Fact("Their number", invoice.supplier_number),
        Fact("Date (tax point)", formats.day(invoice.dated_on)),
        Fact("Received", formats.day(invoice.received_on)),
        Fact("Entered", f"{invoice.made_by.name}, {invoice.get_source_display().lower()}"),
    ]
    if invoice.posted_on:
        later = " (the period of its date was closed)" if invoice.posted_on != invoice.dated_on else ""
        facts.append(Fact("Posted", f"{formats.day(invoice.posted_on)}{later}"))
    if invoice.approved_by:
        facts.append(Fact("Approved", invoice.approved_by.name))
    if invoice.reason:
        by = invoice.decided_by.name if invoice.decided_by else ""
        facts.append(Fact(invoice.get_state_display(), f"{invoice.reason} ({by})"))
    return facts
