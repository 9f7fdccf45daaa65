"""Who may approve what: limits, delegations, and who could do it instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import permissions_of
from finance.models import ApprovalLimit, CostCentre, Delegation
from finance.permissions import SEES_PURCHASING
from finance.queries.budgets import centres_held_by, visible_centres

APPROVES = "finance.approve_requisition"
OF_HELD_CENTRES = "budget_holder"  # a limit of this role counts for the cost centres a member holds
Part = tuple[int, int | None]  # cost centre and category of a line


@dataclass(frozen=True, slots=True)
class Held:
    """What of a limit is the member's own: up to how much, and where it comes from."""

    limit_pence: int | None
    through: Delegation | None = None


@dataclass
class Limits:
    """Everything that decides who may approve on one day. Four queries, one more for each budget holder asked about."""

    on: date
    parents: dict[int, int | None] = field(default_factory=dict)
    limits: list[ApprovalLimit] = field(default_factory=list)
    delegations: dict[int, list[Delegation]] = field(default_factory=lambda: defaultdict(list))
    members: dict[int, Member] = field(default_factory=dict)
    _held: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        in_force = Q(starts_on__lte=self.on) & (Q(ends_before__isnull=True) | Q(ends_before__gt=self.on))
        self.parents = dict(CostCentre.objects.values_list("id", "parent_id"))
        self.limits = list(ApprovalLimit.objects.filter(in_force).order_by("id"))
        for each in Delegation.objects.filter(in_force).select_related("from_member").order_by("id"):
            self.delegations[each.to_member_id].append(each)
        self.members = {
            m.pk: m
            for m in Member.objects.filter(state=Member.State.ACTIVE).order_by("name", "id")
            if APPROVES in permissions_of(m.roles) or "finance.approve_invoice" in permissions_of(m.roles)
        }

    def limit_of(self, member_id: int, part: Part) -> int | None:
        """The most the member approves of one cost centre and category; None where no limit is theirs."""
        member = self.members.get(member_id)
        if member is None:
            return None
        found = [
            limit.limit_pence
            for limit in self.limits
            if (limit.member_id == member_id or (limit.role and limit.role in member.roles))
            and (limit.category_id is None or limit.category_id == part[1])
            and (limit.cost_centre_id is None or self._lies_below(part[0], limit.cost_centre_id))
            and (limit.role != OF_HELD_CENTRES or part[0] in self._held_by(member_id))
        ]
        return max(found, default=None)

    def whole_limit_of(self, member_id: int, parts: Iterable[Part]) -> int | None:
        """The least of the limits of all parts: a document is approved whole or not at all."""
        found = [self.limit_of(member_id, part) for part in parts]
        known = [limit for limit in found if limit is not None]
        return min(known) if known and len(known) == len(found) else None

    def held_by(self, member_id: int, parts: Iterable[Part], makers: frozenset[int]) -> Held:
        """The member's own limit, or a higher one of somebody they stand in for who has not made it."""
        parts = list(parts)
        best = Held(self.whole_limit_of(member_id, parts))
        for each in self.delegations.get(member_id, []):
            if each.from_member_id in makers:
                continue
            theirs = self.whole_limit_of(each.from_member_id, parts)
            if theirs is not None and (best.limit_pence is None or theirs > best.limit_pence):
                best = Held(theirs, each)
        return best

    def who_may(self, amount_pence: int, parts: Iterable[Part], makers: frozenset[int]) -> list[Member]:
        """Members who could approve it, by name: within their limits or standing in, and not their own work."""
        parts = list(parts)
        found = []
        for member_id, member in self.members.items():
            if member_id in makers:
                continue
            limit = self.held_by(member_id, parts, makers).limit_pence
            if limit is not None and limit >= amount_pence:
                found.append(member)
        return found

    def _lies_below(self, centre_id: int | None, above_id: int) -> bool:
        while centre_id is not None:
            if centre_id == above_id:
                return True
            centre_id = self.parents.get(centre_id)
        return False

    def _held_by(self, member_id: int) -> set[int]:
        if member_id not in self._held:
            self._held[member_id] = centres_held_by(member_id, self.on)
        return self._held[member_id]


def purchasing_centres(*, viewer: Actor, on: date) -> set[int] | None:
    """Cost centres whose requisitions and orders the viewer sees; None for all.

    Those one holds, those of whom one stands in for, and those a limit in one's own name is for.
    """
    seen = visible_centres(viewer, on)
    if seen is None:
        return None
    if not viewer.can("finance.view_purchasing"):
        return set()
    in_force = Q(starts_on__lte=on) & (Q(ends_before__isnull=True) | Q(ends_before__gt=on))
    people = [viewer.member_id]
    for each in Delegation.objects.filter(in_force, to_member_id=viewer.member_id).order_by("id"):
        seen = seen | centres_held_by(each.from_member_id, on)
        people.append(each.from_member_id)
    own = list(
        ApprovalLimit.objects.filter(in_force, member_id__in=people).values_list("cost_centre_id", flat=True)
    )
    if None in own:
        return None
    if own:
        parents = dict(CostCentre.objects.values_list("id", "parent_id"))
        below = set(own)
        for centre_id in parents:
            at: int | None = centre_id
            while at is not None:
                if at in below:
                    seen.add(centre_id)
                    break
                at = parents[at]
    return seen


def limits_for(*, viewer: Actor) -> QuerySet[ApprovalLimit]:
    """Every approval limit: whoever buys may know who can approve."""
    found = ApprovalLimit.objects.select_related("member", "cost_centre", "category")
    return found if viewer.may(SEES_PURCHASING) else found.none()


def limit_for(*, viewer: Actor, reference: str) -> ApprovalLimit:
    """One of them, or `Missing`."""
    found = limits_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such approval limit.", next_step="Choose one from the list.")
    return found


def delegations_for(*, viewer: Actor) -> QuerySet[Delegation]:
    """Who stands in for whom; without `finance.view`, what one gave or holds."""
    found = Delegation.objects.select_related("from_member", "to_member")
    if viewer.can("finance.view"):
        return found
    mine = Q(from_member_id=viewer.member_id) | Q(to_member_id=viewer.member_id)
    return found.filter(mine) if viewer.can("finance.view_purchasing") else found.none()


def delegation_for(*, viewer: Actor, reference: str) -> Delegation:
    """One of them; `Missing`, too, if it is not the viewer's to see."""
    found = delegations_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such delegation.", next_step="Choose one from the list.")
    return found
