"""Files finance reads."""

from finance.imports import bank, budgets, chart, invoices


def register_imports() -> None:
    """Offer them, area by area."""
    chart.offer()
    bank.offer()
    budgets.offer()
    invoices.offer()
