"""What can be asked about budgets."""

from finance.queries.budgets.commitments import committed_by
from finance.queries.budgets.holders import (
    centres_held_by,
    holders_by_centre,
    holders_of,
    holding_for,
    holdings_for,
    roots_held_by,
    visible_centres,
)

__all__ = [
    "centres_held_by",
    "committed_by",
    "holders_by_centre",
    "holders_of",
    "holding_for",
    "holdings_for",
    "roots_held_by",
    "visible_centres",
]
