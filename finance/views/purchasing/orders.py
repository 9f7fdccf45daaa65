"""Orders: see what is still to come, send, amend, receive, close."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.actor import Actor
from backoffice.audit.queries import history_of
from backoffice.jobs.queries import jobs_about
from backoffice.jobs.services import start_job
from backoffice.reports.lists import export_list
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.purchasing import AmendForm, ReasonForm, ReceiptForm, SendForm
from finance.models import PurchaseOrder
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import order_for, orders_for, receipts_for
from finance.queries.purchasing.order_pdf import order_pdf
from finance.services import purchasing
from finance.services.purchasing.lines import vat_of
from finance.services.purchasing.orders import link_to, order_lines, refuse_unsendable
from finance.tables.purchasing import ORDER_MEANINGS, OrderFilter, OrderTable
from finance.views.purchasing.common import Action, attach_url, confirm, documents_of

State = PurchaseOrder.State


@authority_page(SEES_PURCHASING)
def orders(request: AuthorityRequest) -> HttpResponseBase:
    """Orders, the newest first."""
    return list_page(
        request,
        title="Orders",
        nouns=("order", "orders"),
        queryset=orders_for(viewer=request.actor).order_by("-ordered_on", "-id"),
        table=OrderTable,
        filterset=OrderFilter,
        total=Total("open_pence", "still committed"),
        export=export_list,
        may_order=request.actor.can("finance.order"),
        template="finance/purchasing/orders.html",
    )


@authority_page(SEES_PURCHASING)
def order(request: AuthorityRequest, reference: str) -> HttpResponse:
    """An order: what came of it, what is still committed, and what comes next."""
    actor = request.actor
    found: Any = order_for(viewer=actor, reference=reference)
    lines = order_lines(found)
    job = jobs_about(link_to(found)).order_by("-id").first()
    vat = vat_of(lines)
    return render(
        request,
        "finance/purchasing/order.html",
        {
            "title": f"{found.number} {found.title}",
            "lead": found.supplier.name,
            "order": found,
            "status": (found.get_state_display(), ORDER_MEANINGS[found.state]),
            "figures": [
                Figure(
                    "Ordered, net", f"£{formats.money(found.total_pence)}", note=f"VAT £{formats.money(vat)}"
                ),
                Figure("Received", f"£{formats.money(found.received_pence)}", url="#receipts"),
                Figure("Invoiced", f"£{formats.money(found.invoiced_pence)}"),
                Figure("Still committed", f"£{formats.money(found.open_pence)}"),
            ],
            "lines": lines,
            "receipts": receipts_for(viewer=actor).filter(order=found).order_by("-id")[:50],
            "invoices": found.invoices.order_by("-id")[:50],
            "job": job,
            "mails": mail_is_configured(),
            "facts": _facts(found),
            "actions": _actions(actor, found),
            "own_approval": found.approved_by_id == actor.member_id and actor.can("finance.receive"),
            "documents": documents_of("order", found),
            "attach_url": attach_url(actor, "order", found.reference),
            "changes": history_of(found),
        },
    )


@authority_page(SEES_PURCHASING)
def pdf(request: AuthorityRequest, reference: str) -> HttpResponse:
    """The order as the supplier gets it."""
    found = order_for(viewer=request.actor, reference=reference)
    response = HttpResponse(
        order_pdf(found, authority=request.actor.authority), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@authority_page("finance.order")
def send(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Mail the order to the supplier."""
    found = order_for(viewer=request.actor, reference=reference)
    form = SendForm(request.POST or None, initial={"sent_to": found.sent_to or found.supplier.email})
    if form.is_valid():
        with form.refusals():
            refuse_unsendable(found, form.cleaned_data["sent_to"])
            job = start_job(
                actor=request.actor,
                kind="finance.send_order",
                params={"order": found.pk, "sent_to": form.cleaned_data["sent_to"]},
                about=link_to(found),
            )
            return redirect(job.get_absolute_url())
    text = "The supplier gets the order as a PDF. A copy is kept with the order."
    if not mail_is_configured():
        text = (
            "This service has no mail server. Download the PDF and send it yourself, then record on the order's"
            " page that it was sent."
        )
    context = {
        "title": f"Send {found.number} to {found.supplier.name}",
        "submit": "Send",
        "text": text,
        "cancel": found.get_absolute_url(),
        "facts": _facts(found)[:4],
        "thing": found,
    }
    return render_form(request, "finance/purchasing/confirm.html", context, form)


@require_POST
@authority_page("finance.order")
def sent(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Write down that it was sent by other means; a copy of the PDF is kept."""
    found = order_for(viewer=request.actor, reference=reference)
    document = order_pdf(found, authority=request.actor.authority)
    purchasing.record_sent(actor=request.actor, order=found, document=document)
    return done(request, f"{found.number} is recorded as sent.", to=found)


@authority_page("finance.order")
def amend(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Change an order without making it dearer."""
    found = order_for(viewer=request.actor, reference=reference)
    form = AmendForm(
        request.POST or None,
        lines=order_lines(found),
        initial={"needed_on": found.needed_on, "deliver_to": found.deliver_to},
    )
    if form.is_valid():
        with form.refusals():
            purchasing.amend_order(
                actor=request.actor,
                order=found,
                lines=form.amendments,
                today=request.business_date,
                **{name: form.cleaned_data[name] for name in ("needed_on", "deliver_to", "reason")},
            )
            return done(
                request, f"{found.number} is amended. Send it again if the supplier has to know.", to=found
            )
    context = {
        "title": f"Amend {found.number}",
        "submit": "Amend order",
        "cancel": found.get_absolute_url(),
        "text": "An order can become less or cheaper. What is more takes a requisition of its own.",
        "thing": found,
    }
    return render_form(request, "finance/purchasing/confirm.html", context, form)


@authority_page("finance.order")
def close(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Expect nothing more."""
    found = order_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.close_order(
            actor=request.actor, order=found, reason=form.cleaned_data["reason"], today=request.business_date
        ),
        title=f"Close {found.number}",
        text="Nothing more is expected. The budget of what did not come is free again.",
        submit="Close order",
        said=f"{found.number} is closed.",
        thing=found,
    )


@authority_page("finance.order")
def cancel(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Take it back."""
    found = order_for(viewer=request.actor, reference=reference)
    form = ReasonForm(request.POST or None)
    return confirm(
        request,
        form,
        lambda: purchasing.cancel_order(
            actor=request.actor, order=found, reason=form.cleaned_data["reason"], today=request.business_date
        ),
        title=f"Cancel {found.number}",
        text="Its budget is free again. Tell the supplier.",
        submit="Cancel order",
        said=f"{found.number} is cancelled.",
        thing=found,
        kind="warning",
    )


@authority_page("finance.receive")
def receive(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Record what came."""
    return _receipt(request, reference, is_return=False)


@authority_page("finance.receive")
def send_back(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Record what went back."""
    return _receipt(request, reference, is_return=True)


def _receipt(request: AuthorityRequest, reference: str, *, is_return: bool) -> HttpResponse:
    found = order_for(viewer=request.actor, reference=reference)
    lines = [line for line in order_lines(found) if not is_return or line.received_quantity]
    form = ReceiptForm(
        request.POST or None,
        lines=lines,
        is_return=is_return,
        initial={"received_on": request.business_date, "key": uuid4().hex},
    )
    if form.is_valid():
        with form.refusals():
            given = {name: form.cleaned_data[name] for name in ("received_on", "delivery_note", "key")}
            if is_return:
                given["reason"] = form.cleaned_data["reason"]
            record = purchasing.record_return if is_return else purchasing.record_receipt
            made = record(
                actor=request.actor,
                order=found,
                quantities=form.quantities,
                today=request.business_date,
                **given,
            )
            said = "went back" if is_return else "was received"
            return done(request, f"{made.number}: what {said} is recorded and posted.", to=made)
    context = {
        "title": f"Record what goes back of {found.number}" if is_return else f"Receive {found.number}",
        "lead": found.supplier.name,
        "submit": "Record return" if is_return else "Record receipt",
        "cancel": found.get_absolute_url(),
        "text": "Enter how much goes back. It is expected again until you amend or close the order."
        if is_return
        else "Enter what came. Leave empty what did not; the rest can come later.",
        "facts": _facts(found)[:4],
        "thing": found,
    }
    return render_form(request, "finance/purchasing/confirm.html", context, form)


def _actions(actor: Actor, found: Any) -> list[Action]:
    """The buttons, the obvious one first."""
    ref = [found.reference]
    issued = found.state == State.ISSUED
    actions = []
    may_receive = actor.can("finance.receive") and found.approved_by_id != actor.member_id
    unsent = issued and found.sent_at is None and found.origin != "take_on"
    if unsent and actor.can("finance.order"):
        if mail_is_configured():
            actions.append(
                Action("Send to the supplier", reverse("finance:send_order", args=ref), first=True)
            )
        actions.append(
            Action("Record as sent", reverse("finance:record_order_sent", args=ref), not actions, posts=True)
        )
    if issued and may_receive and found.open_pence:
        actions.append(Action("Receive", reverse("finance:receive_order", args=ref), first=not actions))
    all_invoiced = found.invoiced_pence >= found.total_pence
    if issued and not all_invoiced and actor.can("finance.enter_invoice"):
        entering = (
            reverse("finance:add_invoice")
            + "?"
            + urlencode({"order": found.number, "supplier": found.supplier.number})
        )
        waiting = found.received_pence > found.invoiced_pence
        first = waiting and not any(action.first for action in actions)
        actions.append(Action("Enter its invoice", entering, first=first))
    actions.append(Action("PDF", reverse("finance:order_pdf", args=ref)))
    if may_receive and found.received_pence:
        actions.append(Action("Return", reverse("finance:return_order", args=ref)))
    if issued and actor.can("finance.order"):
        if not unsent and mail_is_configured():
            actions.append(Action("Send again", reverse("finance:send_order", args=ref)))
        actions.append(Action("Amend", reverse("finance:amend_order", args=ref)))
        if found.received_pence:
            first = not found.open_pence and not any(action.first for action in actions)
            actions.append(Action("Close", reverse("finance:close_order", args=ref), first=first))
        else:
            actions.append(Action("Cancel", reverse("finance:cancel_order", args=ref)))
    return actions


def _facts(found: PurchaseOrder) -> list[Fact]:
    sent = formats.moment(found.sent_at) if found.sent_at else "Not yet"
    facts = [
        Fact("Supplier", str(found.supplier)),
        Fact("Ordered", formats.day(found.ordered_on)),
        Fact("Needed by", formats.day(found.needed_on)),
        Fact("Deliver to", found.deliver_to),
        Fact("Sent", f"{sent} to {found.sent_to}" if found.sent_to else sent),
        Fact("Placed by", found.made_by.name),
        Fact("Approved by", found.approved_by.name),
        Fact("Taken on", "From the system before" if found.origin else ""),
        Fact("Ended", f"{found.ended_reason}, {found.ended_by.name}" if found.ended_by else ""),
    ]
    return [fact for fact in facts if fact.value]
