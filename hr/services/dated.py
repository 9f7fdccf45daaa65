"""Putting a dated row among others of the same thing: the one in force ends the day before."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from backoffice.dating import valid_on

M = TypeVar("M", bound=Model)


def make_room(rows: QuerySet[M], starts_on: date) -> tuple[M | None, date | None]:
    """End the row in force on `starts_on` before that day.

    Returns the row that starts on that very day, if any (the caller corrects it), and when the new row
    ends: where the
    one it follows would have ended, or where the next begins, or never.
    """
    current: Any = rows.select_for_update().filter(valid_on(starts_on)).first()
    if current is not None:
        ends_before: date | None = current.ends_before
        if current.starts_on == starts_on:
            return current, ends_before
        current.ends_before = starts_on
        current.save(update_fields=["ends_before"])
        return None, ends_before
    following: Any = rows.filter(starts_on__gt=starts_on).order_by("starts_on").first()
    return None, following.starts_on if following is not None else None
