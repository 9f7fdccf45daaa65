"""Permissions: those about members, and the way to all of them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

PERMISSIONS = {
    "members.view": "See who works here and in which roles.",
    "members.change": "Invite people, change their roles, suspend them and have their sign-in reset.",
}


def all_permissions() -> dict[str, str]:
    """Every permission there is with its sentence, from each app's `permissions.py`."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.permissions"):
            found |= getattr(import_module(f"{config.name}.permissions"), "PERMISSIONS", {})
    return found
