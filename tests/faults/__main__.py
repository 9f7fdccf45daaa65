"""`python -m tests.faults [--seeds 1,2,3] [ROW ...]`: run the fault table, or some of its rows, and print it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.table import TABLE, Row

ROOT = Path(__file__).resolve().parents[2]
HELD, BROKE = "held", "BROKE"


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    asked.add_argument("rows", type=int, nargs="*", help="numbers of rows; all where none is given")
    asked.add_argument("--seeds", default="1,2,3", help="each test that draws is run once for each")
    given = asked.parse_args()
    rows = [row for row in TABLE if not given.rows or row.number in given.rows]
    say(f"Seeds: {given.seeds}")
    before = time.monotonic()
    outcomes = run(rows, given.seeds)
    counts = {HELD: 0, BROKE: 0, "not yet": 0, "cannot run here": 0}
    say()
    for row in rows:
        word, told = verdict(row, outcomes)
        counts[word] += 1
        say(f"{row.number:>3}  {word:16} {row.fault}{': ' + told if told else ''}")
    say(f"\n{time.monotonic() - before:,.0f} seconds.")
    say(", ".join(f"{count} {word.lower()}" for word, count in counts.items()))
    return 0 if counts[HELD] and not counts[BROKE] else 1


def run(rows: list[Row], seeds: str) -> dict[str, str]:
    """How each test of these rows ended, by its node id."""
    wanted = list(dict.fromkeys(test.partition("[")[0] for row in rows for test in row.tests))
    if not wanted:
        return {}
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        path = Path(folder) / "outcomes.json"
        options = [f"--fault-seeds={seeds}", "--whole-fault-table", f"--fault-outcomes={path}"]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.faults.outcomes",
            "-v",
            "--tb=short",
            *options,
            *wanted,
        ]
        subprocess.run(command, cwd=ROOT, check=False)
        return json.loads(path.read_text()) if path.exists() else {}


def verdict(row: Row, outcomes: dict[str, str]) -> tuple[str, str]:
    """A word for the row, and what more there is to say."""
    if not row.tests:
        return row.why, row.missing
    failed, ran = [], 0
    for test in row.tests:
        mine = {name: how for name, how in outcomes.items() if belongs(name, test)}
        ran += sum(how == "passed" for how in mine.values())
        failed += [name for name, how in mine.items() if how == "failed"] or (
            [] if mine else [f"{test} did not run"]
        )
    if failed or not ran:
        return BROKE, "; ".join(failed) or "nothing ran"
    left_out = f"; not here: {row.missing}" if row.missing else ""
    return HELD, f"{ran} tests{left_out}"


def belongs(name: str, test: str) -> bool:
    """Whether a node is the test named, one of its parameters (`test[chunk]` is any seed of chunk), or in its file."""
    test, _, parameter = test.partition("[")
    own, _, given = name.partition("[")
    if "::" not in test:
        return own.startswith(f"{test}::")
    return own == test and parameter.rstrip("]") in given


if __name__ == "__main__":
    sys.exit(main())
