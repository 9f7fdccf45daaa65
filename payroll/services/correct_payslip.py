"""Correcting a released payslip: reversed, and worked out again if wanted, in a supplementary run."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from payroll.models import PayRun, Payslip, RunCorrection
from payroll.services.refusals import WrongState


@service(permission="payroll.prepare_run")
def correct_payslip(
    *, actor: Actor, run: PayRun, payslip: Payslip, is_replaced: bool, reason: str
) -> RunCorrection:
    """Have a supplementary run reverse a released payslip, and pay it anew from today's facts unless told otherwise."""
    run = lock(run)
    if run.kind != "supplementary" or not run.is_open:
        raise WrongState(
            f"{run.reference} is a {run.get_kind_display().lower()} run, {run.get_state_display().lower()}.",
            next_step="Start a supplementary run and correct the payslip there.",
        )
    if not reason.strip():
        raise Refused("Say why the payslip is corrected.", where="reason", next_step="Enter a reason.")
    released = PayRun.objects.filter(pk=payslip.run_id, state__in=PayRun.RELEASED).exists()
    if not released or payslip.kind == Payslip.REVERSING:
        raise Refused(
            "Only a released payslip that is not itself a reversal is corrected.",
            next_step="Calculate its run again instead.",
        )
    if Payslip.objects.filter(corrects_id=payslip.pk).exclude(run_id=run.pk).exists():
        raise Refused(
            "This payslip has been corrected already.", next_step="Correct the one that replaced it."
        )
    others = RunCorrection.objects.filter(run=run, payslip__employment_id=payslip.employment_id)
    if others.exclude(payslip=payslip).exists():
        raise Refused(
            f"{run.reference} corrects another payslip of this person already.",
            next_step="Correct this one in a supplementary run of its own, after that one has been approved.",
        )
    correction, _ = RunCorrection.objects.update_or_create(
        run=run,
        payslip=payslip,
        defaults={"is_replaced": is_replaced, "reason": reason.strip()[:200], "asked_by_id": actor.member_id},
    )
    return correction
