"""Files finance reads."""

from finance.imports import bank, budgets, chart, coding, invoices, opening, purchasing


def register_imports() -> None:
    """Offer them, area by area."""
    chart.offer()
    coding.offer()
    opening.offer()
    bank.offer()
    budgets.offer()
    invoices.offer()
    purchasing.offer()
