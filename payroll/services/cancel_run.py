"""A run that has not been approved can be given up."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import withdraw
from backoffice.links import Link
from backoffice.services import lock, service
from payroll.models import PayRun
from payroll.services.calculate import held_by, remove_rows
from payroll.services.check_run import reopen
from payroll.services.refusals import WrongState


@service(permission="payroll.prepare_run")
def cancel_run(*, actor: Actor, run: PayRun, reason: str) -> PayRun:
    """Cancel a run before approval; what it held is removed. Asked twice, cancelled once."""
    run = lock(run)
    if run.state == PayRun.CANCELLED:
        return run
    if run.is_released:
        raise WrongState(
            f"{run.reference} has been approved: its payslips are released.",
            next_step="Reverse payslips in a supplementary run.",
        )
    if run.state == PayRun.CHECKED:
        approval = approval_of(Link("payroll.run", run.pk))
        if approval is not None:
            withdraw(actor=actor, approval=approval)
        run = reopen(run)
    remove_rows(run, held_by(run))
    run.chunks.all().delete()
    run.corrections.all().delete()
    run.state = PayRun.CANCELLED
    run.reason = reason[:200]
    run.payslips = run.gross_pence = run.deductions_pence = run.net_pence = run.employer_pence = 0
    run.bacs_pence = run.other_pence = run.carried_pence = run.levy_pence = run.levy_pay_bill_pence = 0
    run.save()
    return run
