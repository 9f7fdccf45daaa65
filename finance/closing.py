"""What keeps a period from being closed. Each area of finance registers what it would leave behind.

register_blocker("finance.journals", label="Journals that are not posted", find=unposted_journals, order=10)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from finance.models import Period


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing in the way: what it is, where it opens, what is wrong with it."""

    title: str
    url: str
    detail: str = ""
    amount_pence: int | None = None


@dataclass(frozen=True, slots=True)
class BlockerKind:
    """`find(period)` gives what is in the way, at most `most` of them, in one query or two."""

    code: str
    label: str
    find: Callable[[Period, int], Sequence[Blocker]]
    next_step: str
    order: int


BLOCKERS: dict[str, BlockerKind] = {}


def register_blocker(
    code: str,
    *,
    label: str,
    find: Callable[[Period, int], Sequence[Blocker]],
    next_step: str,
    order: int = 50,
) -> None:
    """A close refuses while `find(period, most)` gives anything, and lists it with what to do."""
    assert code not in BLOCKERS, f"the blocker {code} is registered twice"
    BLOCKERS[code] = BlockerKind(code, label, find, next_step, order)


def blockers_of(period: Period, *, most: int = 50) -> list[tuple[BlockerKind, Sequence[Blocker]]]:
    """Every kind that has something in the way of the period, in order."""
    found = ((kind, kind.find(period, most)) for kind in sorted(BLOCKERS.values(), key=lambda k: k.order))
    return [(kind, blockers) for kind, blockers in found if blockers]
