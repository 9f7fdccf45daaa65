"""The door through which functions post: whole journals at once, approved where they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from backoffice.actor import Actor
from backoffice.copying import copy_rows
from backoffice.links import Link
from backoffice.numbering.references import new_references
from backoffice.services import service
from finance.errors import KeyUsed, NotBalanced, OwnJournal, TooFewLines
from finance.models import Journal
from finance.rules.money import pounds
from finance.services.lines import Codes, Line, ids_of, look_up
from finance.services.periods import open_periods_for

COLUMNS = (
    "journal_id",
    "number",
    "account_id",
    "cost_centre_id",
    "objective_id",
    "project_id",
    "amount_pence",
    "memo",
)


@dataclass(frozen=True, slots=True)
class NewJournal:
    """A journal to post. `key` makes it idempotent: one journal for each, however often it is asked for."""

    key: str
    dated_on: date
    description: str
    lines: Sequence[Line | tuple[str, str | None, str | None, int, str]]
    source: Link | None = None


@service(permission=None)
def post_bulk(
    *,
    actor: Actor,
    source: Link,
    journal_date: date,
    description: str,
    lines: Iterable[Line | tuple[str, str | None, str | None, int, str]],
    key: str,
    made_by: int,
    approved_by: int,
) -> Journal:
    """Post one journal of a function, such as a pay run's. Asked again with the same key: the same journal.

    No permission of its own: the function's service that calls it checks who may, and has had the document made and
    approved by two people, whose member ids are given; posting refuses one and the same. Lines are
    (account code, cost centre code or None, objective code or None, pence with debit above nothing, memo).
    """
    journal = NewJournal(
        key=key,
        dated_on=journal_date,
        description=description,
        lines=list(lines),
        source=source,
    )
    posted = post_journals(actor=actor, journals=[journal], made_by=made_by, approved_by=approved_by)
    return Journal.objects.get(pk=posted[key])


@service(permission=None)
def post_journals(
    *, actor: Actor, journals: Sequence[NewJournal], made_by: int, approved_by: int
) -> dict[str, int]:
    """Post many journals in one transaction: key -> id, those posted earlier with the same key included.

    No permission of its own, see `post_bulk`. Six statements however many there are: codes, periods, headers, lines by
    COPY, posting, and one more when keys were used before. All are posted or none.
    """
    if made_by == approved_by:
        raise OwnJournal(
            "The person who made it cannot approve it.",
            where="approved_by",
            next_step="Have another person approve it.",
        )
    assert len({journal.key for journal in journals}) == len(journals), "one key, one journal"
    codes = look_up(Line(*line) for journal in journals for line in journal.lines)
    periods = open_periods_for({journal.dated_on for journal in journals}, made_by=made_by)
    for journal in journals:
        _check(journal)
    ids = _insert_headers(journals, periods, made_by)
    fresh = [journal for journal in journals if journal.key in ids]
    if len(fresh) < len(journals):
        ids |= _already_posted([journal for journal in journals if journal.key not in ids])
    if fresh:
        copy_rows("finance_journalline", COLUMNS, _rows(fresh, ids, codes))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO finance_posting (journal_id, approved_by_id, note)"
                " SELECT journal_id, %s, '' FROM unnest(%s::bigint[]) AS journals (journal_id)",
                [approved_by, [ids[journal.key] for journal in fresh]],
            )
    return ids


def _check(journal: NewJournal) -> None:
    if len(journal.lines) < 2:
        raise TooFewLines(
            f"“{journal.description}” needs at least two lines.",
            where="lines",
            next_step="Add the other side.",
        )
    total = sum(line[3] for line in journal.lines)
    if total:
        raise NotBalanced(
            f"“{journal.description}” does not balance: {'debits' if total > 0 else 'credits'} are"
            f" £{pounds(abs(total))} more.",
            where="lines",
            next_step="Debits and credits must be equal to the penny.",
        )


def _insert_headers(journals: Sequence[NewJournal], periods: dict[date, int], made_by: int) -> dict[str, int]:
    """Key -> id of the headers that are new; a key in use (or being used: this waits) is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO finance_journal (reference, state, dated_on, period_id, description, source_kind, source_id,"
            " key, made_by_id, made_at, returned_reason, reason)"
            " SELECT reference, 'draft', dated_on, period_id, description, source_kind, source_id, key, %s, now(), '', ''"
            " FROM unnest(%s::text[], %s::date[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[])"
            " AS given (reference, dated_on, period_id, description, source_kind, source_id, key)"
            " ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING RETURNING key, id",
            [
                made_by,
                new_references(len(journals)),
                [journal.dated_on for journal in journals],
                [periods[journal.dated_on] for journal in journals],
                [journal.description for journal in journals],
                [journal.source.kind if journal.source else "" for journal in journals],
                [journal.source.id if journal.source else None for journal in journals],
                [journal.key for journal in journals],
            ],
        )
        return dict(cursor.fetchall())


def _already_posted(journals: Sequence[NewJournal]) -> dict[str, int]:
    """Key -> id of journals posted before with these keys; refuses one that said something else then."""
    wanted = {journal.key: journal for journal in journals}
    found = {journal.key: journal for journal in Journal.objects.filter(key__in=wanted)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.key, a.code, c.code, o.code, sum(l.amount_pence)::bigint"
            " FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id"
            " JOIN finance_account a ON a.id = l.account_id"
            " LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id"
            " LEFT JOIN finance_objective o ON o.id = l.objective_id"
            " WHERE j.key = ANY (%s) GROUP BY 1, 2, 3, 4",
            [list(wanted)],
        )
        sums: dict[str, dict[tuple[str, str | None, str | None], int]] = {}
        for key, account, cost_centre, objective, pence in cursor.fetchall():
            sums.setdefault(key, {})[account, cost_centre, objective] = pence
    for key, journal in wanted.items():
        before = found.get(key)
        if (
            before is None
            or not before.is_posted
            or before.dated_on != journal.dated_on
            or ({cell: pence for cell, pence in sums.get(key, {}).items() if pence} != _sums(journal))
        ):
            raise KeyUsed(
                f"{before or 'Another journal'} was posted for this already and says something else.",
                where="key",
                next_step="Look at that journal; reverse it if it is wrong.",
            )
    return {key: journal.pk for key, journal in found.items() if key is not None}


def _sums(journal: NewJournal) -> dict[tuple[str, str | None, str | None], int]:
    sums: dict[tuple[str, str | None, str | None], int] = {}
    for account, cost_centre, objective, pence, *_ in journal.lines:
        cell = (account, cost_centre or None, objective or None)
        sums[cell] = sums.get(cell, 0) + pence
    return {cell: pence for cell, pence in sums.items() if pence}


def _rows(journals: Sequence[NewJournal], ids: dict[str, int], codes: Codes) -> Iterator[tuple[object, ...]]:
    for journal in journals:
        journal_id = ids[journal.key]
        for number, line in enumerate(journal.lines, start=1):
            yield (
                journal_id,
                number,
                *ids_of(Line(*line), codes, number),
                line[3],
                line[4] if len(line) > 4 else "",
            )


__all__ = ["Line", "NewJournal", "post_bulk", "post_journals"]
