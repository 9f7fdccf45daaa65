"""Reports finance offers."""

from finance.reports import bank, budgets, invoices, ledger, payments, purchasing


def register_reports() -> None:
    """Offer them, area by area."""
    ledger.offer()
    bank.offer()
    payments.offer()
    budgets.offer()
    invoices.offer()
    purchasing.offer()
