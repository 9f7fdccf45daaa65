"""Import files as their readers may see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, When

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.imports.matching import REASON
from backoffice.imports.models import Batch, Row
from backoffice.imports.specs import SPECS, ImportSpec, said
from backoffice.reports.columns import Column as ExportColumn


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A staged row as the preview shows it."""

    number: int
    cells: list[str]
    outcome: str
    reasons: list[str]


def spec_for(*, viewer: Actor, kind: str) -> ImportSpec:
    """The kind of file; `Missing` if there is none, `NotAllowed` if the viewer may not load it."""
    spec = SPECS.get(kind)
    if spec is None:
        raise Missing("There is no such import.", next_step="Choose one from the list of imports.")
    viewer.require(spec.permission)
    return spec


def batches_for(*, viewer: Actor, spec: ImportSpec) -> QuerySet[Batch]:
    """The files of a kind, the newest first; none for who may not load it."""
    found = Batch.objects.filter(kind=spec.kind).select_related("created_by", "loaded_by").order_by("-id")
    return found if viewer.can(spec.permission) else found.none()


def batch_for(*, viewer: Actor, kind: str, reference: str) -> Batch:
    """One file; `Missing`, too, if it is of another kind."""
    spec = spec_for(viewer=viewer, kind=kind)
    batch = batches_for(viewer=viewer, spec=spec).filter(reference=reference).first()
    if batch is None:
        raise Missing("There is no such file.", next_step="Choose one from the list.")
    return batch


def sample(batch: Batch, *, wrong: bool, limit: int = 20) -> list[SampleRow]:
    """The first wrong rows with their reasons, or the first good ones: those that change something. One query."""
    rows = batch.rows.filter(outcome="") if wrong else batch.rows.exclude(outcome="")
    changes_nothing = Case(When(outcome="unchanged", then=1), default=0)
    return [
        SampleRow(row.number, row.cells, row.outcome, [reason_of(problem) for problem in row.problems])
        for row in rows.order_by(changes_nothing, "number")[:limit]
    ]


def reason_of(problem: dict[str, str]) -> str:
    """One problem as a sentence: the column, what is wrong, what to do."""
    return said(problem["label"], problem["message"], problem["next_step"])


def wrong_rows(batch: Batch) -> tuple[Sequence[ExportColumn], Iterator[tuple[str, ...]]]:
    """The wrong rows as they came, with a reason each: to be mended and sent again."""
    columns = [ExportColumn(f"c{position}", heading) for position, heading in enumerate(batch.headings)]
    columns.append(ExportColumn("reason", REASON))
    return columns, _with_reasons(batch)


def _with_reasons(batch: Batch) -> Iterator[tuple[str, ...]]:
    rows: QuerySet[Row] = batch.rows.filter(outcome="").order_by("number")
    for row in rows.iterator(chunk_size=2000):
        reasons = " ".join(f"Row {row.number}, {reason_of(problem)}" for problem in row.problems)
        yield (*row.cells, reasons)
