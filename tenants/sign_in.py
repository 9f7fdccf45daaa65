"""How people sign in: what allauth asks of us.

Nobody signs up. An identity comes into being by an invitation; OpenID Connect links to an invited identity by its
verified address and never makes one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from backoffice.tenancy.mail import mail_is_configured
from backoffice.tenancy.signed_in import confirmed_lately
from tenants.models import User

WRONG_CODE = "That code is not right, or is no longer valid. Enter the code shown now, or a recovery code not used yet."


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address and password; no sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This sign-in has been closed. Ask your authority's administrator.",
        "email_password_mismatch": "The email address or the password is not right. Check both and try again.",
        "enter_current_password": "That is not your current password.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That is not your password.",
        "invalid_password_reset": "This link no longer works.",
        "too_many_login_attempts": "Too many wrong attempts. Wait five minutes and try again.",
        "rate_limited": "Too many attempts. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """After signing in, only to a page of the host one is on."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in is not asked again at once."""
        return not confirmed_lately(self.request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links in mail are built from the configured address, never from the request's Host header."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.SERVICE_URL}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves where no mail server is configured; nothing is sent to addresses we do not know."""
        if mail_is_configured() and template_prefix != "account/email/unknown_account":
            super().send_mail(template_prefix, email, context | {"service_url": settings.SERVICE_URL})


class MfaAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery codes are stored encrypted; a passkey belongs to the service's one domain."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "Your role asks for a second factor. Set up another one before removing this.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def _cipher(self) -> Fernet:
        key = hashlib.sha256(b"mfa:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.SERVICE_DOMAIN, "name": settings.PRODUCT_NAME}


class OpenIdConnectAdapter(DefaultSocialAccountAdapter):
    """An authority's own directory (Microsoft Entra ID) vouches for a person we have invited."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link a first sign-in to the invited identity with the same address; refuse any other.

        The address counts only where the configuration trusts the directory for its domain (`settings:
        {"email_domains": [...]}`), whatever the directory says: an authority runs its own, and could claim that
        another authority's address is verified.
        """
        if sociallogin.is_existing:
            return
        user = User.objects.filter(email__in=self._vouched_for(sociallogin), is_active=True).first()
        if user is None:
            messages.error(
                request,
                "No invitation was found for this account. Ask your authority's administrator to invite you.",
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)

    def _vouched_for(self, sociallogin: Any) -> set[str]:
        domains = {domain.lower() for domain in sociallogin.provider.app.settings.get("email_domains", [])}
        addresses: list[EmailAddress] = sociallogin.email_addresses
        return {
            address.email.lower()
            for address in addresses
            if address.email.rpartition("@")[2].lower() in domains
        }

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        messages.error(request, "Signing in there did not work. Try again, or sign in with your password.")
        raise ImmediateHttpResponse(redirect(reverse("account_login")))
