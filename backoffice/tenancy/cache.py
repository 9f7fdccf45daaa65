"""Cache keys carry the authority, so that the same key in two authorities is two entries."""

from __future__ import annotations

from backoffice.tenancy.current import current_schema


def authority_key(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of every cache. Outside any authority the service's own keys."""
    return f"{current_schema() or 'service'}:{key_prefix}:{version}:{key}"
