"""Approving a payment run, as a second person."""

from __future__ import annotations

from django.db.models import Count, Sum
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.clock import LONDON
from backoffice.errors import Conflict
from backoffice.jobs.faults import fault_point
from backoffice.services import lock, service
from finance.models import Payment, PaymentItem, PaymentRun
from finance.rules.money import pounds
from finance.services.payments.errors import CannotBePaid, NothingToPay, OwnRun, RunChanged, WrongState


@service(permission="finance.approve_payments")
def approve_run(*, actor: Actor, run: PaymentRun, seen_pence: int) -> PaymentRun:
    """Approve what is in a run. `seen_pence` is the total the approver was shown: a run that changed since is refused.

    Refused to whoever proposed the run or put something back into it, here and by the database. A second approver is
    told who was first.
    """
    run = lock(run)
    if run.approved_by is not None and run.approved_at is not None:
        raise Conflict(
            f"{run.approved_by.name} approved {run} on {run.approved_at.astimezone(LONDON):%-d %B %Y at %H:%M}.",
            next_step="Nothing more is to be approved.",
        )
    if run.state != PaymentRun.State.PROPOSED:
        raise WrongState(f"{run} is {run.get_state_display().lower()}.", next_step="Propose another run.")
    payments = run.payments.filter(state=Payment.State.IN)
    if run.made_by_id == actor.member_id or run.payments.filter(put_back_by_id=actor.member_id).exists():
        raise OwnRun(
            f"{run} is your own work, so another person has to approve it.", next_step="Ask another approver."
        )
    total = payments.aggregate(pence=Sum("amount_pence"), count=Count("pk"))
    if not total["count"]:
        raise NothingToPay(f"Nothing is left in {run}.", next_step="Cancel it.")
    if total["pence"] != seen_pence:
        raise RunChanged(
            f"{run} came to £{pounds(seen_pence)} when you looked at it and now comes to £{pounds(total['pence'])}.",
            next_step="Look at what was taken out or put back, then approve it.",
        )
    refuse_unpayable(run)
    run.state = PaymentRun.State.APPROVED
    run.approved_by_id, run.approved_at = actor.member_id, timezone.now()
    run.approved_pence, run.approved_count = total["pence"], total["count"]
    run.save(update_fields=["state", "approved_by", "approved_at", "approved_pence", "approved_count"])
    fault_point("finance.approve_payments")
    return run


def refuse_unpayable(run: PaymentRun) -> None:
    """Refuse while something in the run may not be paid any more: a new account, a hold, a dispute. Two queries."""
    inside = run.payments.filter(state=Payment.State.IN).order_by("number")
    problems = []
    for payment in inside.select_related("supplier", "bank_details"):
        if payment.bank_details.state != "current":
            problems.append(f"{payment.supplier.name}: bank details have changed")
        elif payment.supplier.state != "open":
            problems.append(f"{payment.supplier.name}: {payment.supplier.get_state_display().lower()}")
    disputed = PaymentItem.objects.filter(
        payment__run=run, state=PaymentItem.State.IN, invoice__is_disputed=True
    ).select_related("invoice")
    problems += [f"{item.invoice.number}: disputed" for item in disputed.order_by("pk")]
    if problems:
        more = f" and {len(problems) - 5} more" if len(problems) > 5 else ""
        raise CannotBePaid(
            f"Not everything in {run} can be paid: {'; '.join(problems[:5])}{more}.",
            next_step="Take these out of the run. They are paid in the next one, once they can be.",
        )
