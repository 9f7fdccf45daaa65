"""Rows into a table by COPY, streamed: what bulk writes use instead of `bulk_create`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import DatabaseError, connection
from psycopg2 import sql

BLOCK = 1 << 16  # characters handed to the server at a time
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write the rows, in the caller's transaction and through the table's triggers; memory does not grow with them.

    Values are None, text, numbers, dates, booleans or bytes. A broken constraint raises Django's IntegrityError.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    stream = _Stream(rows)
    try:
        with connection.cursor() as cursor, connection.wrap_database_errors:
            cursor.cursor.copy_expert(statement.as_string(cursor.cursor), stream, BLOCK)
    except DatabaseError:
        if stream.error is not None:  # the driver tells it as an error of its own
            raise stream.error from None
        raise


class _Stream:
    """What psycopg2 reads from: blocks of rows in COPY's text format. `error` is what the rows themselves raised."""

    def __init__(self, rows: Iterable[Sequence[object]]) -> None:
        self._blocks = _blocks(rows)
        self.error: Exception | None = None

    def read(self, size: int = BLOCK) -> str:
        """The next block; an empty text ends the COPY."""
        try:
            return next(self._blocks, "")
        except Exception as error:
            self.error = error
            raise


def _blocks(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    held: list[str] = []
    length = 0
    for row in rows:
        line = "\t".join([str(value) if type(value) is int else _text(value) for value in row])
        held.append(line)
        length += len(line)
        if length >= BLOCK // 2:
            held.append("")
            yield "\n".join(held)
            held, length = [], 0
    if held:
        held.append("")
        yield "\n".join(held)


def _text(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).translate(_ESCAPES)
