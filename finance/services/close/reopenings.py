"""Reopening a closed period: asked for with a reason, agreed by another person."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.approvals.kinds import approval_kind
from backoffice.approvals.models import ApprovalRequest
from backoffice.approvals.services import request_approval
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.services import lock, service
from finance.models import Period, Reopening
from finance.services.close.errors import PeriodLocked, PeriodState

KIND = "finance.reopening"


@service(permission="finance.close_period")
def ask_to_reopen(*, actor: Actor, period: Period, reason: str) -> Reopening:
    """Ask for a closed period to take postings again. Another person agrees; asked twice, it is one request."""
    if not reason.strip():
        raise Refused("Say why the period is reopened.", where="reason", code="reason_required")
    period = lock(period)
    if period.state == Period.State.LOCKED:
        raise PeriodLocked(
            f"{period} is locked, so it is never reopened.",
            next_step="Date the correction in an open period.",
        )
    if period.state != Period.State.CLOSED:
        raise PeriodState(
            f"{period} is {period.get_state_display().lower()}, not closed.",
            next_step="Post into it, or have an exception granted while it is closing.",
        )
    waiting = Reopening.objects.filter(period=period, state=Reopening.State.ASKED).first()
    if waiting is not None:
        return waiting
    reopening = Reopening.objects.create(period=period, reason=reason.strip(), asked_by_id=actor.member_id)
    request_approval(
        actor=actor,
        kind=KIND,
        target=Link(KIND, reopening.pk),
        summary=f"Reopen {period}: {reopening.reason}",
    )
    return reopening


def _decided(state: Reopening.State, actor: Actor, target: Link, approval: ApprovalRequest) -> Reopening:
    reopening = Reopening.objects.select_for_update().get(pk=target.id)
    reopening.state = state
    reopening.decided_by_id = actor.member_id
    reopening.decided_at = approval.decided_at
    reopening.decision_note = approval.reason[:500]
    reopening.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    return reopening


def _agreed(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    """Open the period. The database notes on the reopening where the ledger stood, and refuses what nobody agreed to."""
    reopening = _decided(Reopening.State.AGREED, actor, target, approval)
    period = Period.objects.select_for_update().get(pk=reopening.period_id)
    if period.state == Period.State.LOCKED:
        raise PeriodLocked(
            f"{period} has been locked meanwhile, so it is never reopened.",
            next_step="Refuse the request; the correction is dated in an open period.",
        )
    period.state = Period.State.OPEN
    period.save(update_fields=["state"])


def _refused(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    _decided(Reopening.State.REFUSED, actor, target, approval)


def _withdrawn(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    _decided(Reopening.State.WITHDRAWN, actor, target, approval)


def register() -> None:
    """Offer the kernel this kind of decision."""
    approval_kind(
        KIND,
        label="Reopening of a period",
        approve_permission="finance.approve_reopening",
        approved=_agreed,
        rejected=_refused,
        withdrawn=_withdrawn,
    )
