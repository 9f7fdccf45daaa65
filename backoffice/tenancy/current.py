"""Which authority this thread works for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import ProgrammingError, connection
from django.urls import get_urlconf, set_urlconf

from backoffice.tenancy.names import role_for, slug_for


class NoAuthority(ProgrammingError):
    """Something that belongs to an authority was asked for with none set. A bug, never a refusal."""


@dataclass(frozen=True, slots=True)
class Schema:
    """All that a connection needs to know of an authority."""

    schema_name: str

    def get_tenant_type(self) -> None:
        return None


@contextmanager
def in_authority(slug: str) -> Iterator[None]:
    """Work for the authority: its login, and addresses under its name. Nests; refuses to switch inside a transaction.

    Raises `BadName` for what cannot be an authority; whether it exists is found out by the first connection.
    """
    from backoffice.tenancy.urls import urlconf_for

    database: Any = connection
    before, urlconf = database.tenant, get_urlconf()
    database.set_tenant(Schema(role_for(slug)), include_public=False)
    set_urlconf(urlconf_for(slug))  # type: ignore[arg-type]
    try:
        yield
    finally:
        set_urlconf(urlconf)
        database.set_tenant(before, include_public=False)


def current_slug() -> str | None:
    """The slug of the current authority, or None."""
    schema = current_schema()
    return slug_for(schema) if schema else None


def current_schema() -> str | None:
    """The schema of the current authority, or None."""
    schema: str = connection.schema_name  # type: ignore[attr-defined]
    return None if schema == "public" else schema


def require_slug() -> str:
    """The slug of the current authority; raises `NoAuthority` where none is set."""
    slug = current_slug()
    if slug is None:
        raise NoAuthority("No authority is set.")
    return slug
