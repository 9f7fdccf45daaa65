"""Approvals as their readers may see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from backoffice.actor import Actor
from backoffice.approvals.kinds import KINDS
from backoffice.approvals.models import ApprovalRequest, ApprovalState
from backoffice.errors import Missing
from backoffice.links import KINDS as LINK_KINDS
from backoffice.links import Link, may_follow


def approval_of(target: Link) -> ApprovalRequest | None:
    """The latest request for a record. The caller has checked that the viewer may see the record."""
    requests = ApprovalRequest.objects.filter(target_kind=target.kind, target_id=target.id)
    return requests.select_related("requested_by", "decided_by").order_by("-id").first()


def approvals_for(*, viewer: Actor) -> QuerySet[ApprovalRequest]:
    """Requests the viewer may decide by role or made themselves, and for `audit.view` those about what the viewer may
    open; the newest first."""
    kinds = [kind.code for kind in KINDS.values() if viewer.can(kind.approve_permission)]
    kinds = [code for code in kinds if not KINDS[code].in_own_lists]
    wanted = Q(kind__in=kinds) | Q(requested_by_id=viewer.member_id)
    if viewer.can("audit.view"):
        wanted |= Q(target_kind__in=[kind for kind in LINK_KINDS if may_follow(viewer, Link(kind, 0))])
    seen = ApprovalRequest.objects.filter(wanted)
    return seen.select_related("requested_by", "decided_by").order_by("-id")


def approval_for(*, viewer: Actor, reference: str) -> ApprovalRequest:
    """One request; `Missing`, too, if it is not for the viewer."""
    found = approvals_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such request.", next_step="Choose one from your list of work.")
    return found


def waiting_for(*, viewer: Actor) -> QuerySet[ApprovalRequest]:
    """Requests the viewer can decide now: not their own work."""
    kinds = [k.code for k in KINDS.values() if viewer.can(k.approve_permission) and not k.in_own_lists]
    return (
        ApprovalRequest.objects.filter(kind__in=kinds, state=ApprovalState.PENDING)
        .exclude(requested_by_id=viewer.member_id)
        .exclude(made_by__contains=[viewer.member_id])
        .select_related("requested_by")
        .order_by("requested_at", "id")
    )


def sent_by(*, viewer: Actor) -> QuerySet[ApprovalRequest]:
    """The viewer's own requests that nobody has decided yet."""
    elsewhere = [kind.code for kind in KINDS.values() if kind.in_own_lists]
    return (
        ApprovalRequest.objects.filter(requested_by_id=viewer.member_id, state=ApprovalState.PENDING)
        .exclude(kind__in=elsewhere)
        .select_related("requested_by")
        .order_by("requested_at", "id")
    )
