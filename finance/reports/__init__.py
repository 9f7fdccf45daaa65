"""Reports finance offers."""

from finance.reports import ledger


def register_reports() -> None:
    """Offer them, area by area."""
    ledger.offer()
