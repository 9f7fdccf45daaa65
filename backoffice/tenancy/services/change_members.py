"""Who works here, and in which roles. Membership (what sign-in asks) and member (what history points to) change together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import lock, service
from backoffice.tenancy import portal_api
from backoffice.tenancy.models import Member
from backoffice.tenancy.roles import ROLES

ADMINISTRATOR = "authority_administrator"


class AlreadyMember(Conflict):
    code = "already_member"


class RolesUnusable(Refused):
    code = "roles_unusable"


class OwnRoles(Refused):
    code = "own_roles"


class LastAdministrator(Refused):
    code = "last_administrator"


class NotInThatState(Conflict):
    code = "member_state"


@service(permission="members.change")
def invite(*, actor: Actor, name: str, email: str, roles: Sequence[str], today: date) -> Member:
    """Make a person a member with these roles. They sign in once they have used the link that `issue_link` makes."""
    roles = _known(roles)
    email = email.strip().lower()
    there = Member.objects.filter(email__iexact=email).first()
    if there is not None:
        raise AlreadyMember(
            f"{there.name} ({there.email}) is on the list already: {there.get_state_display().lower()}.",
            where="email",
            next_step="Open their page to change roles or to let them back in.",
        )
    identity = portal_api.invite(email, name.strip(), roles)
    return Member.objects.create(
        identity=identity, name=name.strip(), email=email, roles=roles, joined_on=today
    )


@service(permission="members.change")
def change_roles(*, actor: Actor, member: Member, roles: Sequence[str], reason: str) -> Member:
    """Replace a member's roles, from their next request on. Nobody gives themselves a role."""
    roles = _known(roles)
    member = lock(member)
    if member.pk == actor.member_id and set(roles) - set(member.roles):
        raise OwnRoles(
            "You cannot give yourself a role.", where="roles", next_step="Ask another administrator to do it."
        )
    if ADMINISTRATOR not in roles:
        _keep_an_administrator(member)
    member.roles = roles
    member.save(update_fields=["roles"])
    portal_api.set_roles(member.identity, roles)
    return member


@service(permission="members.change")
def suspend(*, actor: Actor, member: Member, reason: str) -> Member:
    """Shut a member out for now, from their next request on, tokens included. Roles stay."""
    return _to_state(member, Member.State.SUSPENDED, (Member.State.ACTIVE,))


@service(permission="members.change")
def restore(*, actor: Actor, member: Member, reason: str) -> Member:
    """Let a suspended member, or one who had left, back in with the roles they had."""
    return _to_state(member, Member.State.ACTIVE, (Member.State.SUSPENDED, Member.State.LEFT))


@service(permission="members.change")
def mark_left(*, actor: Actor, member: Member, reason: str, today: date) -> Member:
    """End a membership. The member stays in the history of what they did."""
    return _to_state(member, Member.State.LEFT, (Member.State.ACTIVE, Member.State.SUSPENDED), left_on=today)


def _to_state(
    member: Member, state: Member.State, from_states: tuple[Member.State, ...], *, left_on: date | None = None
) -> Member:
    member = lock(member)
    if member.state == state:
        return member
    if member.state not in from_states:
        raise NotInThatState(
            f"{member.name} is {member.get_state_display().lower()}.",
            next_step="Look at their page as it is now.",
        )
    if state != Member.State.ACTIVE:
        _keep_an_administrator(member)
    member.state, member.left_on = state, left_on
    member.save(update_fields=["state", "left_on"])
    portal_api.set_membership_state(member.identity, state)
    return member


def _known(roles: Sequence[str]) -> list[str]:
    if not roles or any(role not in ROLES for role in roles):
        raise RolesUnusable(
            "A member needs at least one of the roles.", where="roles", next_step="Choose what they do here."
        )
    return sorted(set(roles), key=list(ROLES).index)


def _keep_an_administrator(member: Member) -> None:
    """Refuse to take the last administrator away. Two at once wait for each other here."""
    if ADMINISTRATOR not in member.roles or member.state != Member.State.ACTIVE:
        return
    administrators = (
        Member.objects.select_for_update()
        .filter(state=Member.State.ACTIVE, roles__contains=[ADMINISTRATOR])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if list(administrators) == [member.pk]:
        raise LastAdministrator(
            f"{member.name} is the only administrator here; without one nobody could invite anybody.",
            next_step="Make somebody else an administrator first.",
        )
