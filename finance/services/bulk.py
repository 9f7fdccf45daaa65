"""The door through which functions post: whole journals at once, approved where they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from backoffice.actor import Actor
from backoffice.copying import copy_rows
from backoffice.links import Link
from backoffice.numbering.references import new_references
from backoffice.services import service
from finance.errors import KeyUsed, NotBalanced, OwnJournal, TooFewLines
from finance.models import Journal
from finance.rules.money import pounds
from finance.services.lines import Codes, Line, ids_of
from finance.services.periods import open_periods_for

FEW_LINES = 200
Cell = tuple[str, str | None, str | None, str | None]  # account, cost centre, objective, project

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

    No permission of its own, see `post_bulk`. Two round trips for a few lines, four however many there are, and one more
    when keys were used before. All are posted or none.
    """
    if made_by == approved_by:
        raise OwnJournal(
            "The person who made it cannot approve it.",
            where="approved_by",
            next_step="Have another person approve it.",
        )
    assert len({journal.key for journal in journals}) == len(journals), "one key, one journal"
    if not journals:
        return {}
    for journal in journals:
        _check(journal)
    known = _look_up(journals)
    days = {journal.dated_on for journal in journals}
    if (
        days != known.periods.keys()
    ):  # none for the day, or not open to everybody: refused in words, or excepted
        known.periods.update(open_periods_for(days, made_by=made_by))
    ids = _write(journals, known, made_by, approved_by)
    if len(ids) < len(journals):
        ids |= _already_posted([journal for journal in journals if journal.key not in ids])
    return ids


@dataclass(frozen=True, slots=True)
class _Known:
    """What the journals name: codes, open periods of their days, and an id for each journal."""

    codes: Codes
    periods: dict[date, int]
    ids: list[int]


def _look_up(journals: Sequence[NewJournal]) -> _Known:
    """All that has to be known before anything is written. One query."""
    accounts: set[str] = set()
    cost_centres: set[str | None] = set()
    objectives: set[str | None] = set()
    projects: set[str | None] = set()
    for journal in journals:
        for line in journal.lines:
            accounts.add(line[0])
            cost_centres.add(line[1])
            objectives.add(line[2])
            if len(line) > 5:
                projects.add(line[5])
    known = _Known(Codes({}, {}, {}, {}), {}, [])
    codes = known.codes
    kinds = {"a": codes.accounts, "c": codes.cost_centres, "o": codes.objectives, "p": codes.projects}
    days = list({journal.dated_on for journal in journals})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'a', code, NULL::date, id FROM finance_account WHERE code = ANY (%s)"
            " UNION ALL SELECT 'c', code, NULL, id FROM finance_costcentre WHERE code = ANY (%s)"
            " UNION ALL SELECT 'o', code, NULL, id FROM finance_objective WHERE code = ANY (%s)"
            " UNION ALL SELECT 'p', code, NULL, id FROM finance_project WHERE code = ANY (%s)"
            " UNION ALL SELECT 'd', NULL, day, id FROM unnest(%s::date[]) AS days (day)"
            " JOIN finance_period ON day BETWEEN starts_on AND ends_on AND state = 'open'"
            " UNION ALL SELECT 'j', NULL, NULL, nextval(drawn_from)"
            " FROM generate_series(1, %s), (SELECT pg_get_serial_sequence('finance_journal', 'id')::regclass"
            " AS drawn_from OFFSET 0) AS ids",
            [
                list(accounts),
                [c for c in cost_centres if c],
                [o for o in objectives if o],
                [p for p in projects if p],
                days,
                len(journals),
            ],
        )
        for kind, code, day, id in cursor.fetchall():
            if kind == "j":
                known.ids.append(id)
            elif kind == "d":
                known.periods[day] = id
            else:
                kinds[kind][code] = id
    return known


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


_HEADERS = """
    INSERT INTO finance_journal (id, reference, state, dated_on, period_id, description, source_kind, source_id, key,
        made_by_id, made_at, returned_reason, reason)
    SELECT id, reference, 'draft', dated_on, period_id, description, source_kind, source_id, key, %s, now(), '', ''
    FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::text[])
        AS given (id, reference, dated_on, period_id, description, source_kind, source_id, key)
    ON CONFLICT (key) WHERE key IS NOT NULL DO NOTHING
"""

_LINES = """
    INSERT INTO finance_journalline (journal_id, number, account_id, cost_centre_id, objective_id, project_id,
        amount_pence, memo)
    SELECT given.* FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
            %s::bigint[], %s::text[])
        AS given (journal_id, number, account_id, cost_centre_id, objective_id, project_id, amount_pence, memo)
    JOIN finance_journal j ON j.id = given.journal_id
"""

_POSTINGS = """
    INSERT INTO finance_posting (journal_id, approved_by_id, note)
    SELECT id, %s, '' FROM finance_journal WHERE id = ANY (%s)
"""

_WRITTEN = "SELECT key, id FROM finance_journal WHERE id = ANY (%s)"


def _write(journals: Sequence[NewJournal], known: _Known, made_by: int, approved_by: int) -> dict[str, int]:
    """Headers, lines, posting: key -> id of what is new; a key in use (or being used: this waits) is left out.

    Few lines go in one round trip with the rest, many by COPY.
    """
    heads: list[Any] = [
        made_by,
        known.ids,
        new_references(len(journals)),
        [journal.dated_on for journal in journals],
        [known.periods[journal.dated_on] for journal in journals],
        [journal.description for journal in journals],
        [journal.source.kind if journal.source else "" for journal in journals],
        [journal.source.id if journal.source else None for journal in journals],
        [journal.key for journal in journals],
    ]
    with connection.cursor() as cursor:
        if sum(len(journal.lines) for journal in journals) <= FEW_LINES:
            columns = zip(*_rows(zip(known.ids, journals, strict=True), known.codes), strict=True)
            cursor.execute(
                ";".join((_HEADERS, _LINES, _POSTINGS, _WRITTEN)),
                [*heads, *map(list, columns), approved_by, known.ids, known.ids],
            )
            return dict(cursor.fetchall())
        cursor.execute(f"{_HEADERS} RETURNING key, id", heads)
        ids = dict(cursor.fetchall())
        fresh = ((ids[journal.key], journal) for journal in journals if journal.key in ids)
        copy_rows("finance_journalline", COLUMNS, _rows(fresh, known.codes))
        cursor.execute(
            "INSERT INTO finance_posting (journal_id, approved_by_id, note) SELECT unnest(%s::bigint[]), %s, ''",
            [list(ids.values()), approved_by],
        )
    return ids


def _already_posted(journals: Sequence[NewJournal]) -> dict[str, int]:
    """Key -> id of journals posted before with these keys; refuses one that said something else then."""
    wanted = {journal.key: journal for journal in journals}
    found = {journal.key: journal for journal in Journal.objects.filter(key__in=wanted)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.key, a.code, c.code, o.code, p.code, sum(l.amount_pence)::bigint"
            " FROM finance_journal j JOIN finance_journalline l ON l.journal_id = j.id"
            " JOIN finance_account a ON a.id = l.account_id"
            " LEFT JOIN finance_costcentre c ON c.id = l.cost_centre_id"
            " LEFT JOIN finance_objective o ON o.id = l.objective_id"
            " LEFT JOIN finance_project p ON p.id = l.project_id"
            " WHERE j.key = ANY (%s) GROUP BY 1, 2, 3, 4, 5",
            [list(wanted)],
        )
        sums: dict[str, dict[Cell, int]] = {}
        for key, account, cost_centre, objective, project, pence in cursor.fetchall():
            sums.setdefault(key, {})[account, cost_centre, objective, project] = pence
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


def _sums(journal: NewJournal) -> dict[Cell, int]:
    sums: dict[Cell, int] = {}
    for given in journal.lines:
        line = Line(*given)
        cell = (line.account, line.cost_centre or None, line.objective or None, line.project or None)
        sums[cell] = sums.get(cell, 0) + line.amount_pence
    return {cell: pence for cell, pence in sums.items() if pence}


def _rows(journals: Iterable[tuple[int, NewJournal]], codes: Codes) -> Iterator[tuple[object, ...]]:
    """The lines as rows of the table. Lines are coded alike again and again, so what codes stand for is remembered."""
    coded: dict[tuple[object, ...], tuple[int | None, ...]] = {}
    for journal_id, journal in journals:
        for number, line in enumerate(journal.lines, start=1):
            cell = (line[0], line[1], line[2], line[5] if len(line) > 5 else None)
            ids = coded.get(cell)
            if ids is None:
                ids = coded[cell] = ids_of(Line(*line), codes, number)
            yield (journal_id, number, *ids, line[3], line[4] if len(line) > 4 else "")


__all__ = ["Line", "NewJournal", "post_bulk", "post_journals"]
