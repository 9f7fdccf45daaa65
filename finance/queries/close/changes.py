"""What changed in a period since it was closed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from finance.models import Journal, Reopening
from finance.queries.journals import journals_for

# The running totals are of now: what was posted into the period after a checkpoint is taken off them again.
_ACCOUNTS = """
    WITH later AS (
        SELECT l.account_id, sum(l.amount_pence) AS since,
            coalesce(sum(l.amount_pence) FILTER (WHERE j.sequence > %(until)s), 0) AS after
        FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
        WHERE j.period_id = %(period)s AND j.sequence > %(since)s GROUP BY 1
    ), now AS (
        SELECT account_id, sum(debit_pence - credit_pence) AS pence FROM finance_balance
        WHERE period_id = %(period)s AND account_id IN (SELECT account_id FROM later) GROUP BY 1
    )
    SELECT a.reference, a.code, a.name, (now.pence - later.since)::bigint, (now.pence - later.after)::bigint
    FROM later JOIN now USING (account_id) JOIN finance_account a ON a.id = account_id
    WHERE later.since <> later.after OR EXISTS (
        SELECT FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id
        WHERE j.period_id = %(period)s AND j.sequence > %(since)s AND j.sequence <= %(until)s
            AND l.account_id = a.id)
    ORDER BY a.code
"""
FAR = 2**62


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account's movement of the period, in pence, debit above nothing: at the close, and after the reopening."""

    reference: str
    code: str
    name: str
    before_pence: int
    after_pence: int

    @property
    def change_pence(self) -> int:
        """What the reopening added."""
        return self.after_pence - self.before_pence


@dataclass(frozen=True, slots=True)
class Changes:
    """`journals` were posted into the period between the two closes (or until now), `accounts` are those they touch."""

    journals: QuerySet[Journal]
    accounts: list[AccountChange]


def changes_of(*, viewer: Actor, reopening: Reopening) -> Changes:
    """What a reopening that opened its period has changed so far. One query, and the journals'."""
    if reopening.from_sequence is None or not viewer.can("finance.view"):
        return Changes(Journal.objects.none(), [])
    until = FAR if reopening.to_sequence is None else reopening.to_sequence
    journals = (
        journals_for(viewer=viewer)
        .filter(period=reopening.period_id, sequence__gt=reopening.from_sequence, sequence__lte=until)
        .select_related("made_by", "approved_by")
        .order_by("sequence")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _ACCOUNTS,
            {"period": reopening.period_id, "since": reopening.from_sequence, "until": until},
        )
        return Changes(journals, [AccountChange(*row) for row in cursor.fetchall()])
