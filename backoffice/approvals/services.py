"""Ask for a decision, and decide."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.kinds import KINDS
from backoffice.approvals.models import DECIDED_STAYS, ApprovalRequest, ApprovalState
from backoffice.clock import LONDON
from backoffice.errors import Conflict, NotAllowed, Refused
from backoffice.links import Link
from backoffice.services import lock, service

SENTENCES = {
    DECIDED_STAYS: (
        "What has been decided stays decided.",
        "Ask for approval again if something has changed.",
    ),
}


class OwnWork(NotAllowed):
    code = "approval_own_work"


class AlreadyDecided(Conflict):
    code = "approval_already_decided"


class ReasonMissing(Refused):
    code = "approval_reason_missing"


@service(permission=None)
def request_approval(
    *, actor: Actor, kind: str, target: Link, summary: str, made_by: Iterable[int] = ()
) -> ApprovalRequest:
    """Ask for a decision. `made_by` are the members whose work it is; like the actor they may never decide.

    No permission of its own: asking is part of the service that needs the decision. Asked twice it is one request.
    """
    assert kind in KINDS, f"the approval kind {kind} is not registered"
    waiting = ApprovalRequest.objects.filter(
        kind=kind, target_kind=target.kind, target_id=target.id, state=ApprovalState.PENDING
    ).first()
    if waiting is not None:
        return waiting
    return ApprovalRequest.objects.create(
        kind=kind,
        target_kind=target.kind,
        target_id=target.id,
        summary=summary[:200],
        requested_by_id=actor.member_id,
        made_by=sorted(set(made_by)),
    )


@service(permission=None)
def approve(*, actor: Actor, approval: ApprovalRequest, reason: str = "") -> ApprovalRequest:
    """Say yes; what follows from it happens in the same transaction. The permission is the kind's."""
    return _decide(actor, approval, ApprovalState.APPROVED, reason)


@service(permission=None)
def reject(*, actor: Actor, approval: ApprovalRequest, reason: str) -> ApprovalRequest:
    """Say no, with the reason. The permission is the kind's."""
    if not reason.strip():
        raise ReasonMissing("No reason is given.", where="reason", next_step="Say what has to change.")
    return _decide(actor, approval, ApprovalState.REJECTED, reason)


@service(permission=None)
def withdraw(*, actor: Actor, approval: ApprovalRequest, reason: str = "") -> ApprovalRequest:
    """Take a request back, as the one who asked. Asked twice, nothing more happens."""
    approval = lock(approval)
    if approval.requested_by_id != actor.member_id:
        raise NotAllowed(
            f"{approval.requested_by.name} asked for this approval.",
            next_step="Ask them to withdraw it, or decide it.",
        )
    if approval.state == ApprovalState.WITHDRAWN:
        return approval
    _refuse_decided(approval)
    _write(actor, approval, ApprovalState.WITHDRAWN, reason)
    follow = KINDS[approval.kind].withdrawn
    if follow is not None:
        follow(actor=actor, target=approval.target, approval=approval)
    return approval


def _decide(actor: Actor, approval: ApprovalRequest, state: ApprovalState, reason: str) -> ApprovalRequest:
    kind = KINDS[approval.kind]
    actor.require(kind.approve_permission)
    approval = lock(approval)
    if approval.state == state and approval.decided_by_id == actor.member_id:
        return approval  # the same person asked twice
    _refuse_decided(approval)
    if actor.member_id == approval.requested_by_id or actor.member_id in approval.made_by:
        raise OwnWork(
            f"{approval.summary} is your own work, so another person has to decide.",
            next_step=f"Ask a colleague who may decide on {kind.label.lower()}.",
        )
    _write(actor, approval, state, reason)
    follow = kind.approved if state == ApprovalState.APPROVED else kind.rejected
    if follow is not None:
        follow(actor=actor, target=approval.target, approval=approval)
    return approval


def _refuse_decided(approval: ApprovalRequest) -> None:
    if approval.state == ApprovalState.PENDING:
        return
    assert approval.decided_by is not None and approval.decided_at is not None
    raise AlreadyDecided(
        f"{approval.summary} was {approval.get_state_display().lower()} by {approval.decided_by.name}"
        f" on {approval.decided_at.astimezone(LONDON):%d/%m/%Y at %H:%M}.",
        next_step="Nothing more has to be decided.",
    )


def _write(actor: Actor, approval: ApprovalRequest, state: ApprovalState, reason: str) -> None:
    approval.state, approval.reason = state, reason
    approval.decided_by_id, approval.decided_at = actor.member_id, timezone.now()
    approval.save(update_fields=["state", "reason", "decided_by", "decided_at"])
