"""Writing many rows of one model: new ones by COPY, changed ones in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg2 import sql

from backoffice.copying import copy_rows
from backoffice.numbering.references import new_references


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """New rows; a model with a reference gets one for each."""
    if not rows:
        return
    if any(field.name == "reference" for field in model._meta.local_fields):
        references = new_references(len(rows))
        columns = [*columns, "reference"]
        rows = [[*row, reference] for row, reference in zip(rows, references, strict=True)]
    copy_rows(model._meta.db_table, [_column(model, name) for name in columns], rows)


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Change rows, each given as primary key and values. One statement, however many."""
    given = list(rows)
    if not given:
        return 0
    types = [_type(model, name) for name in columns]
    names = [_column(model, name) for name in columns]
    statement = sql.SQL(
        "UPDATE {table} t SET {sets} FROM unnest({arrays}) AS v (pk, {names}) WHERE t.id = v.pk"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        sets=sql.SQL(", ").join(sql.SQL("{0} = v.{0}").format(sql.Identifier(name)) for name in names),
        arrays=sql.SQL(", ").join(
            [sql.SQL("%s::bigint[]"), *(sql.SQL("%s::" + kind + "[]") for kind in types)]
        ),
        names=sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(
            statement.as_string(cursor.cursor), [list(column) for column in zip(*given, strict=True)]
        )
        return int(cursor.rowcount)


def _type(model: type[models.Model], attname: str) -> str:
    """A column's type for the cast of an array: no length, no CHECK."""
    field = next(field for field in model._meta.local_fields if attname in (field.attname, field.name))
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(kind).split("(", 1)[0].split(" CHECK", 1)[0]


def _column(model: type[models.Model], attname: str) -> str:
    return next(
        str(field.column) for field in model._meta.local_fields if attname in (field.attname, field.name)
    )
