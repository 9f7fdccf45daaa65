"""Rows of text made values, and everything wrong with them found, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from backoffice.imports.reading import RawRow
from backoffice.imports.specs import CheckContext, ImportRow, ImportSpec, Problem
from backoffice.imports.values import Unreadable, plainly


def to_row(spec: ImportSpec, raw: RawRow, mapping: dict[str, int], labels: dict[str, str]) -> ImportRow:
    """The row's values, with a problem for each cell that cannot be read."""
    row = ImportRow(raw.number, {}, labels)
    cells = raw.cells
    unreadable: set[int] = set()
    for position, message, next_step in raw.problems:
        unreadable.add(position)
        name = next((each for each, at in mapping.items() if at == position), "")
        row.problem(name, message, next_step)
    for column in spec.columns:
        at = mapping.get(column.name)
        text = cells[at] if at is not None and at < len(cells) else ""
        value: Any = None
        if at is None or at not in unreadable:
            try:
                value = column.value(text)
            except Unreadable as error:
                row.problem(column.name, str(error), error.next_step)
            except ValueError as error:
                row.problem(column.name, str(error))
        row.values[column.name] = value
    return row


def check_rows(spec: ImportSpec, rows: list[ImportRow], context: CheckContext) -> None:
    """What is wrong between rows and against what the authority holds; the function's own check asks in bulk."""
    _find_repeats(spec, rows)
    if spec.check is not None:
        spec.check(rows, context)


def _find_repeats(spec: ImportSpec, rows: list[ImportRow]) -> None:
    if not spec.key:
        return
    first: dict[tuple[Any, ...], ImportRow] = {}
    for row in rows:
        key = tuple(row[name] for name in spec.key)
        if any(part is None for part in key):
            continue
        if key not in first:
            first[key] = row
            continue
        other = first[key]
        said = ", ".join(
            f"{spec.labels[name]} {_written(part)}" for name, part in zip(spec.key, key, strict=True)
        )
        row.problem(spec.key[0], f"{said} stands in row {other.number} too.", "Keep one of the two rows.")
        if other.ok:
            other.problem(spec.key[0], f"{said} stands in row {row.number} too.", "Keep one of the two rows.")


def _written(value: Any) -> str:
    """A value of a key as its reader types it."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def check_authority(raw: RawRow, position: int | None, names: Iterable[str]) -> Problem | None:
    """The problem of a row that names another authority; None where it names none or ours."""
    if position is None or position >= len(raw.cells) or not raw.cells[position]:
        return None
    named = raw.cells[position]
    if plainly(named) in {plainly(name) for name in names}:
        return None
    return Problem(
        raw.number,
        "authority",
        "Authority",
        f"{named} is another authority.",
        "Choose this authority's file.",
    )


def counts_of(rows: list[ImportRow]) -> dict[str, int]:
    """How many rows are new, changed, unchanged and wrong."""
    counts = {"new": 0, "changed": 0, "unchanged": 0, "wrong": 0}
    for row in rows:
        counts[row.outcome if row.ok else "wrong"] += 1
    return counts
