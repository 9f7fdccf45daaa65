"""What the search of the first bar finds in finance."""

from finance.search import ledger


def register_search() -> None:
    """Offer them, area by area."""
    ledger.offer()
