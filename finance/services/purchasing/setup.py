"""Categories, approval limits and delegations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.actor import Actor
from backoffice.errors import NotAllowed, Refused
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES
from finance.models import Account, ApprovalLimit, Category, CostCentre, Delegation, VatCode

LONGEST_DELEGATION = 366  # days


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """What a category is. `over_receipt_basis_points`: how much more than ordered may be received, 10000 is all again."""

    code: str
    name: str
    account: Account | None = None
    vat_code: VatCode | None = None
    over_receipt_basis_points: int = 0
    is_closed: bool = False


@service(permission="finance.change_purchasing_rules")
def put_categories(*, actor: Actor, rows: Sequence[CategoryFacts]) -> dict[str, int]:
    """Add or change categories, by code. Their codes never change; they are closed, never deleted."""
    counts = {"added": 0, "changed": 0}
    known = {
        each.code: each
        for each in Category.objects.select_for_update().filter(code__in=[r.code for r in rows])
    }
    for row in rows:
        category = known.get(row.code) or Category(code=row.code)
        is_new = category.pk is None
        before = [getattr(category, name) for name in CATEGORY_FIELDS]
        for name in CATEGORY_FIELDS:
            setattr(category, name, getattr(row, name))
        if is_new or before != [getattr(category, name) for name in CATEGORY_FIELDS]:
            category.save()
            counts["added" if is_new else "changed"] += 1
    return counts


CATEGORY_FIELDS = ("name", "account", "vat_code", "over_receipt_basis_points", "is_closed")


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """How much a member, or everybody with a role, approves, for a part of the tree and a category, or all."""

    limit_pence: int
    starts_on: date
    member: Member | None = None
    role: str = ""
    cost_centre: CostCentre | None = None
    category: Category | None = None
    ends_before: date | None = None


@service(permission="finance.change_purchasing_rules")
def add_limit(*, actor: Actor, facts: LimitFacts) -> ApprovalLimit:
    """Give an approval limit; one that is there already is not added twice. Nobody gives one to themselves or their role."""
    if (facts.member is not None and facts.member.pk == actor.member_id) or (
        facts.role and Member.objects.filter(pk=actor.member_id, roles__contains=[facts.role]).exists()
    ):
        raise NotAllowed(
            "You cannot give yourself an approval limit.",
            next_step="Ask a colleague who keeps the purchasing rules.",
            code="limit_your_own",
        )
    if facts.role and facts.role not in ROLES:
        raise Refused(f"There is no role {facts.role}.", where="role", code="role_unknown")
    if (facts.member is None) == (not facts.role):
        raise Refused(
            "Choose a person or a role.",
            where="member",
            next_step="Give one of the two.",
            code="limit_of_whom",
        )
    values = {name: getattr(facts, name) for name in LimitFacts.__dataclass_fields__}
    existing = ApprovalLimit.objects.filter(**values).first()
    return existing or ApprovalLimit.objects.create(**values)


@service(permission="finance.change_purchasing_rules")
def put_limits(*, actor: Actor, rows: Sequence[LimitFacts]) -> dict[str, int]:
    """Give many approval limits, as a file has them."""
    before = ApprovalLimit.objects.count()
    for row in rows:
        add_limit(actor=actor, facts=row)
    return {"added": ApprovalLimit.objects.count() - before}


@service(permission="finance.change_purchasing_rules")
def end_limit(*, actor: Actor, limit: ApprovalLimit, ends_before: date) -> ApprovalLimit:
    """Let a limit end; decisions taken on it stay."""
    limit = lock(limit)
    new_end = max(ends_before, limit.starts_on + timedelta(days=1))
    limit.ends_before = min(new_end, limit.ends_before or new_end)  # ended is ended: no way to give it again
    limit.save(update_fields=["ends_before"])
    return limit


@service(permission="finance.approve_requisition")
def delegate(
    *, actor: Actor, to_member: Member, starts_on: date, ends_on: date, reason: str, today: date
) -> Delegation:
    """Let somebody approve within the actor's limits while they are away. `ends_on` is the last day.

    The one who stands in approves nothing of their own and nothing of the absent person's.
    """
    return _delegate(actor, actor.member_id, to_member, starts_on, ends_on, reason, today)


@service(permission="finance.change_purchasing_rules")
def delegate_for(
    *,
    actor: Actor,
    from_member: Member,
    to_member: Member,
    starts_on: date,
    ends_on: date,
    reason: str,
    today: date,
) -> Delegation:
    """Cover for somebody who is away and did not say so before. Nobody makes themselves the one who stands in."""
    if to_member.pk == actor.member_id:
        raise NotAllowed(
            "You cannot make yourself the one who stands in.",
            next_step="Choose somebody else, or ask a colleague.",
            code="delegation_to_oneself",
        )
    return _delegate(actor, from_member.pk, to_member, starts_on, ends_on, reason, today)


@service(permission=None)
def end_delegation(*, actor: Actor, delegation: Delegation, today: date) -> Delegation:
    """End a delegation after today, as the one who gave it or as keeper of the purchasing rules.

    No permission of its own: whoever delegates may always take it back.
    """
    if delegation.from_member_id != actor.member_id:
        actor.require("finance.change_purchasing_rules")
    delegation = lock(delegation)
    delegation.ends_before = min(
        delegation.ends_before, max(today + timedelta(days=1), delegation.starts_on + timedelta(days=1))
    )
    delegation.save(update_fields=["ends_before"])
    return delegation


def _delegate(
    actor: Actor, from_id: int, to_member: Member, starts_on: date, ends_on: date, reason: str, today: date
) -> Delegation:
    if to_member.pk == from_id:
        raise Refused("Choose another person to stand in.", where="to_member", code="delegation_to_another")
    if ends_on < starts_on:
        raise Refused("The last day is before the first.", where="ends_on", code="delegation_dates")
    if ends_on < today or ends_on > starts_on + timedelta(days=LONGEST_DELEGATION):
        raise Refused(
            "A delegation ends today or later and lasts a year at most.",
            where="ends_on",
            next_step="Give the last day of the absence.",
            code="delegation_dates",
        )
    if not reason.strip():
        raise Refused("Say why, such as annual leave.", where="reason", code="reason_required")
    return Delegation.objects.create(
        from_member_id=from_id,
        to_member=to_member,
        starts_on=starts_on,
        ends_before=ends_on + timedelta(days=1),
        reason=reason.strip(),
        made_by_id=actor.member_id,
    )
