"""Numbers without gaps.

A number is drawn inside the caller's transaction: rolled back with it, so the next caller gets the same one. Two callers
of one series wait for each other until the first has committed; draw it as late as possible.
"""

from __future__ import annotations

from django.db import connection


def next_number(series: str, *, prefix: str = "", width: int = 6) -> str:
    """The next number of a series with its prefix, such as `J000123`. One query."""
    return f"{prefix}{reserve(series, 1):0{width}d}"


def reserve(series: str, count: int) -> int:
    """Draw `count` numbers at once; the first of them. One query, whatever the count."""
    assert count > 0, "reserve at least one number"
    assert connection.in_atomic_block, "a number is drawn inside the transaction that uses it"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO numbering_counter AS c (series, last) VALUES (%s, %s)"
            " ON CONFLICT (series) DO UPDATE SET last = c.last + EXCLUDED.last RETURNING last",
            [series, count],
        )
        last: int = cursor.fetchone()[0]
    return last - count + 1
