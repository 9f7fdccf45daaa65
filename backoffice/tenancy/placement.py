"""On which database server an authority stands, found from its name alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.names import slug_for


class UnknownServer(Exception):
    """An authority is placed on a server that AUTHORITY_SERVERS does not name."""


def server_of(role: str) -> dict[str, Any]:
    """Connection parameters that differ from the service's own server. Raises for an authority that is not known."""
    server = authority_named(slug_for(role)).server
    if not server:
        return {}
    try:
        return dict(settings.AUTHORITY_SERVERS[server])
    except KeyError:
        raise UnknownServer(f"AUTHORITY_SERVERS names no server {server!r}.") from None
