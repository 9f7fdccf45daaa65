"""What follows when the bank has the file: paid, returned, or the run given up."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.jobs.faults import fault_point
from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.services import lock, service
from finance.models import Journal, Payment, PaymentItem, PaymentRun
from finance.queries.coding import control_code
from finance.services.bulk import Line, post_bulk
from finance.services.payments.errors import OwnRun, WrongState

State = PaymentRun.State


@service(permission="finance.approve_payments")
def confirm_run(*, actor: Actor, run: PaymentRun) -> PaymentRun:
    """Say that the bank has taken the file: suppliers are paid in the ledger, dated the run's day. Asked twice, once.

    Debits creditors for each payment and credits the bank in one line, as the bank debits the file as one. Afterwards
    a job mails the remittance advices.
    """
    run = lock(run)
    if run.state == State.CONFIRMED:
        return run
    if run.state != State.FILE_MADE:
        raise WrongState(
            f"{run} is {run.get_state_display().lower()}.", next_step="Make its bank file first."
        )
    assert run.approved_by_id is not None, "a run with a file has an approver"
    payments = list(run.payments.filter(state=Payment.State.IN).select_related("supplier").order_by("number"))
    total = sum(payment.amount_pence for payment in payments)
    creditors = control_code("creditors")
    run.journal = post_bulk(
        actor=actor,
        source=Link("finance.payment_run", run.pk),
        journal_date=run.pay_on,
        description=f"Payments to suppliers, {run}",
        lines=[
            *(
                Line(creditors, None, None, payment.amount_pence, f"{payment.supplier.name}"[:200])
                for payment in payments
            ),
            Line(
                run.bank_account.ledger_account.code, None, None, -total, f"{run}, {len(payments)} payments"
            ),
        ],
        key=f"finance.payment_run:{run.pk}",
        made_by=run.made_by_id,
        approved_by=run.approved_by_id,
    )
    fault_point("finance.confirm_payments")
    run.state = State.CONFIRMED
    run.confirmed_by_id, run.confirmed_at = actor.member_id, timezone.now()
    run.save(update_fields=["journal", "state", "confirmed_by", "confirmed_at"])
    for item in PaymentItem.objects.filter(payment__run=run, state=PaymentItem.State.IN).order_by(
        "invoice_id"
    ):
        item.state = PaymentItem.State.PAID
        item.save(update_fields=["state"])
    run.payments.filter(state=Payment.State.IN).update(state=Payment.State.PAID)
    start_job(
        actor=actor,
        kind="finance.remittance_advices",
        params={"run": run.pk},
        about=Link("finance.payment_run", run.pk),
        key=f"finance.remittance_advices:{run.pk}",
    )
    return run


@service(permission="finance.prepare_payments")
def record_return(*, actor: Actor, payment: Payment, returned_on: date, reason: str) -> Payment:
    """Record that the bank sent a payment back: its part of the run's journal is undone and its invoices are open again.

    Whoever records it and whoever approved the run are two people: the journal is made by one on the word of the other.
    Asked twice, recorded once.
    """
    run = lock(payment.run)
    payment = lock(payment)
    if payment.state == Payment.State.RETURNED:
        return payment
    if payment.state != Payment.State.PAID:
        raise WrongState(
            f"The payment to {payment.supplier.name} is {payment.get_state_display().lower()}.",
            next_step="Only what was paid can come back.",
        )
    assert run.approved_by_id is not None and run.journal is not None, (
        "a paid run has an approver and a journal"
    )
    if actor.member_id == run.approved_by_id:
        raise OwnRun(
            f"You approved {run}, so another person records what came back.",
            next_step="Ask whoever prepares payments.",
        )
    payment.return_journal = _post_return(actor, run, payment, returned_on)
    payment.state, payment.reason, payment.returned_on = Payment.State.RETURNED, reason[:500], returned_on
    payment.changed_by_id, payment.changed_at = actor.member_id, timezone.now()
    for item in payment.items.filter(state=PaymentItem.State.PAID).order_by("invoice_id"):
        item.state = PaymentItem.State.RETURNED
        item.save(update_fields=["state"])
    payment.save(
        update_fields=["return_journal", "state", "reason", "returned_on", "changed_by", "changed_at"]
    )
    return payment


@service(permission=None)
def cancel_run(*, actor: Actor, run: PaymentRun, reason: str, not_sent: bool = False) -> PaymentRun:
    """Give a run up: its invoices are open for the next one. Asked twice, cancelled once.

    Whoever prepares payments may until it is approved. Afterwards an approver has to; once the file is made they have
    to say that the bank will not act on it (`not_sent`), because its invoices can then be paid again.
    """
    run = lock(run)
    if run.state == State.CANCELLED:
        return run
    if run.state == State.CONFIRMED:
        raise WrongState(f"{run} is paid.", next_step="Record payments that the bank sends back as returned.")
    if run.state != State.PROPOSED or not actor.can("finance.prepare_payments"):
        actor.require("finance.approve_payments")
    if run.state == State.FILE_MADE and not not_sent:
        raise WrongState(
            f"The bank file of {run} is made: if the bank acts on it, its invoices would be paid twice.",
            where="not_sent",
            next_step="Make sure that the file was not sent, or is withdrawn at the bank, and say so.",
        )
    now = timezone.now()
    run.state, run.reason = State.CANCELLED, reason[:500]
    run.cancelled_by_id, run.cancelled_at = actor.member_id, now
    run.save(update_fields=["state", "reason", "cancelled_by", "cancelled_at"])
    given_up = {
        "reason": f"{run} cancelled: {reason}"[:500],
        "changed_by_id": actor.member_id,
        "changed_at": now,
    }
    PaymentItem.objects.filter(payment__run=run, state=PaymentItem.State.IN).update(
        state=PaymentItem.State.OUT, **given_up
    )
    run.payments.filter(state=Payment.State.IN).update(state=Payment.State.TAKEN_OUT, **given_up)
    return run


def _post_return(actor: Actor, run: PaymentRun, payment: Payment, returned_on: date) -> Journal:
    assert run.approved_by_id is not None, "a paid run has an approver"
    words = f"Returned by the bank: {payment.supplier.name}, {run}"[:200]
    return post_bulk(
        actor=actor,
        source=Link("finance.payment", payment.pk),
        journal_date=returned_on,
        description=words,
        lines=[
            Line(run.bank_account.ledger_account.code, None, None, payment.amount_pence, words),
            Line(control_code("creditors"), None, None, -payment.amount_pence, words),
        ],
        key=f"finance.payment:{payment.pk}:returned",
        made_by=actor.member_id,
        approved_by=run.approved_by_id,
    )
