"""Finance over the API: the same services and queries as the screens."""

from typing import Any

from finance.api import ledger


def register(router: Any) -> None:
    """Offer it under /<authority>/api/v1/, area by area."""
    ledger.register(router)
