"""What finance puts before people."""

from finance.work import bank, budgets, close, invoices, ledger, payments, publishing, purchasing


def register_work() -> None:
    """Offer them, area by area."""
    ledger.offer()
    close.offer()
    bank.offer()
    payments.offer()
    budgets.offer()
    invoices.offer()
    purchasing.offer()
    publishing.offer()
