"""What finance puts before people."""

from finance.work import ledger


def register_work() -> None:
    """Offer them, area by area."""
    ledger.offer()
