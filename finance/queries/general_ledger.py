"""The general ledger and spending by objective: posted lines as at an entry time, as of a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import connection

from backoffice.actor import Actor
from backoffice.reports import Column, Sql
from finance.models import Period
from finance.queries.trial_balance import sequence_at

LINE_COLUMNS = [
    Column("number", "Journal", "reference"),
    Column("dated_on", "Date", "date"),
    Column("period", "Period"),
    Column("account", "Account", "reference"),
    Column("account_name", "Account name"),
    Column("cost_centre", "Cost centre", "reference"),
    Column("objective", "Objective", "reference"),
    Column("project", "Project", "reference"),
    Column("description", "What it is for"),
    Column("memo", "Memo"),
    Column("source", "Document"),
    Column("amount_pence", "Debit (credit) £", "money"),
]

_LINES = """
    SELECT j.number, j.dated_on, p.code, a.code, a.name, c.code, o.code, pr.code, j.description, l.memo,
        nullif(concat_ws(' ', nullif(j.source_kind, ''), j.source_id), ''), l.amount_pence
    FROM finance_journal j
    JOIN finance_period p ON p.id = j.period_id
    JOIN finance_journalline l ON l.journal_id = j.id
    JOIN finance_account a ON a.id = l.account_id
    LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id
    LEFT JOIN finance_objective o ON o.id = l.objective_id
    LEFT JOIN finance_project pr ON pr.id = l.project_id
    WHERE j.state = 'posted'
        AND (%s::date IS NULL OR p.starts_on >= %s) AND (%s::date IS NULL OR p.starts_on <= %s)
        AND (%s::date IS NULL OR j.dated_on <= %s) AND j.sequence <= %s
        AND (%s::text IS NULL OR a.code = %s)
"""
_ORDERED = " ORDER BY a.code, j.dated_on, j.sequence, l.number"


def line_rows(
    *,
    viewer: Actor,
    first: Period | None = None,
    last: Period | None = None,
    as_of: date | None = None,
    entered_by: datetime | None = None,
    account: str | None = None,
    most: int | None = None,
) -> Sql:
    """Every posted line of a range of periods, by account and date, for an export that streams.

    `entered_by` and `as_of` as in the trial balance. With `most`, that many lines in no order.
    """
    viewer.require("finance.view")
    start, end = first.starts_on if first else None, last.starts_on if last else None
    sequence = sequence_at(entered_by) if entered_by is not None else 2**62
    given: list[Any] = [start, start, end, end, as_of, as_of, sequence, account, account]
    if most is not None:
        return Sql(_LINES + " LIMIT %s", [*given, most])
    return Sql(_LINES + _ORDERED, given)


_BY_OBJECTIVE = """
    SELECT a.code, a.name, a."group", o.code, o.name, sum(l.amount_pence)::bigint
    FROM finance_journal j
    JOIN finance_period p ON p.id = j.period_id
    JOIN finance_journalline l ON l.journal_id = j.id
    JOIN finance_account a ON a.id = l.account_id AND a.type IN ('expense', 'income')
    LEFT JOIN finance_objective o ON o.id = l.objective_id
    WHERE j.state = 'posted' AND p.starts_on BETWEEN %(first)s AND %(last)s AND j.sequence <= %(sequence)s
        AND (%(as_of)s::date IS NULL OR j.dated_on <= %(as_of)s)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4
"""
# As at now, whole periods: from the running totals.
_BY_OBJECTIVE_NOW = """
    SELECT a.code, a.name, a."group", o.code, o.name, sum(b.debit_pence - b.credit_pence)::bigint
    FROM finance_balance b JOIN finance_period p ON p.id = b.period_id
    JOIN finance_account a ON a.id = b.account_id AND a.type IN ('expense', 'income')
    LEFT JOIN finance_objective o ON o.id = b.objective_id
    WHERE p.starts_on BETWEEN %(first)s AND %(last)s
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4
"""


def by_objective(
    *,
    viewer: Actor,
    first: Period,
    last: Period,
    as_of: date | None = None,
    entered_by: datetime | None = None,
) -> Iterator[tuple[Any, ...]]:
    """Account, name, group, objective, its name, pence: what was spent on (or came in for) what policing. One query."""
    viewer.require("finance.view")
    now = as_of is None and entered_by is None
    given = {
        "first": first.starts_on,
        "last": last.starts_on,
        "as_of": as_of,
        "sequence": sequence_at(entered_by) if entered_by is not None else 2**62,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_OBJECTIVE_NOW if now else _BY_OBJECTIVE, given)
        yield from cursor.fetchall()
