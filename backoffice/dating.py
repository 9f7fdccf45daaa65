"""Effective dating: `starts_on` is in, `ends_before` is out, null means open.

`NoOverlap` is the exclusion constraint that keeps two dated rows of one thing from covering the same day.
It needs no
extension: a number is made a range of itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Q
from django.db.models.constraints import BaseConstraint


def valid_on(on: date, prefix: str = "") -> Q:
    """Rows in force on a day. `prefix` names the way to them, such as "assignments__"."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_before__isnull": True}) | Q(**{f"{prefix}ends_before__gt": on})
    )


def overlapping(starts_on: date, ends_before: date | None, prefix: str = "") -> Q:
    """Rows in force on at least one day from `starts_on` until before `ends_before` (None: open)."""
    found = Q(**{f"{prefix}ends_before__isnull": True}) | Q(**{f"{prefix}ends_before__gt": starts_on})
    if ends_before is not None:
        found &= Q(**{f"{prefix}starts_on__lt": ends_before})
    return found


def covers(starts_on: date, ends_before: date | None, on: date) -> bool:
    """Whether a day falls in a range."""
    return starts_on <= on and (ends_before is None or on < ends_before)


def overlap(
    starts_on: date, ends_before: date | None, other_starts_on: date, other_ends_before: date | None
) -> bool:
    """Whether two ranges share a day; an empty range shares none."""
    for start, end in ((starts_on, ends_before), (other_starts_on, other_ends_before)):
        if end is not None and end <= start:
            return False
    return (other_ends_before is None or starts_on < other_ends_before) and (
        ends_before is None or other_starts_on < ends_before
    )


def ends_after_start(name: str, message: str) -> models.CheckConstraint:
    """The check every dated table has: an end comes after its start."""
    return models.CheckConstraint(
        name=name,
        condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
        violation_error_message=message,
    )


class NoOverlap(BaseConstraint):
    """No two rows with the same values in `fields` (whole numbers, foreign keys) cover the same day."""

    def __init__(
        self,
        *,
        fields: list[str] | tuple[str, ...],
        name: str,
        violation_error_code: str | None = None,
        violation_error_message: Any = None,
    ) -> None:
        self.fields = tuple(fields)
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        columns = [quote(model._meta.get_field(field).column) for field in self.fields]
        starts, ends = (quote(model._meta.get_field(field).column) for field in ("starts_on", "ends_before"))
        parts = [f"int8range({column}, {column}, '[]') WITH &&" for column in columns]
        parts.append(f"daterange({starts}, {ends}) WITH &&")
        return f"CONSTRAINT {quote(self.name)} EXCLUDE USING gist ({', '.join(parts)})"

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s ADD %(constraint)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            constraint=self.constraint_sql(model, schema_editor),
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(
        self,
        model: type[models.Model],
        instance: Any,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        named = {*self.fields, "starts_on", "ends_before"}
        if exclude and named & set(exclude):
            return
        values = {field: getattr(instance, instance._meta.get_field(field).attname) for field in self.fields}
        starts_on, ends_before = instance.starts_on, instance.ends_before
        if starts_on is None or any(value is None for value in values.values()):
            return
        others = model._default_manager.using(using).filter(overlapping(starts_on, ends_before), **values)
        if instance.pk is not None:
            others = others.exclude(pk=instance.pk)
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, arguments, keywords = super().deconstruct()
        return path, tuple(arguments), {**keywords, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoOverlap):
            return NotImplemented
        return (self.name, self.fields, self.violation_error_message) == (
            other.name,
            other.fields,
            other.violation_error_message,
        )

    def __hash__(self) -> int:
        return hash((self.name, self.fields))
