"""The first administrator of a new authority: named by whoever looks after the service, before anybody works there.

Nobody in the authority can invite yet, so the invitation comes from the service: by mail, or, where no mail is sent, shown
to the service administrator to hand over. That ends with the first sign-in: from then on the authority invites its own.
"""

from __future__ import annotations

import logging

from django.db.models import F

from backoffice.errors import Refused
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.models import Member
from backoffice.tenancy.services.issue_link import mail_invitation
from backoffice.tenancy.sign_in_links import Purpose, belongs_to, has_signed_in, link_for
from tenants.models import Authority, Membership, User
from tenants.services.bring_in_authority import add_first_member

ADMINISTRATOR = "authority_administrator"
log = logging.getLogger(__name__)


class InvitationOver(Refused):
    code = "first_invitation_over"


def invite_first_administrator(*, slug: str, email: str, name: str) -> None:
    """Make the person the authority's first member and mail the invitation. By the provisioner; again: nothing more."""
    with in_authority(slug):
        if Member.objects.exists():
            return
    identity = add_first_member(slug=slug, email=email, name=name, roles=[ADMINISTRATOR])
    if mail_is_configured() and not has_signed_in(identity):
        _mail(Authority.objects.get(slug=slug), User.objects.get(identity=identity))


def first_administrator(authority: Authority) -> User | None:
    """The first person who was made an administrator of the authority; None before that."""
    memberships = Membership.objects.filter(authority=authority, roles__contains=[ADMINISTRATOR])
    first = memberships.select_related("user").order_by(F("created_at"), "pk").first()
    return first.user if first else None


def invite_again(*, authority: Authority, by: User) -> str:
    """A new invitation for the first administrator: mailed, or returned to be handed over. Empty where it was mailed."""
    person = first_administrator(authority)
    if (
        person is None
        or authority.state != Authority.State.ACTIVE
        or has_signed_in(person.identity)
        or not belongs_to(person.identity, authority.slug)
    ):
        raise InvitationOver(
            f"{authority.name} has nobody who waits for a first invitation.",
            next_step="Its own administrators invite people and reset their sign-ins.",
        )
    log.info("first invitation made again", extra={"authority": authority.slug, "by": str(by.identity)})
    if mail_is_configured():
        _mail(authority, person)
        return ""
    return link_for(person.identity, Purpose.INVITATION)


def _mail(authority: Authority, person: User) -> None:
    link = link_for(person.identity, Purpose.INVITATION)
    mail_invitation(email=person.email, authority=authority.name, link=link)
