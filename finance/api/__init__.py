"""Finance over the API: the same services and queries as the screens."""

from typing import Any

from finance.api import (
    bank,
    budgets,
    close,
    coding,
    figures,
    invoices,
    ledger,
    payments,
    publishing,
    purchasing,
)


def register(router: Any) -> None:
    """Offer it under /<authority>/api/v1/, area by area."""
    ledger.register(router)
    coding.register(router)
    figures.register(router)
    close.register(router)
    bank.register(router)
    payments.register(router)
    budgets.register(router)
    invoices.register(router)
    purchasing.register(router)
    publishing.register(router)
