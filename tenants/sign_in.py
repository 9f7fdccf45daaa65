"""How people sign in: what allauth asks of us.

Nobody signs up. An identity comes into being by an invitation; OpenID Connect links to an invited identity by its
verified address and never makes one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from tenants.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address and password; no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mail are built from the configured address, never from the request's Host header."""
        path = super().get_reset_password_from_key_url(key).split("://", 1)[-1].partition("/")[2]
        return f"{settings.SERVICE_URL}/{path}"


class MfaAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are stored encrypted; a passkey belongs to the service's one domain."""

    def _cipher(self) -> Fernet:
        key = hashlib.sha256(b"mfa:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.SERVICE_DOMAIN, "name": settings.PRODUCT_NAME}


class OpenIdConnectAdapter(DefaultSocialAccountAdapter):
    """An authority's own directory (Microsoft Entra ID) vouches for a person we have invited."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link a first sign-in to the invited identity with the same verified address; refuse any other."""
        if sociallogin.is_existing:
            return
        verified = {a.email.lower() for a in sociallogin.email_addresses if a.verified}
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            messages.error(
                request,
                "No invitation was found for this account. Ask your authority's administrator to invite you.",
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
