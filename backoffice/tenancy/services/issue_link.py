"""Have a link made for a member: to accept the invitation, or to start again with a new password and second factor."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.current import require_slug
from backoffice.tenancy.mail import mail, mail_is_configured
from backoffice.tenancy.models import Member
from backoffice.tenancy.sign_in_links import Hands, Purpose, belongs_to, has_signed_in, link_for


class NotYours(Refused):
    code = "sign_in_not_yours"


class NotActive(Refused):
    code = "member_not_active"


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link on its way. `link` is empty where the person can sign in as they are."""

    member: Member
    purpose: Purpose
    link: str
    by_mail: bool


@service(permission="members.change")
def issue_link(*, actor: Actor, member: Member, reason: str = "") -> IssuedLink:
    """Make the link the member needs now: the invitation's until they have signed in, then one to start again.

    Mailed to the member where mail is configured, never shown; otherwise shown once to the administrator, but only for
    a person who works for this authority alone (see backoffice.tenancy.sign_in_links). Call `deliver` after it.
    """
    member = lock(member)
    if member.state != Member.State.ACTIVE:
        raise NotActive(
            f"{member.name} is {member.get_state_display().lower()}.", next_step="Let them back in first."
        )
    purpose = Purpose.START_AGAIN if has_signed_in(member.identity) else Purpose.INVITATION
    by_mail = mail_is_configured()
    if not belongs_to(member.identity, require_slug()) and (purpose is Purpose.START_AGAIN or not by_mail):
        raise NotYours(
            f"A sign-in link for {member.name} cannot be made here.",
            next_step="They can ask for a new password on the sign-in page. For lost codes, or where no mail is sent, ask"
            " those who run the service.",
        )
    member.sign_in_link_at = timezone.now()
    member.save(update_fields=["sign_in_link_at"])
    hands = Hands.PERSON if by_mail else Hands.ADMINISTRATOR
    return IssuedLink(member, purpose, link_for(member.identity, purpose, hands), by_mail)


def deliver(issued: IssuedLink) -> None:
    """Mail the link, where it goes by mail; after the commit."""
    if not issued.by_mail:
        return
    here = authority_named(require_slug()).name
    if issued.purpose is Purpose.INVITATION:
        mail_invitation(email=issued.member.email, authority=here, link=issued.link)
        return
    what = (
        f"The administrator of {here} has had your sign-in reset. Choose a new password here; if you use codes or"
        " passkeys you set them up again afterwards:"
    )
    _mail_link(issued.member.email, "Set a new password", what, issued.link)


def mail_invitation(*, email: str, authority: str, link: str) -> None:
    """Mail the link with which somebody who has been given access to the authority chooses a password."""
    what = (
        f"You have been given access to {authority} in the {settings.PRODUCT_NAME}. Choose a password here:"
    )
    _mail_link(email, f"Your invitation to {authority}", what, link)


def _mail_link(email: str, subject: str, what: str, link: str) -> None:
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    text = (
        f"{what}\n\n{link}\n\nThe link works once, for {days} days. If you did not expect it, do not use it"
    )
    mail(to=email, subject=subject, text=f"{text} and tell your administrator.\n")
