"""The trial balance, from the running totals."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from backoffice.actor import Actor
from finance.models import Period


@dataclass(frozen=True, slots=True)
class TrialBalanceRow:
    """One account: pence brought forward, debits and credits of the range, and the balance, debit above nothing."""

    reference: str
    code: str
    name: str
    group: str
    type: str
    brought_forward_pence: int
    debit_pence: int
    credit_pence: int
    balance_pence: int


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Every account with a balance or movement; the totals of the columns, and their balance, which is nothing."""

    first: Period
    last: Period
    rows: list[TrialBalanceRow]
    brought_forward_pence: int
    debit_pence: int
    credit_pence: int
    balance_pence: int


_QUERY = """
    SELECT a.reference, a.code, a.name, a."group", a.type,
        coalesce(sum(b.debit_pence - b.credit_pence) FILTER (WHERE p.starts_on < %(from)s), 0)::bigint,
        coalesce(sum(b.debit_pence) FILTER (WHERE p.starts_on >= %(from)s), 0)::bigint,
        coalesce(sum(b.credit_pence) FILTER (WHERE p.starts_on >= %(from)s), 0)::bigint,
        sum(b.debit_pence - b.credit_pence)::bigint
    FROM finance_balance b
    JOIN finance_period p ON p.id = b.period_id
    JOIN finance_account a ON a.id = b.account_id
    WHERE p.starts_on <= %(to)s
    GROUP BY a.id ORDER BY a.code
"""


def trial_balance(*, viewer: Actor, first: Period, last: Period | None = None) -> TrialBalance:
    """The trial balance of a period or a range of them. One query over the running totals, however many lines there are.

    What lies before the range is brought forward on every account; income and expenditure of earlier years stay on
    their accounts until a year-end journal moves them to reserves, so the columns always sum to nothing.
    """
    viewer.require("finance.view")
    last = last or first
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"from": first.starts_on, "to": last.starts_on})
        rows = [TrialBalanceRow(*row) for row in cursor.fetchall()]
    return TrialBalance(
        first=first,
        last=last,
        rows=rows,
        brought_forward_pence=sum(row.brought_forward_pence for row in rows),
        debit_pence=sum(row.debit_pence for row in rows),
        credit_pence=sum(row.credit_pence for row in rows),
        balance_pence=sum(row.balance_pence for row in rows),
    )
