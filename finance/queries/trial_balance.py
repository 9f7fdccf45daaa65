"""The trial balance, from the running totals and what closed periods left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from finance.models import Period
from finance.queries.snapshots import START


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
    as_of: date | None = None
    entered_by: datetime | None = None


_NOW = """
    WITH start AS ({start})
    SELECT account_id, balance_pence AS brought, 0::bigint AS debit, 0::bigint AS credit
    FROM finance_snapshot WHERE period_id = (SELECT id FROM start)
    UNION ALL
    SELECT b.account_id, CASE WHEN p.starts_on < %(from)s THEN b.debit_pence - b.credit_pence ELSE 0 END,
        CASE WHEN p.starts_on < %(from)s THEN 0 ELSE b.debit_pence END,
        CASE WHEN p.starts_on < %(from)s THEN 0 ELSE b.credit_pence END
    FROM finance_period p JOIN finance_balance b ON b.period_id = p.id
    WHERE p.starts_on <= %(to)s AND p.starts_on > coalesce((SELECT starts_on FROM start), '-infinity')
"""

# What was posted after the moment, or is dated after the day, is taken off again: as a rule little.
_LESS = """
    UNION ALL
    SELECT l.account_id, CASE WHEN p.starts_on < %(from)s THEN -l.amount_pence ELSE 0 END,
        CASE WHEN p.starts_on >= %(from)s AND l.amount_pence > 0 THEN -l.amount_pence ELSE 0 END,
        CASE WHEN p.starts_on >= %(from)s AND l.amount_pence < 0 THEN l.amount_pence ELSE 0 END
    FROM finance_journal j JOIN finance_period p ON p.id = j.period_id
    JOIN finance_journalline l ON l.journal_id = j.id
    WHERE j.state = 'posted' AND p.starts_on <= %(to)s AND {which}
"""
_AFTER = "j.sequence > %(sequence)s"
_LATER = "p.ends_on > %(day)s AND j.dated_on > %(day)s AND j.sequence <= %(sequence)s"

_QUERY = """
    SELECT a.reference, a.code, a.name, a."group", a.type, s.brought, s.debit, s.credit, s.brought + s.debit - s.credit
    FROM (
        SELECT account_id, sum(brought)::bigint AS brought, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit
        FROM ({moved}) AS moved GROUP BY account_id
    ) AS s JOIN finance_account a ON a.id = s.account_id {only} ORDER BY a.code
"""
_ONLY = "WHERE (s.brought, s.debit, s.credit) <> (0, 0, 0)"


def trial_balance(
    *,
    viewer: Actor,
    first: Period,
    last: Period | None = None,
    as_of: date | None = None,
    entered_by: datetime | None = None,
) -> TrialBalance:
    """The trial balance of a period or a range of them. One query; closed history costs nothing however long it is.

    What lies before the range is brought forward on every account; income and expenditure of earlier years stay on
    their accounts until a year-end journal moves them to reserves, so the columns always sum to nothing. `as_of` is a
    day: what is dated later is left out, whichever period it is in. `entered_by` is a moment: what was posted after it is
    left out, so the same question gives the same figures whenever it is asked; this costs a second query, and reads what
    came after.
    """
    viewer.require("finance.view")
    last = last or first
    moved, only = _NOW.format(start=START), ""
    given = {"from": first.starts_on, "to": last.starts_on, "day": as_of, "sequence": 2**62}
    if entered_by is not None:
        given["sequence"] = sequence_at(entered_by)
        moved, only = moved + _LESS.format(which=_AFTER), _ONLY
    if as_of is not None and as_of < last.ends_on:
        moved, only = moved + _LESS.format(which=_LATER), _ONLY
    with connection.cursor() as cursor:
        cursor.execute(_QUERY.format(moved=moved, only=only), given)
        rows = [TrialBalanceRow(*row) for row in cursor.fetchall()]
    return TrialBalance(
        first=first,
        last=last,
        rows=rows,
        brought_forward_pence=sum(row.brought_forward_pence for row in rows),
        debit_pence=sum(row.debit_pence for row in rows),
        credit_pence=sum(row.credit_pence for row in rows),
        balance_pence=sum(row.balance_pence for row in rows),
        as_of=as_of,
        entered_by=entered_by,
    )


def end_of(day: date) -> datetime:
    """The last moment of a day here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(
        microseconds=1
    )


def sequence_at(moment: datetime) -> int:
    """The last journal that was in the ledger at a moment; 0 before the first. Posting times rise with the sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequence FROM finance_journal WHERE sequence IS NOT NULL AND posted_at <= %s"
            " ORDER BY sequence DESC LIMIT 1",
            [moment],
        )
        found = cursor.fetchone()
        return int(found[0]) if found else 0
