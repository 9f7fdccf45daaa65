"""The chain of posted journals, recomputed from an export alone.

Each journal's hash is sha256 of: the hash before it in hexadecimal, a line feed, the journal as a JSON array, a line feed,
its lines as JSON arrays parted by line feeds (a line's project stands last, where it has one). The first journal follows
a hash of zeros. Nothing here needs Django or the database, so whoever holds an export can check it with this file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

GENESIS = "00" * 32


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A line as it was hashed: codes, pence, memo."""

    number: int
    account: str
    cost_centre: str | None
    objective: str | None
    amount_pence: int
    memo: str
    project: str | None = None


@dataclass(frozen=True, slots=True)
class ChainJournal:
    """A posted journal as it was hashed. `hash` and `previous_hash` are hexadecimal, as stored."""

    sequence: int
    number: str
    dated_on: date
    period: str
    description: str
    source_kind: str
    source_id: int | None
    key: str | None
    reverses: str | None
    made_by: int
    approved_by: int
    posted_at: datetime
    hash: str
    previous_hash: str
    lines: Sequence[ChainLine]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first journal that is wrong, and how."""

    number: str
    what: str


def hash_of(journal: ChainJournal, previous_hash: str) -> str:
    """The hash the journal should have after `previous_hash`."""
    moment = journal.posted_at.astimezone(UTC)
    header = [
        journal.sequence,
        journal.number,
        journal.dated_on.isoformat(),
        journal.period,
        journal.description,
        journal.source_kind,
        journal.source_id,
        journal.key,
        journal.reverses,
        journal.made_by,
        journal.approved_by,
        moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond:06d}Z",
    ]
    lines = [
        [
            line.number,
            line.account,
            line.cost_centre,
            line.objective,
            line.amount_pence,
            line.memo,
            *([] if line.project is None else [line.project]),
        ]
        for line in sorted(journal.lines, key=lambda line: line.number)
    ]
    text = "\n".join([previous_hash, _json(header), *map(_json, lines)])
    return hashlib.sha256(text.encode()).hexdigest()


def verify(
    journals: Iterable[ChainJournal],
    *,
    checkpoints: Iterable[tuple[int, str]] = (),
    after: tuple[int, str] = (0, GENESIS),
) -> Fault | None:
    """The first fault in journals that come in order, or None.

    Each checkpoint is a sequence and the hash that was recorded there, such as when a period was closed. `after` is the
    journal before the first that is given: its sequence and hash.
    """
    previous = after[1]
    wanted: dict[int, set[str]] = {}
    for sequence, recorded in checkpoints:
        wanted.setdefault(sequence, set()).add(recorded)
    wanted.pop(0, None)  # recorded before anything was posted
    for sequence, journal in enumerate(journals, start=after[0] + 1):
        what = _fault(journal, previous, sequence)
        if what is None and wanted.pop(sequence, {journal.hash}) != {journal.hash}:
            what = "differs from what was recorded when it was the last"
        if what is not None:
            return Fault(number=journal.number, what=what)
        previous = journal.hash
    if wanted:
        return Fault(number=f"J{min(wanted):06d}", what="is missing, though it was recorded")
    return None


def _fault(journal: ChainJournal, previous: str, sequence: int) -> str | None:
    if journal.sequence != sequence:
        return f"stands where number {sequence} should: a journal is missing"
    if journal.previous_hash != previous:
        return "does not follow the journal before it"
    if len(journal.lines) < 2:
        return "has fewer than two lines"
    if sum(line.amount_pence for line in journal.lines) != 0:
        return "does not sum to nothing"
    if hash_of(journal, previous) != journal.hash:
        return "has been changed since it was posted"
    return None


def _json(values: Sequence[object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def from_export(lines: Iterable[str]) -> Iterator[ChainJournal]:
    """Journals from a ledger export: one JSON object a line, in order of sequence."""
    for line in lines:
        if not line.strip():
            continue
        found = json.loads(line)
        yield ChainJournal(
            sequence=found["sequence"],
            number=found["number"],
            dated_on=date.fromisoformat(found["dated_on"]),
            period=found["period"],
            description=found["description"],
            source_kind=found["source_kind"],
            source_id=found["source_id"],
            key=found["key"],
            reverses=found["reverses"],
            made_by=found["made_by"],
            approved_by=found["approved_by"],
            posted_at=datetime.fromisoformat(found["posted_at"]),
            hash=found["hash"],
            previous_hash=found["previous_hash"],
            lines=[ChainLine(*values) for values in found["lines"]],
        )
