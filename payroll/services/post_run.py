"""Posting an approved run to the ledger, and confirming that it has been paid."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.jobs.faults import fault_point
from backoffice.links import Link
from backoffice.services import lock, service
from finance.services import post_bulk
from payroll.elements import NET_PAY, PAYROLL_BANK
from payroll.models import PayRun
from payroll.queries.journal import ledger_lines
from payroll.services.refusals import WrongState


@service(permission="payroll.pay_run")
def post_run(*, actor: Actor, run: PayRun, today: date) -> PayRun:
    """Post the payroll journal of an approved run, dated its pay day. Asked twice, posted once.

    The database refuses the move unless net pay is what the journal credits and what the bank file, the listed other
    payments and the amounts carried forward add up to.
    """
    run = lock(run)
    if run.state in (PayRun.POSTED, PayRun.PAID):
        return run
    if run.state != PayRun.APPROVED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.", next_step="Have it approved first."
        )
    assert run.approved_by_id is not None, "an approved run has an approver"
    run.journal = post_bulk(
        actor=actor,
        source=Link("payroll.run", run.pk),
        journal_date=run.pay_on,
        description=f"Payroll {run.reference}, {run.period}",
        lines=ledger_lines(run),
        key=f"payroll.run:{run.reference}",
        made_by=run.made_by_id,
        approved_by=run.approved_by_id,
    )
    run.net_pay_account = NET_PAY
    run.state = PayRun.POSTED
    run.posted_by_id = actor.member_id
    run.posted_at = timezone.now()
    run.save(update_fields=["journal", "net_pay_account", "state", "posted_by", "posted_at"])
    fault_point("payroll.post")
    return run


@service(permission="payroll.pay_run")
def confirm_paid(*, actor: Actor, run: PayRun, today: date) -> PayRun:
    """Say that the bank has the money on its way: the net pay control account is cleared against the bank.

    Asked twice, confirmed once.
    """
    run = lock(run)
    if run.state == PayRun.PAID:
        return run
    if run.state != PayRun.POSTED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.", next_step="Post it to the ledger first."
        )
    paid = run.bacs_pence + run.other_pence
    if paid:
        assert run.approved_by_id is not None, "an approved run has an approver"
        post_bulk(
            actor=actor,
            source=Link("payroll.run", run.pk),
            journal_date=run.pay_on,
            description=f"Net pay {run.reference}, {run.period}",
            lines=[
                (NET_PAY, None, None, paid, f"Paid {run.reference}"),
                (PAYROLL_BANK, None, None, -paid, f"Paid {run.reference}"),
            ],
            key=f"payroll.run:{run.reference}:paid",
            made_by=run.made_by_id,
            approved_by=run.approved_by_id,
        )
    run.state = PayRun.PAID
    run.paid_by_id = actor.member_id
    run.paid_at = timezone.now()
    run.save(update_fields=["state", "paid_by", "paid_at"])
    return run
