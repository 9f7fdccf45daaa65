"""Sealing a calculated run, and sending a sealed one back."""

from __future__ import annotations

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import reject, request_approval
from backoffice.jobs.faults import fault_point
from backoffice.jobs.models import Job
from backoffice.links import Link
from backoffice.services import lock, service
from backoffice.ui.formats import in_words
from payroll.models import PayRun
from payroll.queries.journal import ledger_lines
from payroll.queries.seal import run_hash, run_levy, run_totals
from payroll.services.refusals import NothingToPay, WrongState


@service(permission="payroll.prepare_run")
def check_run(*, actor: Actor, run: PayRun) -> PayRun:
    """Seal a calculated run: totals and hash are written down, what it holds is frozen, approval is asked for.

    The database looks at everything the run holds as one set: uncleared warnings, lines that do not add up to their
    payslip, payments that are not its net pay. Asked twice, sealed once.
    """
    run = lock(run)
    if run.state == PayRun.CHECKED:
        return run
    if run.state != PayRun.CALCULATED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.", next_step="Calculate it, then check it."
        )
    refuse_stale(run)
    totals = run_totals(run)
    run.payslips = totals.payslips
    run.gross_pence = totals.gross
    run.deductions_pence = totals.deductions
    run.net_pence = totals.net
    run.employer_pence = totals.employer
    run.levy_pay_bill_pence = totals.pay_bill
    run.levy_pence = run_levy(run, totals.pay_bill).amount_pence
    run.bacs_pence = totals.bacs
    run.other_pence = totals.other
    run.carried_pence = totals.carried
    if not ledger_lines(run):
        raise NothingToPay(
            f"{run.reference} changes nothing: each payslip is replaced by one just like it.",
            next_step="Correct the details and calculate again, or cancel the run.",
        )
    run.hash = run_hash(run)
    run.checked_by_id = actor.member_id
    run.checked_at = timezone.now()
    run.state = PayRun.CHECKED
    run.save()
    request_approval(
        actor=actor,
        kind="payroll.run",
        target=Link("payroll.run", run.pk),
        summary=f"{run.reference}, {run.period}: {in_words(run.payslips, 'payslip', 'payslips')}, "
        f"net £{run.net_pence / 100:,.2f}",
        made_by=prepared_by(run),
    )
    fault_point("payroll.seal")
    return run


def refuse_stale(run: PayRun) -> None:
    """Refuses a run worked out before another was approved: tax to date and amounts owed have moved on since."""
    assert run.facts_at is not None, "a calculated run has read its facts"
    later = (
        PayRun.objects.filter(state__in=PayRun.RELEASED, approved_at__gt=run.facts_at)
        .exclude(pk=run.pk)
        .order_by("-approved_at")
        .first()
    )
    if later is not None:
        raise WrongState(
            f"{later.reference} was approved after {run.reference} was calculated.",
            next_step="Calculate it again: what has been paid to date has changed.",
        )


def prepared_by(run: PayRun) -> set[int]:
    """Members who had a hand in the run: started it, had it calculated, cleared warnings, asked for corrections."""
    hands = {run.made_by_id}
    hands.update(
        Job.objects.filter(kind="payroll.calculate", params__run=run.pk).values_list(
            "requested_by_id", flat=True
        )
    )
    for rows in (run.warnings, run.exceptions):
        hands.update(rows.exclude(cleared_by=None).values_list("cleared_by_id", flat=True))
    hands.update(run.corrections.values_list("asked_by_id", flat=True))
    return hands


@service(permission="payroll.approve_run")
def send_back(*, actor: Actor, run: PayRun, reason: str) -> PayRun:
    """Refuse approval: the run is open again for correction."""
    run = lock(run)
    if run.state != PayRun.CHECKED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.",
            next_step="Only a checked run that waits for approval is sent back.",
        )
    approval = approval_of(Link("payroll.run", run.pk))
    assert approval is not None, "a checked run has an approval"
    reject(actor=actor, approval=approval, reason=reason)
    return lock(run)


def reopen(run: PayRun) -> PayRun:
    """A checked run becomes a calculated one again, inside a service."""
    run = lock(run)
    if run.state == PayRun.CHECKED:
        run.state = PayRun.CALCULATED
        run.checked_at = None
        run.checked_by = None
        run.hash = ""
        run.save()
    return run
