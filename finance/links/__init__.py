"""Links to what finance has."""

from finance.links import bank, close, invoices, ledger, payments


def register_links() -> None:
    """Offer them, area by area."""
    ledger.offer()
    close.offer()
    bank.offer()
    payments.offer()
    invoices.offer()
