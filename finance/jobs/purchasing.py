"""Sending orders to suppliers."""

from __future__ import annotations

from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.mail import mail
from finance.models import PurchaseOrder
from finance.queries.purchasing.order_pdf import order_pdf
from finance.services.purchasing.orders import link_to, record_sent, refuse_unsendable


@job_kind("finance.send_order", label="Send an order", queue="default", permission="finance.order")
def send_order(held: JobRun) -> Outcome:
    """Mail the order as it is now, and keep what was sent. Killed in between, it is sent once more."""
    order = PurchaseOrder.objects.select_related("supplier", "made_by").get(pk=held.params["order"])
    sent_to = str(held.params["sent_to"])
    refuse_unsendable(order, sent_to)
    document = order_pdf(order, authority=held.actor.authority)
    authority = authority_named(held.actor.authority).name
    mail(
        to=sent_to,
        subject=f"Purchase order {order.number} of {authority}",
        text=f"Please find our order {order.number} attached.\n\n"
        f"Quote {order.number} on delivery notes and invoices.\n\n{authority}",
        attachments=[(f"{order.number}.pdf", document, "application/pdf")],
    )
    record_sent(actor=held.actor, order=order, sent_to=sent_to, document=document)
    return Outcome(message=f"{order.number} was sent to {sent_to}.", link=link_to(order))
