"""Links that let a person set a password: at the invitation, and to start again when password or codes are lost.

A link is built from SERVICE_URL, works once (setting the password, or signing in meanwhile, uses it up), for
PASSWORD_RESET_TIMEOUT seconds and for its own purpose alone. Starting again also removes the person's authenticator app,
passkeys and recovery codes, so that a role which asks for a second factor has it set up anew.

One identity may work for several authorities, so an administrator of one must not come by its sign-in: a link is put
into an administrator's hands only for a person of theirs alone, and starting again is not theirs to offer for others.
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
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36


class Purpose(StrEnum):
    INVITATION = "i"
    START_AGAIN = "a"


class _Tokens(PasswordResetTokenGenerator):
    def __init__(self, purpose: Purpose) -> None:
        super().__init__()
        self.key_salt = f"backoffice.sign_in_link.{purpose.name}"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        """Made for where the person works now: a link from before somebody else took them on opens nothing."""
        places = (
            apps.get_model("tenants.Membership")
            ._default_manager.filter(user=user)
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


def link_for(identity: UUID, purpose: Purpose) -> str:
    """A new link for the person."""
    user = get_user_model()._default_manager.get(identity=identity)
    token = f"{purpose}-{int_to_base36(user.pk)}-{_Tokens(purpose).make_token(user)}"
    return f"{settings.SERVICE_URL}{reverse('set_password', args=[token])}"


def holder_of(token: str) -> LinkHolder | None:
    """Whom the link is for; None for one that no longer works, or never did."""
    letter, _, rest = token.partition("-")
    number, _, secret = rest.partition("-")
    try:
        purpose, pk = Purpose(letter), base36_to_int(number)
    except ValueError:
        return None
    user = get_user_model()._default_manager.filter(pk=pk, is_active=True).first()
    if user is None or not _Tokens(purpose).check_token(user, secret):
        return None
    return LinkHolder(user, purpose)


def use_link(holder: LinkHolder, password: str) -> None:
    """Set the password, end every session of the person and, to start again, remove all second factors."""
    user = holder.user
    with transaction.atomic(using="portal"):
        user.set_password(password)
        user.save(update_fields=["password"])
        if holder.purpose is Purpose.START_AGAIN:
            Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def has_signed_in(identity: UUID) -> bool:
    """Whether the person can sign in already: a password was set, or their directory vouches for them."""
    user = get_user_model()._default_manager.get(identity=identity)
    return bool(user.has_usable_password() or user.last_login)


def belongs_to(identity: UUID, slug: str) -> bool:
    """Whether the person works for this authority alone and does not look after the service."""
    user = get_user_model()._default_manager.get(identity=identity)
    elsewhere = (
        apps.get_model("tenants.Membership")
        ._default_manager.filter(user=user)
        .exclude(authority__slug=slug)
        .exclude(state="left")
        .exists()
    )
    return not (elsewhere or user.is_service_administrator)
