"""Codes that one function keeps and another uses, without the two knowing each other.

    register_lookup("finance.cost_centre", label="cost centre", search=search, exists=known_codes)

HR checks a post's cost centre with `unknown_codes("finance.cost_centre", codes)`; where no function offers the look-up, or
the authority has not taken that function, every code is accepted, because nobody can say which are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.current import require_slug


@dataclass(frozen=True, slots=True)
class Choice:
    """A code and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """`search(text, limit)` finds choices by code or name; `exists(codes)` gives those that are known, in one query."""

    name: str
    label: str
    search: Callable[[str, int], list[Choice]]
    exists: Callable[[set[str]], set[str]]


LOOKUPS: dict[str, Lookup] = {}


def register_lookup(
    name: str,
    *,
    label: str,
    search: Callable[[str, int], list[Choice]],
    exists: Callable[[set[str]], set[str]],
) -> None:
    """Offer codes to other functions."""
    LOOKUPS[name] = Lookup(name, label, search, exists)


def unknown_codes(name: str, codes: Iterable[str]) -> set[str]:
    """The codes that do not exist in the current authority. One query; none where nobody offers the look-up there."""
    wanted = {code for code in codes if code}
    lookup = LOOKUPS.get(name)
    if lookup is None or not wanted or not _offered(name):
        return set()
    return wanted - lookup.exists(wanted)


def search(name: str, text: str = "", limit: int = 1000) -> list[Choice]:
    """Choices for a form, by code; empty where nobody offers the look-up."""
    lookup = LOOKUPS.get(name)
    return lookup.search(text, limit) if lookup else []


def _offered(name: str) -> bool:
    """Whether the authority has taken the function that keeps the codes: the first part of the look-up's name."""
    return name.partition(".")[0] in authority_named(require_slug()).functions
