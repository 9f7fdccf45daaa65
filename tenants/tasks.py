"""What only the provisioner does: its queue is worked on by no other worker."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

QUEUE = "provisioner"


@shared_task(name="tenants.provision", acks_late=True, ignore_result=True)
def provision(
    *,
    slug: str,
    name: str,
    functions: list[str],
    administrator_email: str = "",
    administrator_name: str = "",
    **_: object,  # newer callers
) -> None:
    """Bring an authority in, and invite its first administrator. Delivered twice it does no harm."""
    from tenants.services import bring_in_authority
    from tenants.services.first_administrator import invite_first_administrator

    assert getattr(settings, "PROVISIONER", False), "only the provisioner has the logins for this"
    bring_in_authority(slug=slug, name=name, functions=functions)
    if administrator_email:
        invite_first_administrator(
            slug=slug, email=administrator_email, name=administrator_name or administrator_email
        )
