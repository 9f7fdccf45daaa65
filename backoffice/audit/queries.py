"""The history of records, read back as sentences: who changed what, when, why and through what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from backoffice.audit.models import Event
from backoffice.clock import LONDON

WHAT = {"insert": "Added", "update": "Changed", "delete": "Removed"}
VIA = {"web": "", "api": "API", "job": "job", "import": "import", "command": "command"}
EMPTY = "–"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as people read it; `old` is empty for a new record."""

    name: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One event of one record."""

    when: datetime
    what: str  # Added, Changed, Removed
    who: str
    via: str  # the door, empty for a page
    why: str
    service: str
    event_id: int
    record_id: int
    fields: list[FieldChange] = field(default_factory=list)


def event_model_of(model: type[models.Model]) -> type[Event]:
    """The model of a tracked model's history."""
    found = getattr(model, "pgh_event_models", {})
    assert "insert" in found, f"{model.__name__} is not tracked"
    event: type[Event] = found["insert"]
    return event


def tracked_models() -> dict[str, type[models.Model]]:
    """Every model with a history, by app and name such as `hr.person`."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models()
        if "insert" in getattr(model, "pgh_event_models", {})
    }


def history_of(instance: models.Model, *, limit: int = 200) -> list[Change]:
    """The record's changes, the newest first, at most `limit`. One query, and one for each kind of record named in it."""
    return histories_of(type(instance), [instance.pk], limit=limit).get(instance.pk, [])


def histories_of(
    model: type[models.Model], ids: Iterable[int], *, limit: int = 10_000
) -> dict[int, list[Change]]:
    """The same for several records at once, by id; at most `limit` events together."""
    event = event_model_of(model)
    newest = event._default_manager.filter(pgh_obj_id__in=list(ids)).order_by("-pgh_id")[: limit + 1]
    events = list(newest.values())
    cut = len(events) > limit
    shown = events[:limit]
    earlier = _states_before(event, shown) if cut else {}
    names = _names(event, events)
    told: dict[int, list[Change]] = {}
    before: dict[int, dict[str, Any]] = dict(earlier)
    for row in reversed(shown):
        key = row["pgh_obj_id"]
        told.setdefault(key, []).insert(0, _told(model, event, row, before.get(key), names))
        before[key] = row
    return told


def changes_in(model: type[models.Model], events: Iterable[dict[str, Any]]) -> list[Change]:
    """The events (as `values()` of the history) in words, in their order; each is compared with the one before it."""
    rows = list(events)
    event = event_model_of(model)
    previous = _previous_states(event, rows)
    names = _names(event, [*rows, *previous.values()])
    return [_told(model, event, row, previous.get(row["pgh_id"]), names) for row in rows]


def _told(
    model: type[models.Model],
    event: type[Event],
    row: dict[str, Any],
    before: dict[str, Any] | None,
    names: dict[tuple[str, int], str],
) -> Change:
    context = row["pgh_context"] or {}
    login = context.get("login")
    return Change(
        when=row["pgh_created_at"],
        what=WHAT.get(row["pgh_label"], row["pgh_label"]),
        who=context.get("name") or (f"Outside the product, as {login}" if login else "Unknown"),
        via=VIA.get(context.get("via", ""), context.get("via", "")),
        why=context.get("reason", ""),
        service=context.get("service", ""),
        event_id=row["pgh_id"],
        record_id=row["pgh_obj_id"],
        fields=_compared(model, event, row, before, names),
    )


def _compared(
    model: type[models.Model],
    event: type[Event],
    row: dict[str, Any],
    before: dict[str, Any] | None,
    names: dict[tuple[str, int], str],
) -> list[FieldChange]:
    if row["pgh_label"] == "delete":
        return []
    changes = []
    for column in _columns(event):
        new = row[column.attname]
        old = before[column.attname] if before is not None else None
        if row["pgh_label"] == "update" and before is None:
            continue  # what it was before is not known
        if new == old or (before is None and new in ("", None, [], {})):
            continue
        label = str(_field(model, column.name).verbose_name)
        changes.append(
            FieldChange(
                name=column.name,
                label=label[:1].upper() + label[1:],
                old="" if before is None else _shown(model, column, old, names),
                new=_shown(model, column, new, names),
            )
        )
    return changes


def _shown(
    model: type[models.Model], column: models.Field[Any, Any], value: Any, names: dict[tuple[str, int], str]
) -> str:
    if value is None or value == "" or value == []:
        return EMPTY
    if isinstance(column, models.ForeignKey):
        return names.get((_named(column), value), f"no. {value}")
    if isinstance(value, list | dict):
        return ", ".join(str(each) for each in value)
    choices = dict(_field(model, column.name).flatchoices or ())
    if value in choices:
        return str(choices[value])
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()[:12]
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.astimezone(LONDON).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if column.name.endswith("_pence") and isinstance(value, int):
        return f"{'-' if value < 0 else ''}£{abs(value) // 100:,}.{abs(value) % 100:02d}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return found


def _columns(event: type[Event]) -> list[models.Field[Any, Any]]:
    return [
        column
        for column in event._meta.concrete_fields
        if not column.name.startswith("pgh_") and column.name not in ("id", "reference")
    ]


def _named(column: models.ForeignKey[Any, Any]) -> str:
    related: type[models.Model] = column.related_model  # type: ignore[assignment]
    return related._meta.label_lower


def _names(event: type[Event], rows: Iterable[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """What the records are called that the rows refer to: one query for each kind of record."""
    wanted: dict[str, set[int]] = {}
    kept = list(rows)
    for column in _columns(event):
        if isinstance(column, models.ForeignKey):
            ids = {row[column.attname] for row in kept} - {None}
            if ids:
                wanted.setdefault(_named(column), set()).update(ids)
    found: dict[tuple[str, int], str] = {}
    for label, ids in wanted.items():
        for record in apps.get_model(label)._default_manager.filter(pk__in=ids):
            found[label, record.pk] = str(record)
    return found


def _states_before(event: type[Event], rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """For each record the state before its oldest row among those given."""
    if not rows:
        return {}
    oldest: dict[int, int] = {}
    for row in rows:
        oldest[row["pgh_obj_id"]] = row["pgh_id"]
    older = event._default_manager.filter(pgh_obj_id__in=oldest, pgh_id__lt=max(oldest.values()))
    latest = older.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values()
    return {row["pgh_obj_id"]: row for row in latest if row["pgh_id"] < oldest[row["pgh_obj_id"]]}


def _previous_states(event: type[Event], rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """For each event the one before it of the same record, by event id. One query."""
    if not rows:
        return {}
    earlier = event._default_manager.filter(
        pgh_obj_id=models.OuterRef("pgh_obj_id"), pgh_id__lt=models.OuterRef("pgh_id")
    )
    pairs = dict(
        event._default_manager.filter(pgh_id__in=[row["pgh_id"] for row in rows])
        .annotate(previous=models.Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))
        .values_list("pgh_id", "previous")
    )
    states = {
        row["pgh_id"]: row
        for row in event._default_manager.filter(pgh_id__in=[id for id in pairs.values() if id]).values()
    }
    return {id: states[previous] for id, previous in pairs.items() if previous in states}
