"""Links to what finance has."""

from finance.links import bank, budgets, close, invoices, ledger, payments, publishing, purchasing


def register_links() -> None:
    """Offer them, area by area."""
    ledger.offer()
    close.offer()
    bank.offer()
    payments.offer()
    invoices.offer()
    budgets.offer()
    purchasing.offer()
    publishing.offer()
