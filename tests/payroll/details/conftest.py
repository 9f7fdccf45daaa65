"""People, periods and elements that pages and files of pay details are tried on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice.imports.services import ImportHasProblems, LoadResult, load_file
from hr.models import Employment
from tests.payroll.factories import World


@pytest.fixture
def staff(pay: World) -> Employment:
    """A member of staff on 1257L, A, in the LGPS, since April 2020."""
    return pay.person()


@pytest.fixture
def officer(pay: World) -> Employment:
    return pay.person(workforce="OFFICER", annual=4_500_000)


@pytest.fixture
def load(payroll_officer, tmp_path: Path) -> Callable[..., LoadResult]:
    """`load("payroll.tax_details", ["Payroll number", …], [row, …])`: a file through the door that loads it."""
    count = 0

    def run(kind: str, head: list[str], *rows: list[str]) -> LoadResult:
        nonlocal count
        count += 1
        path = tmp_path / f"file{count}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head, *rows])
        return load_file(actor=payroll_officer.actor, kind=kind, path=path)

    return run


@pytest.fixture
def wrong(load) -> Callable[..., list[tuple[int, str, str]]]:
    """The same for a file with errors: (row, column, what is said) of each, and nothing changed."""

    def run(kind: str, head: list[str], *rows: list[str]) -> list[tuple[int, str, str]]:
        with pytest.raises(ImportHasProblems) as refused:
            load(kind, head, *rows)
        return [(p.row, p.label, f"{p.message} {p.next_step}".strip()) for p in refused.value.problems]

    return run
