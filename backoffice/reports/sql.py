"""Rows that stay in the database until they are written: CSV by COPY, anything else by a server-side cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from backoffice.reports.columns import Column

# What begins with a tab, a return or one of + - = @ would be a formula; numbers of letters are compared faster than a
# pattern.
_HARMLESS = "CASE WHEN ascii({0}::text) IN (9, 13, 43, 45, 61, 64) THEN '''' || {0} ELSE {0}::text END"
_CSV_SQL = {
    "text": _HARMLESS,
    "reference": _HARMLESS,
    "integer": "{0}",
    "decimal": "{0}",
    "money": "round({0} * 0.01, 2)",
    "date": "{0}",
    "moment": "to_char({0} AT TIME ZONE 'Europe/London', 'YYYY-MM-DD HH24:MI')",
    "yes_no": "CASE WHEN {0} THEN 'Yes' WHEN NOT {0} THEN 'No' END",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """A query with its parameters (`%s`); its columns are the report's, in their order. Never built from a request."""

    query: str
    params: Sequence[Any] = ()

    @classmethod
    def of(cls, rows: QuerySet[Any, Any]) -> Sql:
        """The SQL of `queryset.values_list(...)`."""
        query, params = rows.query.sql_with_params()
        return cls(query, params)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows through a server-side cursor: memory does not grow with their number."""
        cursor = connection.chunked_cursor()
        try:
            cursor.execute(self.query, self.params or None)
            while page := cursor.fetchmany(2000):
                yield from page
        finally:
            cursor.close()

    def copy_csv(self, file: IO[bytes], columns: Sequence[Column]) -> None:
        """Write the rows by COPY TO STDOUT, text made harmless, money in pounds."""
        names = [f"c{position}" for position in range(len(columns))]
        picked = ", ".join(
            _CSV_SQL[column.kind].format(name) for name, column in zip(names, columns, strict=True)
        )
        statement = f"SELECT {picked} FROM ({self.query}) AS q({', '.join(names)})"  # noqa: S608 - see the class
        with connection.cursor() as cursor, connection.wrap_database_errors:
            bound = cursor.cursor.mogrify(statement, self.params) if self.params else statement
            text = bound.decode() if isinstance(bound, bytes) else bound
            cursor.cursor.copy_expert(f"COPY ({text}) TO STDOUT (FORMAT csv)", file)
