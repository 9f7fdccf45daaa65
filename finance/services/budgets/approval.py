"""What follows from the decision about a budget."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.approvals.kinds import approval_kind
from backoffice.approvals.models import ApprovalRequest
from backoffice.links import Link
from backoffice.services import lock
from finance.models import BudgetVersion
from finance.services.budgets.versions import KIND


def _approved(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    version = lock(BudgetVersion.objects.get(pk=target.id))
    version.state = BudgetVersion.State.APPROVED
    version.approved_by_id = actor.member_id
    version.approved_at = approval.decided_at
    version.save(update_fields=["state", "approved_by", "approved_at"])


def _sent_back(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    version = lock(BudgetVersion.objects.get(pk=target.id))
    version.state = BudgetVersion.State.DRAFT
    version.save(update_fields=["state"])


def offer() -> None:
    """Make budgets something a second person decides on."""
    approval_kind(
        KIND,
        label="Budget",
        approve_permission="finance.approve_budgets",
        approved=_approved,
        rejected=_sent_back,
        withdrawn=_sent_back,
    )
