"""Where a person may work, and as whom: read afresh for each request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import OuterRef, Q, Subquery

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.tenancy.authorities import AuthorityInfo
from backoffice.tenancy.roles import permissions_of


@dataclass(frozen=True, slots=True)
class MembershipInfo:
    """One authority the person works for. `waiting`: how much waits there for them."""

    authority: AuthorityInfo
    roles: tuple[str, ...]
    waiting: int

    @property
    def slug(self) -> str:
        return self.authority.slug

    @property
    def name(self) -> str:
        return self.authority.name

    @property
    def url(self) -> str:
        return self.authority.url


def memberships_of(identity: UUID) -> list[MembershipInfo]:
    """Where the person may work today, by name, with what waits there. One portal query."""
    today = business_date()
    waiting = apps.get_model("tenants.Waiting")._default_manager.filter(
        identity=identity, authority=OuterRef("authority")
    )
    rows = (
        apps.get_model("tenants.Membership")
        ._default_manager.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=today),
            Q(ends_before__isnull=True) | Q(ends_before__gt=today),
            user__identity=identity,
            user__is_active=True,
            state="active",
            authority__state="active",
        )
        .annotate(waits=Subquery(waiting.values("count")[:1]))
        .order_by("authority__name", "authority__id")
        .values_list(
            "authority__slug",
            "authority__name",
            "authority__functions",
            "authority__server",
            "roles",
            "waits",
        )
    )
    return [
        MembershipInfo(AuthorityInfo(slug, name, tuple(functions), server), tuple(roles), waits or 0)
        for slug, name, functions, server, roles, waits in rows
    ]


def actor_of(
    identity: UUID, membership: MembershipInfo, *, via: str = "web", request_id: str = ""
) -> Actor | None:
    """The member behind the identity in the current authority; None where the authority has suspended them."""
    from backoffice.tenancy.models import Member

    member = Member.objects.filter(identity=identity, state=Member.State.ACTIVE).only("id", "name").first()
    if member is None:
        return None
    return Actor(
        authority=membership.slug,
        member_id=member.pk,
        identity=identity,
        name=member.name,
        permissions=permissions_of(membership.roles),
        via=via,
        request_id=request_id,
    )


def membership_in(identity: UUID, slug: str) -> MembershipInfo | None:
    """The person's place in one authority, if they have one today. One portal query."""
    return next((m for m in memberships_of(identity) if m.slug == slug), None)
