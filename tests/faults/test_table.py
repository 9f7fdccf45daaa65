"""The table names tests that exist, and says why it names none."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.__main__ import belongs, verdict
from tests.faults.table import AT_LEAST, CANNOT_RUN_HERE, NOT_YET, TABLE

ROOT = Path(__file__).resolve().parents[2]


def test_every_row_is_there_and_names_tests_that_exist() -> None:
    assert [row.number for row in TABLE] == list(range(1, 31))
    for row in TABLE:
        for test in row.tests:
            path, _, name = test.partition("[")[0].partition("::")
            text = (ROOT / path).read_text()
            assert not name or re.search(rf"^def {name}\(", text, flags=re.MULTILINE), test
        assert bool(row.tests) != (row.why in (NOT_YET, CANNOT_RUN_HERE)), row.number
        assert row.tests or row.missing, row.number
    assert {row.number for row in TABLE if row.tests} >= AT_LEAST


def test_a_row_holds_only_when_every_test_of_it_ran_and_none_failed() -> None:
    row = TABLE[1]
    names = [row.tests[0], f"{row.tests[1].rstrip(']')}-1]", *row.tests[2:]]
    passed = dict.fromkeys(names, "passed")
    assert verdict(row, passed)[0] == "held"
    assert verdict(row, {names[0]: "passed"})[0] == "BROKE"
    assert verdict(row, passed | {names[1]: "failed"})[0] == "BROKE"
    assert verdict(TABLE[29], {})[0] == "not yet"
    assert not belongs("tests/faults/test_killed_workers.py::test_one_stage_and_the_whole_worker_with_it[seal-1]",
                       row.tests[1])  # fmt: skip
