"""Opaque references: what a URL shows instead of an id, so that volume cannot be read from it."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread: no 0, o, 1, i, l
LENGTH = 12  # 59 bits


def new_reference() -> str:
    """Twelve characters that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_references(count: int) -> list[str]:
    """Many at once, from one call for random bytes: for rows written in bulk."""
    letters = ""
    fair = len(ALPHABET) * (256 // len(ALPHABET))  # bytes above would favour the first letters
    while len(letters) < count * LENGTH:
        letters += "".join(
            ALPHABET[b % len(ALPHABET)] for b in secrets.token_bytes(count * LENGTH + 64) if b < fair
        )
    return [letters[i : i + LENGTH] for i in range(0, count * LENGTH, LENGTH)]
