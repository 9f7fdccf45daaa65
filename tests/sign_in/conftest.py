from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from tenants.models import User
from tests.conftest import AuthorityClient

PASSWORD = "three-random-words-here"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _no_limits_left(db: None) -> None:
    cache.clear()


def code_of(secret: str = SECRET) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.fixture
def password_of() -> Callable[[Any], User]:
    """Give a member of the cast a password; returns the user behind them."""

    def give(cast: Any, password: str = PASSWORD) -> User:
        user = User.objects.get(identity=cast.identity)
        user.set_password(password)
        user.save(update_fields=["password"])
        return user

    return give


@pytest.fixture
def totp_of() -> Callable[[User], TOTP]:
    def give(user: User) -> TOTP:
        return TOTP.activate(user, SECRET)

    return give


@pytest.fixture
def browser(db: None) -> Client:
    """A browser nobody is signed in with."""
    return AuthorityClient()
