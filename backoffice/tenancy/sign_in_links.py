"""Links that let a person set a password: at the invitation, and to start again when password or codes are lost.

A link is built from SERVICE_URL, works once (setting the password, or signing in meanwhile, uses it up), for
PASSWORD_RESET_TIMEOUT seconds and for its own purpose alone. Starting again also removes the person's authenticator app,
passkeys and recovery codes, so that a role which asks for a second factor has it set up anew.

One identity may work for several authorities, so an administrator of one must not come by its sign-in: a link is put
into an administrator's hands only for a person of theirs alone, and starting again is not theirs to offer for others.
Whoever held a link may be the one who used it. A sign-in made by it is unproven, and no other authority takes it on,
until a link that reached the person alone, by mail or from those who run the service, has been used to start again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36


class Purpose(StrEnum):
    INVITATION = "i"
    START_AGAIN = "a"


class Hands(StrEnum):
    """Through whose hands a link goes: whether using it proves that the address is the person's."""

    PERSON = "p"  # theirs alone, by mail or from those who run the service
    ADMINISTRATOR = "h"


class _Tokens(PasswordResetTokenGenerator):
    def __init__(self, purpose: Purpose, hands: Hands) -> None:
        super().__init__()
        self.key_salt = f"backoffice.sign_in_link.{purpose.name}.{hands.name}"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        """Made for where the person works now: a link from before somebody else took them on opens nothing."""
        places = (
            _places(user)
            .exclude(state="left")
            .order_by("authority_id")
            .values_list("authority_id", flat=True)
        )
        made_for = f"{list(places)}{user.is_service_administrator}"
        return f"{super()._make_hash_value(user, timestamp)}{made_for}"


@dataclass(frozen=True, slots=True)
class LinkHolder:
    """Whom a link is for, and what for."""

    user: Any
    purpose: Purpose
    hands: Hands
    token: str


def link_for(identity: UUID, purpose: Purpose, hands: Hands = Hands.PERSON) -> str:
    """A new link for the person."""
    user = get_user_model()._default_manager.get(identity=identity)
    token = f"{purpose}{hands}-{int_to_base36(user.pk)}-{_Tokens(purpose, hands).make_token(user)}"
    return f"{settings.SERVICE_URL}{reverse('set_password', args=[token])}"


def holder_of(token: str) -> LinkHolder | None:
    """Whom the link is for; None for one that no longer works, or never did."""
    letters, _, rest = token.partition("-")
    number, _, secret = rest.partition("-")
    try:
        purpose, hands, pk = Purpose(letters[:1]), Hands(letters[1:]), base36_to_int(number)
    except ValueError:
        return None
    user = get_user_model()._default_manager.filter(pk=pk, is_active=True).first()
    if user is None or not _Tokens(purpose, hands).check_token(user, secret):
        return None
    if hands is Hands.ADMINISTRATOR and _places(user).count() > 1:
        return None
    return LinkHolder(user, purpose, hands, token)


def use_link(holder: LinkHolder, password: str) -> bool:
    """Set the password, end every session of the person and, to start again, remove all second factors.

    Links made before stop working with the old password. False, and nothing done, where the link has stopped working
    meanwhile: an invitation of another authority waits for us, or we for it.
    """
    users = get_user_model()._default_manager
    with transaction.atomic(using="portal"):
        user = users.select_for_update().get(pk=holder.user.pk)
        if holder_of(holder.token) is None:
            return False
        user.set_password(password)
        user.is_unproven = holder.hands is Hands.ADMINISTRATOR
        user.save(update_fields=["password", "is_unproven"])
        if holder.purpose is Purpose.START_AGAIN:
            Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return True


def _places(user: Any) -> QuerySet[Any]:
    """Every membership of the person, those that have ended too: they may be let back in with the sign-in they have."""
    return apps.get_model("tenants.Membership")._default_manager.filter(user=user)


def has_signed_in(identity: UUID) -> bool:
    """Whether the person can sign in already: a password was set, or their directory vouches for them."""
    user = get_user_model()._default_manager.get(identity=identity)
    return bool(user.has_usable_password() or user.last_login)


def belongs_to(identity: UUID, slug: str) -> bool:
    """Whether the person works, and ever worked, for this authority alone and does not look after the service."""
    user = get_user_model()._default_manager.get(identity=identity)
    elsewhere = _places(user).exclude(authority__slug=slug).exists()
    return not (elsewhere or user.is_service_administrator)
