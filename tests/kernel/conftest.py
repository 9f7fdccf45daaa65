"""What the kernel's tests need to have registered: a kind of file, of job, of document and of decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from backoffice.approvals import kinds as approval_kinds
from backoffice.documents import kinds as document_kinds
from backoffice.imports import specs
from backoffice.jobs import kinds as job_kinds
from backoffice.numbering.models import Counter


def apply_counters(*, actor: Any, rows: list[specs.ImportRow], today: Any) -> dict[str, int]:
    added = [Counter(series=row["series"], last=row["last"]) for row in rows if row.outcome == "new"]
    changed = [Counter(series=row["series"], last=row["last"]) for row in rows if row.outcome == "changed"]
    Counter.objects.bulk_create(added)
    Counter.objects.bulk_update(changed, ["last"])
    return {"added": len(added), "changed": len(changed)}


def check_counters(rows: list[specs.ImportRow], context: specs.CheckContext) -> None:
    known = dict(
        Counter.objects.filter(series__in=[row["series"] for row in rows]).values_list("series", "last")
    )
    for row in rows:
        if row["series"] == "UNKNOWN":
            row.problem("series", "There is no series UNKNOWN.", "Give one from the list of series.")
        if row["series"] in known:
            row.outcome = "unchanged" if known[row["series"]] == row["last"] else "changed"


@pytest.fixture
def counters(monkeypatch: pytest.MonkeyPatch) -> specs.ImportSpec:
    """A kind of file that hr officers may load."""
    spec = specs.ImportSpec(
        kind="test.counters",
        label="Counters",
        permission="hr.import_people",
        columns=[
            specs.Column(
                "series",
                "Series",
                kind="code",
                required=True,
                example="A1",
                aliases=("Reihe",),
                max_length=10,
            ),
            specs.Column("last", "Last", kind="integer", required=True, example="12"),
            specs.Column("starts_on", "Start date", kind="date", example="28/02/2026"),
        ],
        key=("series",),
        check=check_counters,
        apply=apply_counters,
    )
    monkeypatch.setitem(specs.SPECS, spec.kind, spec)
    return spec


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A kind of job, `test.job`, whose handler the test puts into `handler["run"]`."""
    holder: dict[str, Any] = {"run": lambda run: None}
    kind = job_kinds.JobKind(
        "test.job", "Test job", "default", "payroll.prepare_run", lambda run: holder["run"](run)
    )
    monkeypatch.setitem(job_kinds.KINDS, kind.code, kind)
    yield holder


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of document that payroll officers may read."""
    kind = document_kinds.DocumentKind(
        "test.letter",
        "Letter",
        lambda viewer, document: viewer.can("payroll.view"),
        (document_kinds.PDF, document_kinds.CSV),
    )
    monkeypatch.setitem(document_kinds.KINDS, kind.code, kind)
    return kind.code


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kind of decision for payroll approvers; what followed from decisions is noted in the list."""
    followed: list[str] = []
    kind = approval_kinds.ApprovalKind(
        "test.run",
        "Pay run",
        "payroll.approve_run",
        approved=lambda **given: followed.append("approved"),
        rejected=lambda **given: followed.append("rejected"),
    )
    monkeypatch.setitem(approval_kinds.KINDS, kind.code, kind)
    return followed
