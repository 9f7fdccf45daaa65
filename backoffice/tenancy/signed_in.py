"""What a session has proved about the person: when they signed in, when they last showed that it is them, and whether
with a second factor (authenticator app, passkey or recovery code).

Written by allauth's signals, bound to the user, so that nothing proved by one person counts for another in the same
session. The session gets a new key at each of these steps.
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
CONFIRMED = "confirmed"
SECOND_FACTOR = "second_factor"


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether the person has shown within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds that it is them."""
    at, limit = _when(request, CONFIRMED), int(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    return at is not None and time.time() - at < limit


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was signed in with a second factor."""
    return _when(request, SECOND_FACTOR) is not None


def has_second_factor(user: Any) -> bool:
    """Whether the person has set up an authenticator app or a passkey."""
    return bool(
        Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    )


def mark(session: Any, user_id: int, *names: str, at: float | None = None) -> None:
    """Write down that the person has proved something now."""
    for name in names:
        session[name] = {"user": user_id, "at": time.time() if at is None else at}


def _when(request: HttpRequest, name: str) -> float | None:
    kept = request.session.get(name)
    if not isinstance(kept, dict) or kept.get("user") != request.user.pk:
        return None
    return float(kept["at"])


def rotate(request: HttpRequest) -> None:
    """A new session key: one known from before is worth nothing after. The list of sessions follows."""
    old = request.session.session_key
    request.session.cycle_key()
    if old:
        UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


@receiver(user_logged_in, dispatch_uid="tenancy.signed_in")
def _signed_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    now = int(time.time())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now


@receiver(authentication_step_completed, dispatch_uid="tenancy.step")
def _step(request: HttpRequest, user: Any, method: str, **kwargs: Any) -> None:
    mark(request.session, user.pk, CONFIRMED)
    if method == "mfa":
        mark(request.session, user.pk, SECOND_FACTOR)
    if request.user.is_authenticated:
        rotate(request)


@receiver(post_save, sender=Authenticator, dispatch_uid="tenancy.authenticator")
def _authenticator_added(instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Setting one up shows that it works. (allauth's own signal comes after the commit of a transaction that is not
    the one which saves the session.)"""
    request = context.request
    if not created or instance.type == Authenticator.Type.RECOVERY_CODES or request is None:
        return
    if request.user.is_authenticated and request.user.pk == instance.user_id:
        mark(request.session, request.user.pk, CONFIRMED, SECOND_FACTOR)
        rotate(request)
