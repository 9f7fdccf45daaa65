"""Codes other functions may use."""

from finance.lookups import ledger


def register_lookups() -> None:
    """Offer them, area by area."""
    ledger.offer()
