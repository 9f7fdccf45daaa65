"""Which login reads and writes a model: the portal's for identities and sign-in, the authority's for the rest."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

PORTAL_ALIAS = "portal"


@cache
def portal_labels() -> frozenset[str]:
    """Labels of the apps whose tables stand in the public schema."""
    shared = set(settings.SHARED_APPS)
    return frozenset(
        {config.label for config in apps.get_app_configs() if config.name in shared} | {"django_cache"}
    )


class PortalRouter:
    """Sends shared apps to `portal`; everything else stays on `default`, the authority. Nothing is migrated here."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return PORTAL_ALIAS if model._meta.app_label in portal_labels() else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False
