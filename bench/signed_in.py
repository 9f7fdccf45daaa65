"""A browser's session in this process, signed in as a sign-in with password and second factor leaves it."""

from __future__ import annotations

from django.test import Client

from backoffice.tenancy.signed_in import CONFIRMED, SECOND_FACTOR, mark
from tenants.models import User


def client(email: str) -> Client:
    user = User.objects.get(email=email)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    mark(session, user.pk, CONFIRMED, SECOND_FACTOR)
    session.save()
    return browser
