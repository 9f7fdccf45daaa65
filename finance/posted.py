"""Who wants to know that a journal by hand was posted, by the kind of document it came from.

register_posted("finance.bank_item", match_posted)
"""

from __future__ import annotations

from collections.abc import Callable

from backoffice.actor import Actor
from finance.models import Journal

POSTED: dict[str, Callable[[Actor, Journal], None]] = {}


def register_posted(source_kind: str, tell: Callable[[Actor, Journal], None]) -> None:
    """`tell(actor, journal)` runs in the transaction that posts; the actor is whoever approved."""
    assert source_kind not in POSTED, f"{source_kind} is told of postings already"
    POSTED[source_kind] = tell


def tell_posted(actor: Actor, journal: Journal) -> None:
    """Tell whoever asked to know."""
    if journal.source_kind in POSTED:
        POSTED[journal.source_kind](actor, journal)
