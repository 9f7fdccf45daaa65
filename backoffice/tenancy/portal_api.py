"""What an authority may do in the public schema: call these functions, which know it by its login.

Each is one call on the authority's own connection: part of its transaction, rolled back with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection


def _call(statement: str, values: list[Any]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row[0] if row else None


def enqueue(kind: str, ref: str, due_at: datetime | None = None) -> None:
    """Ask a worker to look at `ref` from `due_at` on (default: now). Asked twice it is one entry, the earlier due."""
    _call("SELECT api.enqueue(%s, %s, %s)", [kind, ref, due_at])


def done(kind: str, ref: str) -> None:
    """Nothing more to look at."""
    _call("SELECT api.done(%s, %s)", [kind, ref])


def invite(email: str, name: str, roles: Sequence[str]) -> UUID:
    """Make the person with this address a member; returns the identity, new or existing. Again: the roles are set."""
    found = _call("SELECT api.invite(%s, %s, %s::varchar[])", [email, name, list(roles)])
    return UUID(str(found))


def set_roles(identity: UUID, roles: Sequence[str]) -> None:
    """Replace the roles of one of this authority's members."""
    _call("SELECT api.set_roles(%s, %s::varchar[])", [identity, list(roles)])


def set_membership_state(identity: UUID, state: str) -> None:
    """active, suspended or left. From the next request on it counts."""
    _call("SELECT api.set_membership_state(%s, %s)", [identity, state])


def tell_waiting(identity: UUID, count: int) -> None:
    """How much waits here for the person, for the switcher."""
    _call("SELECT api.waiting(%s, %s)", [identity, count])
