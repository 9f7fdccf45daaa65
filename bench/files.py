"""A demonstration authority's files, made any number of times as long.

Everybody is there `copies` times with a payroll number, post, National Insurance number, e-mail address and initials
of their own; units, scales, settings and calendar stand once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from string import ascii_uppercase

STEP = 10_000  # between the payroll numbers of one copy and the next; more than a copy has people
OWN = ("Payroll number", "Post number")  # a file with one of these is about people


def multiply(source: Path, target: Path, *, copies: int) -> None:
    """Write the file at `source` to `target`, its rows about people `copies` times."""
    with (
        source.open(encoding="utf-8", newline="") as given,
        target.open("w", encoding="utf-8", newline="") as made,
    ):
        rows = csv.reader(given)
        head = next(rows)
        writer = csv.writer(made)
        writer.writerow(head)
        kept = list(rows)
        for copy in range(copies if set(OWN) & set(head) else 1):
            writer.writerows(_renamed(head, row, copy) for row in kept)


def first_rows(source: Path, target: Path, *, skip: int, rows: int) -> None:
    """Write the head and `rows` rows after the first `skip`."""
    with (
        source.open(encoding="utf-8", newline="") as given,
        target.open("w", encoding="utf-8", newline="") as made,
    ):
        reader = csv.reader(given)
        writer = csv.writer(made)
        writer.writerow(next(reader))
        writer.writerows(islice(reader, skip, skip + rows))


def _renamed(head: list[str], row: list[str], copy: int) -> Iterator[str]:
    number = 0
    for name, value in zip(head, row, strict=True):
        if name == "Payroll number":
            number = int(value) + copy * STEP
            yield str(number)
        elif name == "Post number" and copy:
            yield f"{value}-{copy}"
        elif name == "NI number" and value:
            # 37 shares no factor with a million: numbers less than a million apart differ. PZ is given to nobody.
            yield f"PZ{number * 37 % 1_000_000:06d}{'ABCD'[number % 4]}"
        elif name == "First names" and copy:
            yield f"{value} {ascii_uppercase[copy % 26]}{ascii_uppercase[copy // 26]}"  # two of a name born on a day are one
        elif name == "Email" and copy:
            yield value.replace("@", f".{copy}@")
        else:
            yield value
