"""Links to what finance has."""

from finance.links import ledger


def register_links() -> None:
    """Offer them, area by area."""
    ledger.offer()
