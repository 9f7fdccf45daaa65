"""One payment: what it settles, taking it or an invoice out, its remittance advice, its return."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from backoffice.audit.queries import history_of
from backoffice.errors import Missing, Refused
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page, recently_signed_in
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.shortcuts import done, render_form
from finance.forms.payments import ReasonForm, ReturnForm
from finance.models import Payment, PaymentFile, PaymentItem, PaymentRun
from finance.queries.payments.candidates import new_account_words
from finance.queries.payments.creditors import supplier_account as account_of
from finance.queries.payments.creditors import supplier_paid_for
from finance.queries.payments.late_payment import caution, interest_of, law
from finance.queries.payments.remittance import address_for, remittance_pdf
from finance.queries.payments.runs import items_of, may_see_accounts, payment_for
from finance.services.payments.confirm import record_return
from finance.services.payments.take_out import (
    put_back_invoice,
    put_back_payment,
    take_out_invoice,
    take_out_payment,
)
from finance.tables.payments import PAYMENT_MEANINGS
from finance.views.payments.runs import told

EITHER = ("finance.prepare_payments", "finance.approve_payments")
State = Payment.State
LINES_SHOWN = 500


@authority_page("finance.view")
def payment(request: AuthorityRequest, reference: str) -> HttpResponse:
    """What a supplier gets of a run, for which invoices."""
    viewer = request.actor
    found = payment_for(viewer=viewer, reference=reference)
    run = found.run
    items = list(items_of(found)[:LINES_SHOWN])
    fixed = PaymentFile.objects.filter(run=run).exists()
    may_take_out = (
        viewer.can(*EITHER)
        and found.state == State.IN
        and run.state in (PaymentRun.State.PROPOSED, PaymentRun.State.APPROVED)
        and not fixed
    )
    may_put_back = viewer.can("finance.prepare_payments") and run.state == PaymentRun.State.PROPOSED
    return render(
        request,
        "finance/payments/payment.html",
        {
            "title": f"Payment to {found.supplier.name}",
            "lead": f"{found.payee_reference}, pay day {formats.day(run.pay_on)}",
            "payment": found,
            "run": run,
            "status": (found.get_state_display(), PAYMENT_MEANINGS[found.state]),
            "items": items,
            "facts": _facts(request, found),
            "may_take_out": may_take_out,
            "may_put_back": may_put_back and found.state == State.TAKEN_OUT,
            "may_put_item_back": may_put_back and found.state == State.IN,
            "may_return": viewer.can("finance.prepare_payments")
            and found.state == State.PAID
            and run.approved_by_id != viewer.member_id,
            "has_advice": found.state == State.PAID,
            "changes": history_of(found),
        },
    )


@authority_page(EITHER)
def take_out(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Leave a supplier out of the run."""
    found = payment_for(viewer=request.actor, reference=reference)
    return _ask(
        request,
        found,
        ReasonForm(request.POST or None),
        lambda **given: take_out_payment(actor=request.actor, payment=found, **given),
        title=f"Take the payment to {found.supplier.name} out of {found.run}",
        submit="Take out",
        text=_less(found, found.amount_pence),
        said=f"The payment to {found.supplier.name} is taken out. Its invoices are open for the next run.",
    )


@authority_page("finance.prepare_payments")
@require_POST
def put_back(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Put a supplier back into a proposed run."""
    found = payment_for(viewer=request.actor, reference=reference)
    try:
        put_back_payment(actor=request.actor, payment=found)
    except Refused as refusal:
        return told(request, refusal, found.get_absolute_url())
    return done(request, f"The payment to {found.supplier.name} is back in the run.", to=found.run)


@authority_page(EITHER)
def take_out_item(request: AuthorityRequest, reference: str, pk: int) -> HttpResponse:
    """Leave one invoice out of the payment."""
    found = payment_for(viewer=request.actor, reference=reference)
    item = _item(found, pk)
    return _ask(
        request,
        found,
        ReasonForm(request.POST or None),
        lambda **given: take_out_invoice(actor=request.actor, item=item, **given),
        title=f"Take {item.invoice.number} out of the payment to {found.supplier.name}",
        submit="Take out",
        text=_less(found, item.amount_pence),
        said=f"{item.invoice.number} is taken out of the payment.",
    )


@authority_page("finance.prepare_payments")
@require_POST
def put_item_back(request: AuthorityRequest, reference: str, pk: int) -> HttpResponse:
    """Put one invoice back into a payment of a proposed run."""
    found = payment_for(viewer=request.actor, reference=reference)
    try:
        put_back_invoice(actor=request.actor, item=_item(found, pk))
    except Refused as refusal:
        return told(request, refusal, found.get_absolute_url())
    return done(request, "The invoice is back in the payment.", to=found)


@authority_page("finance.prepare_payments")
@recently_signed_in
def returned(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Record that the bank sent the payment back."""
    found = payment_for(viewer=request.actor, reference=reference)
    return _ask(
        request,
        found,
        ReturnForm(request.POST or None, initial={"returned_on": request.business_date}),
        lambda **given: record_return(actor=request.actor, payment=found, **given),
        title=f"Record that the payment to {found.supplier.name} came back",
        submit="Record return",
        text=f"The ledger gets £{formats.money(found.amount_pence)} back into the bank account and owes it to the supplier"
        " again. Its invoices are open for the next run: correct the bank details first.",
        said=f"The payment to {found.supplier.name} came back. Its invoices are open again.",
    )


@authority_page("finance.view")
def remittance(request: AuthorityRequest, reference: str) -> HttpResponse:
    """The remittance advice as PDF."""
    found = payment_for(viewer=request.actor, reference=reference)
    if found.state != State.PAID:
        raise Missing("There is a remittance advice once the run is paid.")
    response = HttpResponse(remittance_pdf(found), content_type="application/pdf")
    name = found.payee_reference.replace("/", "-")
    response["Content-Disposition"] = f'attachment; filename="remittance-{name}.pdf"'
    return response


@authority_page("finance.view")
def supplier_account(request: AuthorityRequest, reference: str) -> HttpResponse:
    """All that happened on a supplier's account, what is open, and the interest late invoices have gathered."""
    supplier = supplier_paid_for(viewer=request.actor, reference=reference)
    entries = account_of(viewer=request.actor, supplier_id=supplier.pk)
    today = request.business_date
    open_invoices = (
        supplier.invoices.filter(state="posted")
        .exclude(paid_pence__gte=F("gross_pence"))
        .order_by("due_on", "pk")[:LINES_SHOWN]
    )
    items: list[dict[str, Any]] = []
    for invoice in open_invoices:
        sign = -1 if invoice.kind == "credit_note" else 1
        late = interest_of(invoice, today) if sign > 0 and supplier.kind != "individual" else None
        items.append(
            {
                "invoice": invoice,
                "open_pence": sign * (invoice.gross_pence - invoice.paid_pence),
                "late": late if late is not None and late.days else None,
            }
        )
    interest = sum(each["late"].total_pence for each in items if each["late"])
    return render(
        request,
        "finance/payments/supplier_account.html",
        {
            "title": f"Account of {supplier.name}",
            "lead": f"{supplier.number}, as of {formats.day(today)}",
            "supplier": supplier,
            "items": items,
            "open_pence": sum(each["open_pence"] for each in items),
            "interest_pence": interest,
            "caution": caution(today) if interest else "",
            "law": law(),
            "entries": entries,
        },
    )


def _item(payment: Payment, pk: int) -> PaymentItem:
    found = payment.items.select_related("payment__run", "payment__supplier", "invoice").filter(pk=pk).first()
    if found is None:
        raise Missing(
            "There is no such invoice in the payment.", next_step="Open it from the payment's page."
        )
    return found


def _less(payment: Payment, pence: int) -> str:
    total = sum(payment.run.payments.filter(state=State.IN).values_list("amount_pence", flat=True))
    return (
        f"{payment.run} comes to £{formats.money(total)} now and to £{formats.money(total - pence)} without it."
        " What is taken out is open for the next run."
    )


def _ask(
    request: AuthorityRequest,
    payment: Payment,
    form: Any,
    do: Any,
    *,
    title: str,
    submit: str,
    text: str,
    said: str,
) -> HttpResponse:
    if form.is_valid():
        with form.refusals():
            do(**form.cleaned_data)
            return done(request, said, to=payment)
    context = {
        "title": title,
        "submit": submit,
        "cancel": payment.get_absolute_url(),
        "run": payment.run,
        "text": text,
        "facts": [
            Fact("Supplier", payment.supplier.name),
            Fact("Payment", payment.payee_reference),
            Fact("Amount", f"£{formats.money(payment.amount_pence)}"),
        ],
    }
    return render_form(request, "finance/payments/confirm.html", context, form)


def _facts(request: AuthorityRequest, payment: Payment) -> list[Fact]:
    number = (
        payment.account_number if may_see_accounts(request.actor) else f"····{payment.account_number[-4:]}"
    )
    sort_code = payment.sort_code
    facts = [
        Fact("Amount", f"£{formats.money(payment.amount_pence)}"),
        Fact("Account", f"{payment.account_name}, {sort_code[:2]}-{sort_code[2:4]}-{sort_code[4:]} {number}"),
        Fact("Reference on their statement", payment.payee_reference),
    ]
    if payment.bank_details.decided_at is not None:
        facts.append(Fact("Bank details", new_account_words(payment.bank_details)))
    if payment.reason:
        by = f" ({payment.changed_by.name})" if payment.changed_by else ""
        facts.append(Fact("Reason", f"{payment.reason}{by}"))
    if payment.state == State.PAID:
        to = address_for(payment)
        if payment.advice_sent_at:
            facts.append(Fact("Remittance advice", f"Sent to {payment.advice_sent_to}"))
        elif not mail_is_configured():
            facts.append(Fact("Remittance advice", "This service sends no mail: print it"))
        else:
            facts.append(
                Fact(
                    "Remittance advice",
                    "On its way" if to else "The supplier has no address for it: print it",
                )
            )
    return facts
