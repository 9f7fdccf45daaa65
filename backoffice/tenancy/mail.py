"""Mail to people, where the service has a mail server."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage


def mail_is_configured() -> bool:
    """Whether mail leaves at all; without it links are shown to the administrator to hand over."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def mail(*, to: str, subject: str, text: str, attachments: Sequence[tuple[str, bytes, str]] = ()) -> None:
    """One plain message; attachments are name, content and media type. Call it after the commit."""
    message = EmailMessage(f"{settings.PRODUCT_NAME}: {subject}", text, settings.DEFAULT_FROM_EMAIL, [to])
    for name, content, media_type in attachments:
        message.attach(name, content, media_type)
    message.send()
