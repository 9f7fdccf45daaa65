"""How much waits to be matched, for many accounts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class OpenItems:
    """An account's statement items that are not matched: how many, and since when."""

    account_id: int
    count: int
    since: date


def open_items_of(account_ids: Sequence[int]) -> list[OpenItems]:
    """Accounts with unmatched statement items, the most first. One query."""
    if not account_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.bank_account_id, count(*), min(i.booked_on) FROM finance_statementitem i"
            " WHERE i.bank_account_id = ANY (%s) AND NOT EXISTS ("
            "     SELECT FROM finance_matchpart p WHERE p.statement_item_id = i.id AND p.is_current)"
            " GROUP BY 1 ORDER BY 2 DESC, 1",
            [list(account_ids)],
        )
        return [OpenItems(*row) for row in cursor.fetchall()]
