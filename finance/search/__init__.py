"""What the search of the first bar finds in finance."""

from finance.search import bank, budgets, invoices, ledger, payments, purchasing


def register_search() -> None:
    """Offer them, area by area."""
    ledger.offer()
    bank.offer()
    payments.offer()
    budgets.offer()
    invoices.offer()
    purchasing.offer()
