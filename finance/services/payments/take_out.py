"""Taking one payment or one invoice out of a run, and putting it back."""

from __future__ import annotations

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Payment, PaymentFile, PaymentItem, PaymentRun
from finance.services.payments.errors import CannotBePaid, WrongState

State = PaymentRun.State


@service(permission=None)
def take_out_payment(*, actor: Actor, payment: Payment, reason: str) -> Payment:
    """Leave a supplier out of a run, until its bank file is prepared. Asked twice, taken out once.

    Whoever prepares payments may, and whoever approves them: saying no to a payment never makes it their own.
    """
    _require_either(actor)
    run = lock(payment.run)
    payment = lock(payment)
    if payment.state == Payment.State.TAKEN_OUT:
        return payment
    refuse_fixed(run)
    _need_reason(reason)
    now = timezone.now()
    payment.items.filter(state=PaymentItem.State.IN).update(
        state=PaymentItem.State.OUT, reason=reason[:500], changed_by_id=actor.member_id, changed_at=now
    )
    payment.state, payment.reason = Payment.State.TAKEN_OUT, reason[:500]
    payment.changed_by_id, payment.changed_at = actor.member_id, now
    payment.save(update_fields=["state", "reason", "changed_by", "changed_at"])
    return payment


@service(permission=None)
def take_out_invoice(*, actor: Actor, item: PaymentItem, reason: str) -> Payment:
    """Leave one invoice or credit note out of a payment. Asked twice, taken out once.

    After approval a payment only becomes less: a credit note stays.
    """
    _require_either(actor)
    run = lock(item.payment.run)
    payment = lock(item.payment)
    item = lock(item)
    if item.state == PaymentItem.State.OUT:
        return payment
    refuse_fixed(run)
    _need_reason(reason)
    if run.state == State.APPROVED and item.amount_pence < 0:
        raise WrongState(
            f"{run} is approved: without this credit note the supplier would get more than was approved.",
            next_step="Take the whole payment out.",
        )
    left = payment.amount_pence - item.amount_pence
    if left <= 0:
        raise CannotBePaid(
            "Without this invoice nothing is left to pay.", next_step="Take the whole payment out."
        )
    item.state, item.reason = PaymentItem.State.OUT, reason[:500]
    item.changed_by_id, item.changed_at = actor.member_id, timezone.now()
    item.save(update_fields=["state", "reason", "changed_by", "changed_at"])
    payment.amount_pence = left
    payment.save(update_fields=["amount_pence"])
    return payment


@service(permission="finance.prepare_payments")
def put_back_payment(*, actor: Actor, payment: Payment) -> Payment:
    """Put a supplier back into a proposed run, with the invoices that went out with the payment."""
    run = lock(payment.run)
    payment = lock(payment)
    if payment.state == Payment.State.IN:
        return payment
    refuse_unless_proposed(run)
    items = payment.items.filter(state=PaymentItem.State.OUT, changed_at=payment.changed_at)
    for item in items.order_by("invoice_id"):
        _back(item)
    payment.state, payment.put_back_by_id = Payment.State.IN, actor.member_id
    payment.save(update_fields=["state", "put_back_by"])
    return payment


@service(permission="finance.prepare_payments")
def put_back_invoice(*, actor: Actor, item: PaymentItem) -> Payment:
    """Put an invoice or credit note back into a payment of a proposed run."""
    run = lock(item.payment.run)
    payment = lock(item.payment)
    item = lock(item)
    if item.state == PaymentItem.State.IN:
        return payment
    refuse_unless_proposed(run)
    if payment.state != Payment.State.IN:
        raise WrongState(
            "The payment is taken out of the run.",
            next_step="Put the payment back, and its invoices with it.",
        )
    if payment.amount_pence + item.amount_pence <= 0:
        raise CannotBePaid(
            "With this credit note nothing would be left to pay.", next_step="Take the whole payment out."
        )
    _back(item)
    payment.amount_pence += item.amount_pence
    payment.put_back_by_id = actor.member_id
    payment.save(update_fields=["amount_pence", "put_back_by"])
    return payment


def refuse_fixed(run: PaymentRun) -> None:
    """Refuse once nothing may be taken out any more."""
    if run.state in (State.PROPOSED, State.APPROVED) and not PaymentFile.objects.filter(run=run).exists():
        return
    if run.state in (State.APPROVED, State.FILE_MADE):
        raise WrongState(
            f"The bank file of {run} is made.",
            next_step="Cancel the run if the file has not been sent, or record the payment as returned.",
        )
    raise WrongState(
        f"{run} is {run.get_state_display().lower()}.", next_step="Nothing can be changed in it."
    )


def refuse_unless_proposed(run: PaymentRun) -> None:
    """Refuse to add to a run that has been approved."""
    if run.state != State.PROPOSED:
        raise WrongState(
            f"{run} is {run.get_state_display().lower()}: nothing is added to it any more.",
            next_step="It is paid in the next run.",
        )


def _back(item: PaymentItem) -> None:
    item.state, item.reason, item.changed_by, item.changed_at = PaymentItem.State.IN, "", None, None
    item.save(update_fields=["state", "reason", "changed_by", "changed_at"])


def _require_either(actor: Actor) -> None:
    if not actor.can("finance.approve_payments"):
        actor.require("finance.prepare_payments")


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("No reason is given.", where="reason", next_step="Say why it is taken out.")
