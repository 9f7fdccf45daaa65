"""Opaque references: what a URL shows instead of an id, so that volume cannot be read from it."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread: no 0, o, 1, i, l
LENGTH = 12  # 59 bits


def new_reference() -> str:
    """Twelve characters that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
