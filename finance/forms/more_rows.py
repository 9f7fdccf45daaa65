"""The button that adds rows to a form of lines without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseFormSet, Form
from django.http import QueryDict

H = TypeVar("H", bound=Form)
L = TypeVar("L", bound="BaseFormSet[Any]")


def with_more_rows(sent: QueryDict, head: type[H], lines: Callable[..., L], *, extra: int) -> tuple[H, L]:
    """What was typed so far, unjudged, with `extra` more rows; rows with nothing in them are left out.

    `lines` makes the formset: bound to what it is given, or begun with `initial` and `extra` empty rows.
    """
    form = head(
        initial={
            name: field.widget.value_from_datadict(sent, {}, name)  # type: ignore[arg-type]
            for name, field in head(sent).fields.items()
        }
    )
    rows = [
        {name: row[name].value() for name in row.fields}
        for row in lines(sent).forms
        if any(row[name].value() for name in row.fields)
    ]
    return form, lines(initial=rows, extra=extra)
