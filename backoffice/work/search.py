"""The search of the first bar: each function says how it finds its records, and for whom.

register_search("hr", "People", "hr.view_people", find_people)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backoffice.actor import Actor, Permission

SHORTEST = 2  # characters: one alone would find nearly everything
LONGEST = 100
MOST = 20  # of each kind


@dataclass(frozen=True, slots=True)
class Found:
    """One record: what it is called, where it is, what tells it from others of the name."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What was found of one kind; `more` if there is more than is shown."""

    label: str
    found: Sequence[Found]
    more: bool


Finder = Callable[..., Sequence[Found]]


@dataclass(frozen=True, slots=True)
class SearchKind:
    function: str
    label: str
    permission: Permission
    find: Finder


SEARCHES: dict[tuple[str, str], SearchKind] = {}


def register_search(function: str, label: str, permission: Permission, find: Finder) -> None:
    """Have records found: `find(viewer=, text=, limit=)` gives at most `limit`, in a bounded number of queries."""
    assert (function, label) not in SEARCHES, f"the search for {label} of {function} is registered twice"
    SEARCHES[function, label] = SearchKind(function, label, permission, find)


def search_everything(*, viewer: Actor, text: str, functions: Sequence[str]) -> list[Results]:
    """What the viewer may see of what matches, by kind; kinds without a match are left out."""
    results = []
    for kind in SEARCHES.values():
        if kind.function not in functions or not viewer.may(kind.permission):
            continue
        found = kind.find(viewer=viewer, text=text, limit=MOST + 1)
        if found:
            results.append(Results(kind.label, found[:MOST], len(found) > MOST))
    return results
