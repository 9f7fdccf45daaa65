"""What can be asked about the bank."""

from finance.queries.bank.accounts import (
    bank_account_for,
    bank_accounts_for,
    items_for,
    mappings_for,
    matches_for,
    one_of,
    reconciliations_for,
    rules_for,
    rules_of,
    statements_for,
    uploads_for,
)
from finance.queries.bank.position import OpenEntry, Position, position_of

__all__ = [
    "OpenEntry",
    "Position",
    "bank_account_for",
    "bank_accounts_for",
    "items_for",
    "mappings_for",
    "matches_for",
    "one_of",
    "position_of",
    "reconciliations_for",
    "rules_for",
    "rules_of",
    "statements_for",
    "uploads_for",
]
