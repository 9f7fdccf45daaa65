"""Approval releases the payslips."""

from __future__ import annotations

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.kinds import approval_kind
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve
from backoffice.errors import Conflict, NotAllowed
from backoffice.jobs.faults import fault_point
from backoffice.links import Link
from backoffice.services import lock, service
from payroll.models import PayRun
from payroll.services.check_run import refuse_stale, reopen
from payroll.services.refusals import WrongState


@service(permission="payroll.approve_run")
def approve_run(*, actor: Actor, run: PayRun, reason: str = "") -> PayRun:
    """Approve a checked run as a second person: from here on its payslips are released and never change.

    Refused to whoever started or checked it, here and by the database. A second approver is told who was first.
    """
    run = lock(run)
    if run.state in PayRun.RELEASED:
        by = run.approved_by
        assert by is not None and run.approved_at is not None
        raise Conflict(
            f"{by.name} approved {run.reference} on {timezone.localtime(run.approved_at):%-d %B %Y at %H:%M}.",
            next_step="Nothing more is to be done.",
        )
    if run.state != PayRun.CHECKED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.",
            next_step="Have it checked before it is approved.",
        )
    approval = approval_of(Link("payroll.run", run.pk))
    assert approval is not None, "a checked run has an approval"
    approve(actor=actor, approval=approval, reason=reason)
    fault_point("payroll.approve")
    return PayRun.objects.get(pk=run.pk)


def _approved(*, actor: Actor, target: Link, approval: object) -> None:
    run = PayRun.objects.select_for_update().get(pk=target.id)
    if actor.member_id in (run.made_by_id, run.checked_by_id):
        raise NotAllowed(
            "The person who prepares a pay run cannot approve it.", next_step="Ask another approver."
        )
    refuse_stale(run)
    run.state = PayRun.APPROVED
    run.approved_by_id = actor.member_id
    run.approved_at = timezone.now()
    run.save(update_fields=["state", "approved_by", "approved_at"])


def _not_approved(*, actor: Actor, target: Link, approval: object) -> None:
    reopen(PayRun.objects.get(pk=target.id))


def register() -> None:
    """Pay runs are approved through the kernel's approvals, from their own page or the list of what waits."""
    approval_kind(
        "payroll.run",
        label="Pay run",
        approve_permission="payroll.approve_run",
        approved=_approved,
        rejected=_not_approved,
        withdrawn=_not_approved,
    )
