"""A file's way in: upload, match its columns, check, load. Nothing but the staging tables changes before the load."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.clock import LONDON, business_date
from backoffice.copying import copy_rows
from backoffice.documents.services import clean_filename, open_document, store_document
from backoffice.errors import Conflict, Refused
from backoffice.imports import checking, matching
from backoffice.imports.models import Batch, BatchState, Mapping, Row
from backoffice.imports.reading import RawRow, Sheet, read_file
from backoffice.imports.specs import SPECS, CheckContext, ImportRow, ImportSpec, Problem
from backoffice.jobs.faults import fault_point
from backoffice.services import lock, service
from backoffice.tenancy.current import require_slug

DOCUMENT_KIND = "imports.file"
MOST_TOLD = 100  # problems named in one refusal; the file of wrong rows has them all


class SameFile(Conflict):
    code = "import_same_file"


class OtherAuthority(Refused):
    code = "import_other_authority"


class ImportHasProblems(Refused):
    """Some rows are wrong. `problems` has the first of them, by row and column."""

    code = "import_has_problems"

    def __init__(self, message: str, *, problems: list[Problem], next_step: str) -> None:
        super().__init__(message, next_step=next_step)
        self.problems = problems


class NotReady(Conflict):
    code = "import_not_ready"


class NothingToLoad(Refused):
    code = "import_nothing_to_load"


@dataclass(frozen=True, slots=True)
class LoadResult:
    batch: Batch
    counts: dict[str, int]
    problems: list[Problem] = field(default_factory=list)


@service(permission=None)
def upload_file(
    *, actor: Actor, kind: str, file: BinaryIO, filename: str, authority_names: Iterable[str] = ()
) -> Batch:
    """Take a file in and match its columns. The permission is the import's own.

    The batch is then `MAPPING` (a person has to match columns) or `STAGED` (ready for `check_batch`).
    """
    spec = SPECS[kind]
    actor.require(spec.permission)
    digest = _digest(file)
    _refuse_same_file(kind, digest, filename)
    sheet = read_file(file, filename)
    mapping = matching.match(spec, sheet.headings)
    _refuse_other_authority(sheet, spec, mapping, authority_names, filename)
    document = store_document(actor=actor, kind=DOCUMENT_KIND, filename=filename, content=file)
    ready = not matching.missing(spec, mapping)
    return Batch.objects.create(
        kind=kind,
        state=BatchState.STAGED if ready else BatchState.MAPPING,
        filename=clean_filename(filename),
        sha256=digest,
        how_read=sheet.how_read,
        document=document,
        headings=sheet.headings,
        mapping=mapping,
        created_by_id=actor.member_id,
    )


@service(permission=None)
def map_columns(*, actor: Actor, batch: Batch, columns: dict[str, int]) -> Batch:
    """Match our columns to positions in the file, and remember it for the next file with these headings."""
    spec = SPECS[batch.kind]
    actor.require(spec.permission)
    batch = lock(batch)
    _refuse_over(batch)
    if absent := matching.missing(spec, columns):
        raise matching.ColumnsMissing(
            f"{_listed(absent)} cannot be left out.", next_step="Choose the column of the file that holds it."
        )
    twice = [name for name, at in columns.items() if list(columns.values()).count(at) > 1]
    if twice:
        raise matching.HeadingsTwice(
            f"{_listed([spec.labels[name] for name in twice])} are taken from one column of the file.",
            next_step="Choose a column of its own for each.",
        )
    Mapping.objects.update_or_create(
        kind=spec.kind,
        headings_sha256=matching.fingerprint(batch.headings),
        defaults={
            "columns": {name: batch.headings[at] for name, at in columns.items()},
            "remembered_by_id": actor.member_id,
        },
    )
    batch.mapping, batch.state = columns, BatchState.STAGED
    batch.save(update_fields=["mapping", "state"])
    return batch


@service(permission=None)
def check_batch(*, actor: Actor, batch: Batch, today: date) -> Batch:
    """Read the file, stage its rows and find everything wrong with them. May be done again; it starts afresh."""
    spec = SPECS[batch.kind]
    actor.require(spec.permission)
    batch = lock(batch)
    if batch.state == BatchState.CHECKED:
        return batch
    _refuse_over(batch)
    if batch.state == BatchState.MAPPING:
        raise NotReady("The columns of this file are not matched yet.", next_step="Match them first.")
    assert batch.document is not None
    with open_document(batch.document) as file:
        sheet = read_file(file, batch.filename)
        raws = list(sheet.rows)
    _check(spec, batch, raws, actor, today)
    return batch


@service(permission=None)
def load_batch(*, actor: Actor, batch: Batch, accept_good: bool, today: date) -> Batch:
    """Load the checked rows: all of them, or with `accept_good` those that are right. One transaction.

    Everything is checked once more against what the authority holds now. Asked twice, loaded once.
    """
    spec = SPECS[batch.kind]
    actor.require(spec.permission)
    batch = lock(batch)
    if batch.state == BatchState.LOADED:
        return batch
    if batch.state != BatchState.CHECKED:
        raise NotReady(
            f"{batch.filename} is {batch.get_state_display().lower()}, so it cannot be loaded.",
            next_step="Check it first, or choose the file again.",
        )
    _refuse_same_file(batch.kind, batch.sha256, batch.filename)
    raws = [
        RawRow(number, cells, _file_problems(problems, batch.mapping))
        for number, cells, problems in batch.rows.order_by("number").values_list(
            "number", "cells", "problems"
        )
    ]
    rows = _as_rows(spec, batch, raws, actor, today)
    _load(spec, batch, rows, actor, accept_good, today)
    return batch


@service(permission=None)
def discard_batch(*, actor: Actor, batch: Batch) -> Batch:
    """Put a file aside; its staged rows go. Asked twice, nothing more happens."""
    actor.require(SPECS[batch.kind].permission)
    batch = lock(batch)
    if batch.state == BatchState.DISCARDED:
        return batch
    _refuse_over(batch)
    batch.state = BatchState.DISCARDED
    batch.save(update_fields=["state"])
    batch.rows.all().delete()
    return batch


@service(permission=None)
def load_file(
    *,
    actor: Actor,
    kind: str,
    path: Path,
    today: date | None = None,
    accept_good: bool = False,
    authority_names: Iterable[str] = (),
) -> LoadResult:
    """Upload, check and load one file in one transaction; for onboarding and commands.

    Raises `ImportHasProblems` when rows are wrong and `accept_good` is not set; then nothing has changed.
    """
    spec = SPECS[kind]
    actor.require(spec.permission)
    day = today or business_date()
    with path.open("rb") as file:
        batch = upload_file(
            actor=actor, kind=kind, file=file, filename=path.name, authority_names=authority_names
        )
        if batch.state == BatchState.MAPPING:
            absent = matching.missing(spec, batch.mapping)
            raise matching.ColumnsMissing(
                f"{path.name} has no column for {_listed(absent)}.",
                where="Row 1",
                next_step="Add it, or match the columns on the import page.",
            )
        raws = list(read_file(file, path.name).rows)
    rows = _check(spec, batch, raws, actor, day)
    _load(spec, batch, rows, actor, accept_good, day)
    return LoadResult(batch, batch.result, [problem for row in rows for problem in row.problems])


def _check(spec: ImportSpec, batch: Batch, raws: list[RawRow], actor: Actor, today: date) -> list[ImportRow]:
    rows = _as_rows(spec, batch, raws, actor, today)
    batch.rows.all().delete()
    _stage(batch, raws, rows)
    batch.counts = checking.counts_of(rows)
    batch.rows_total = len(rows)
    batch.state = BatchState.CHECKED
    batch.save(update_fields=["counts", "rows_total", "state"])
    return rows


def _as_rows(
    spec: ImportSpec, batch: Batch, raws: list[RawRow], actor: Actor, today: date
) -> list[ImportRow]:
    labels = spec.labels
    rows = [checking.to_row(spec, raw, batch.mapping, labels) for raw in raws]
    checking.check_rows(spec, rows, CheckContext(actor=actor, today=today, spec=spec))
    return rows


def _load(
    spec: ImportSpec, batch: Batch, rows: list[ImportRow], actor: Actor, accept_good: bool, today: date
) -> None:
    wrong = [row for row in rows if not row.ok]
    good = [row for row in rows if row.ok]
    if wrong and not accept_good:
        problems = [problem for row in wrong[:MOST_TOLD] for problem in row.problems][:MOST_TOLD]
        raise ImportHasProblems(
            f"{len(wrong):,} of {len(rows):,} rows in {batch.filename} are wrong. {problems[0]}",
            problems=problems,
            next_step="Mend them in the file of wrong rows, or load the good rows only.",
        )
    if not good:
        raise NothingToLoad(
            f"No row of {batch.filename} can be loaded.", next_step="Mend the file and choose it again."
        )
    fault_point("imports.load:before")
    counted = spec.apply(actor=actor, rows=good, today=today)
    fault_point("imports.load:after")
    batch.state, batch.took_good_rows = BatchState.LOADED, bool(wrong)
    batch.counts, batch.rows_total = checking.counts_of(rows), len(rows)
    batch.result = dict(counted)
    batch.loaded_by_id, batch.loaded_at = actor.member_id, timezone.now()
    batch.save()
    batch.rows.exclude(outcome="").delete()  # they stand in the function's own records now


def _stage(batch: Batch, raws: list[RawRow], rows: list[ImportRow]) -> None:
    """Write the rows by COPY: 200,000 in a few seconds."""
    staged = (
        (
            batch.pk,
            raw.number,
            json.dumps(raw.cells, ensure_ascii=False),
            row.outcome if row.ok else "",
            json.dumps(_staged_problems(raw, row), ensure_ascii=False),
        )
        for raw, row in zip(raws, rows, strict=True)
    )
    copy_rows(Row._meta.db_table, ("batch_id", "number", "cells", "outcome", "problems"), staged)


def _staged_problems(raw: RawRow, row: ImportRow) -> list[dict[str, str]]:
    return [
        {
            "column": each.column,
            "label": each.label,
            "message": each.message,
            "next_step": each.next_step,
            "of": "file" if index < len(raw.problems) else "check",
        }
        for index, each in enumerate(row.problems)
    ]


def _file_problems(problems: list[dict[str, str]], mapping: dict[str, int]) -> list[tuple[int, str, str]]:
    """What was wrong with the file's own cells, which the staged text no longer shows."""
    return [
        (mapping.get(each["column"], -1), each["message"], each["next_step"])
        for each in problems
        if each.get("of") == "file"
    ]


def _refuse_same_file(kind: str, digest: str, filename: str) -> None:
    earlier = (
        Batch.objects.filter(kind=kind, sha256=digest, state=BatchState.LOADED)
        .select_related("loaded_by")
        .first()
    )
    if earlier is None:
        return
    assert earlier.loaded_at is not None
    by = f" by {earlier.loaded_by.name}" if earlier.loaded_by else ""
    raise SameFile(
        f"{filename} was loaded on {earlier.loaded_at.astimezone(LONDON):%d/%m/%Y at %H:%M}{by}; nothing is loaded twice.",
        where="file",
        next_step="Choose the file that has the changes.",
    )


def _refuse_other_authority(
    sheet: Sheet, spec: ImportSpec, mapping: dict[str, int], names: Iterable[str], filename: str
) -> None:
    position = matching.authority_position(spec, sheet.headings, mapping)
    if position is None:
        return
    ours = [require_slug(), *names]
    for raw in sheet.rows:
        problem = checking.check_authority(raw, position, ours)
        if problem is not None:
            raise OtherAuthority(
                f"{filename} is for another authority: row {raw.number} names {raw.cells[position]}.",
                where=f"Row {raw.number}, Authority",
                next_step="Choose this authority's file.",
            )


def _refuse_over(batch: Batch) -> None:
    if batch.state in (BatchState.LOADED, BatchState.DISCARDED):
        raise NotReady(
            f"{batch.filename} is {batch.get_state_display().lower()} already.",
            next_step="Choose a new file.",
        )


def _listed(labels: list[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest
