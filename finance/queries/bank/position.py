"""What an account holds by its statements and by the ledger, and the entries that explain the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from backoffice.actor import Actor
from finance.models import BankAccount
from finance.rules.bank_matching import Entry

FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An unmatched entry: its key (`s12` statement item, `l34` ledger line, `o5` opening item), where it opens."""

    key: str
    side: str  # ledger or statement
    dated_on: date
    amount_pence: int
    text: str
    their_reference: str
    named: str  # J000123, the statement's number, or nothing
    journal_reference: str
    statement_reference: str
    item_reference: str = ""

    @property
    def id(self) -> int:
        """The row behind it."""
        return int(self.key[1:])


@dataclass(frozen=True, slots=True)
class Position:
    """Statement = ledger − open in the ledger + open on the statement, in pence, on a day."""

    on: date
    statement_pence: int
    ledger_pence: int
    open_ledger: list[OpenEntry]
    open_statement: list[OpenEntry]

    @property
    def open_ledger_pence(self) -> int:
        """In the ledger, not on the statement."""
        return sum(entry.amount_pence for entry in self.open_ledger)

    @property
    def open_statement_pence(self) -> int:
        """On the statement, not in the ledger."""
        return sum(entry.amount_pence for entry in self.open_statement)

    @property
    def difference_pence(self) -> int:
        """What is not explained: nothing."""
        return self.statement_pence - self.ledger_pence + self.open_ledger_pence - self.open_statement_pence


# Matches are looked at as they were at a moment. One of them settles what is in it on a day only when all of it is dated
# by then: an item of the next month leaves the line it was matched to open at this month's end.
_OPEN = """
WITH account AS MATERIALIZED (SELECT * FROM finance_bankaccount WHERE id = %(account)s),
settled AS MATERIALIZED (
    SELECT p.statement_item_id, p.journal_line_id, p.opening_item_id
    FROM finance_matchpart p JOIN finance_bankmatch m ON m.id = p.match_id
    WHERE m.bank_account_id = %(account)s
      AND (CASE WHEN %(moment)s::timestamptz IS NULL THEN m.state = 'current'
           ELSE m.made_at <= %(moment)s::timestamptz
                AND (m.undone_at IS NULL OR m.undone_at > %(moment)s::timestamptz) END)
      AND (%(on)s::date = DATE '9999-12-31' OR NOT EXISTS (
          SELECT FROM finance_matchpart q
          LEFT JOIN finance_statementitem i ON i.id = q.statement_item_id
          LEFT JOIN finance_journalline l ON l.id = q.journal_line_id
          LEFT JOIN finance_journal j ON j.id = l.journal_id
          WHERE q.match_id = m.id AND coalesce(i.booked_on, j.dated_on) > %(on)s::date))
)
SELECT 's' || i.id, 'statement', i.booked_on, i.amount_pence,
       concat_ws(' · ', nullif(i.counterparty, ''), nullif(i.text, '')), i.their_reference,
       coalesce(nullif(s.their_id, ''), s.number::text), '', s.reference, i.reference
FROM finance_statementitem i JOIN finance_bankstatement s ON s.id = i.statement_id
WHERE i.bank_account_id = %(account)s AND i.booked_on <= %(on)s
  AND (%(moment)s::timestamptz IS NULL OR s.loaded_at <= %(moment)s::timestamptz)
  AND NOT EXISTS (SELECT FROM settled x WHERE x.statement_item_id = i.id)
UNION ALL
SELECT 'l' || l.id, 'ledger', j.dated_on, l.amount_pence,
       concat_ws(' · ', j.description, nullif(l.memo, '')), '', j.number, j.reference, '', ''
FROM account a JOIN finance_journalline l ON l.account_id = a.ledger_account_id
JOIN finance_journal j ON j.id = l.journal_id
WHERE j.state = 'posted' AND j.dated_on <= %(on)s AND a.take_on_on IS NOT NULL
  AND NOT (j.sequence <= a.take_on_sequence AND j.dated_on <= a.take_on_on)
  AND (%(moment)s::timestamptz IS NULL OR j.posted_at <= %(moment)s::timestamptz)
  AND NOT EXISTS (SELECT FROM settled x WHERE x.journal_line_id = l.id)
UNION ALL
SELECT 'o' || o.id, o.side, o.dated_on, o.amount_pence, o.text, o.their_reference, 'First day', '', '', ''
FROM finance_openingitem o
WHERE o.bank_account_id = %(account)s
  AND NOT EXISTS (SELECT FROM settled x WHERE x.opening_item_id = o.id)
ORDER BY 3, 1
"""

_BALANCES = """
SELECT a.take_on_statement_pence + coalesce((
           SELECT sum(i.amount_pence) FROM finance_statementitem i
           JOIN finance_bankstatement s ON s.id = i.statement_id
           WHERE i.bank_account_id = a.id AND i.booked_on <= %(on)s
             AND (%(moment)s::timestamptz IS NULL OR s.loaded_at <= %(moment)s::timestamptz)), 0)::bigint,
       a.take_on_ledger_pence + coalesce((
           SELECT sum(l.amount_pence) FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id
           WHERE l.account_id = a.ledger_account_id AND j.state = 'posted' AND j.dated_on <= %(on)s
             AND NOT (j.sequence <= a.take_on_sequence AND j.dated_on <= a.take_on_on)
             AND (%(moment)s::timestamptz IS NULL OR j.posted_at <= %(moment)s::timestamptz)), 0)::bigint
FROM finance_bankaccount a WHERE a.id = %(account)s
"""


def position_of(
    *, viewer: Actor, bank_account: BankAccount, on: date | None = None, moment: datetime | None = None
) -> Position:
    """Both balances and both lists at the end of a day (default: all there is), as known at a moment (default: now).

    Two queries however many entries. The account must have begun.
    """
    viewer.require("finance.view")
    return position(bank_account, on=on, moment=moment)


def position(
    bank_account: BankAccount, *, on: date | None = None, moment: datetime | None = None
) -> Position:
    """The same for services, which have asked already."""
    assert bank_account.take_on_on is not None, "an account without a first day has no position"
    given: dict[str, int | date | datetime | None] = {
        "account": bank_account.pk,
        "on": on or FOREVER,
        "moment": moment,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, given)
        statement, ledger = cursor.fetchone()
        cursor.execute(_OPEN, given)
        entries = [OpenEntry(*row) for row in cursor.fetchall()]
    return Position(
        on or FOREVER,
        statement,
        ledger,
        [entry for entry in entries if entry.side == "ledger"],
        [entry for entry in entries if entry.side == "statement"],
    )


def ledger_balance(bank_account: BankAccount, *, on: date) -> tuple[int, int]:
    """(pence, where the chain of journals stood): what the ledger says of an account that has not begun yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(l.amount_pence) FILTER (WHERE j.sequence <= h.sequence), 0)::bigint, h.sequence"
            " FROM finance_chainhead h LEFT JOIN (finance_journalline l JOIN finance_journal j ON j.id = l.journal_id"
            " AND j.state = 'posted' AND j.dated_on <= %s) ON l.account_id = %s GROUP BY h.sequence",
            [on, bank_account.ledger_account_id],
        )
        pence, sequence = cursor.fetchone()
    return pence, sequence


def for_matching(entries: Sequence[OpenEntry]) -> list[Entry]:
    """What the rules of matching look at. One query for what stands behind the ledger lines."""
    behind: dict[int, tuple[int, str, int | None, int | None, list[int]]] = {}
    lines = [entry.id for entry in entries if entry.key.startswith("l")]
    if lines:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT l.id, j.id, j.source_kind, j.source_id, j.reverses_id,"
                " ARRAY(SELECT DISTINCT o.account_id FROM finance_journalline o"
                "       WHERE o.journal_id = j.id AND o.account_id <> l.account_id LIMIT 20)"
                " FROM finance_journalline l JOIN finance_journal j ON j.id = l.journal_id WHERE l.id = ANY (%s)",
                [lines],
            )
            behind = {row[0]: row[1:] for row in cursor.fetchall()}
    made = []
    for entry in entries:
        group, source, source_id, reverses, counterparts = behind.get(
            entry.id if entry.key.startswith("l") else 0, (0, "", None, None, [])
        )
        made.append(
            Entry(
                key=entry.key,
                dated_on=entry.dated_on,
                amount_pence=entry.amount_pence,
                text=entry.text,
                reference=entry.their_reference or _reference_in(entry),
                source=source,
                made_from=f"s{source_id}" if source == "finance.bank_item" and not reverses else "",
                group=group,
                reverses=reverses or 0,
                counterparts=frozenset(counterparts),
            )
        )
    return made


def _reference_in(entry: OpenEntry) -> str:
    """The word with digits that a ledger line's text ends or begins with: a cheque's, an invoice's, a run's number."""
    if entry.side != "ledger":
        return ""
    words = [word.strip(".,:;()") for word in entry.text.split()]
    numbered = [word for word in words if len(word) > 4 and any(c.isdigit() for c in word)]
    return numbered[-1] if numbered else ""
