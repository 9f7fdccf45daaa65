"""Which authorities there are, as the portal's login reads it. Kept for a few seconds in each process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings

from backoffice.tenancy.names import BadName, role_for


class UnknownAuthority(Exception):
    """No such authority, or none that is served now. Nothing has been asked of any database in its name."""


@dataclass(frozen=True, slots=True)
class AuthorityInfo:
    """An authority as pages and workers see it. `functions` are those it has taken; `server` is where it stands."""

    slug: str
    name: str
    functions: tuple[str, ...]
    server: str = ""

    @property
    def url(self) -> str:
        """Where its pages begin."""
        return f"/{self.slug}/"

    def __str__(self) -> str:
        return self.name


_known: dict[str, tuple[float, AuthorityInfo]] = {}  # by slug; only what exists is kept


def served() -> Any:
    """Authorities that work now, as a queryset of the portal's."""
    return apps.get_model("tenants.Authority")._default_manager.filter(state="active")


def authority_named(slug: str) -> AuthorityInfo:
    """The authority; raises `UnknownAuthority`. One portal query at most every AUTHORITY_SECONDS a process."""
    kept = _known.get(slug)
    if kept and time.monotonic() < kept[0]:
        return kept[1]
    _known.pop(slug, None)
    try:
        schema = role_for(slug)
    except BadName as error:
        raise UnknownAuthority(f"There is no authority {slug!r}.") from error
    row = served().filter(schema_name=schema).values("slug", "name", "functions", "server").first()
    if row is None:
        raise UnknownAuthority(f"There is no authority {slug!r}.")
    found = AuthorityInfo(row["slug"], row["name"], tuple(row["functions"]), row["server"])
    _known[slug] = (time.monotonic() + settings.AUTHORITY_SECONDS, found)
    return found


def forget_authorities() -> None:
    """Read them again at the next question; after a change made here."""
    _known.clear()
