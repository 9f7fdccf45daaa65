"""What only the provisioner does: its queue is worked on by no other worker."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

QUEUE = "provisioner"


@shared_task(name="tenants.provision", acks_late=True, ignore_result=True)
def provision(*, slug: str, name: str, functions: list[str], **_: object) -> None:  # **_: newer callers
    """Bring an authority in. Delivered twice it does no harm."""
    from tenants.services import bring_in_authority

    assert getattr(settings, "PROVISIONER", False), "only the provisioner has the logins for this"
    bring_in_authority(slug=slug, name=name, functions=functions)
