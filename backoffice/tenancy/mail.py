"""Mail to people, where the service has a mail server."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail


def mail_is_configured() -> bool:
    """Whether mail leaves at all; without it links are shown to the administrator to hand over."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def mail(*, to: str, subject: str, text: str) -> None:
    """One plain message. Call it after the commit."""
    send_mail(f"{settings.PRODUCT_NAME}: {subject}", text, settings.DEFAULT_FROM_EMAIL, [to])
