"""`@tracked`: a model whose every change is kept, with who, when, why and through what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

from backoffice.audit.triggers import InsertOnly, WriteHistory

M = TypeVar("M", bound=type[models.Model])


class _RowEvent(pghistory.RowEvent):
    def add_event_trigger(self, event_model: type[Any]) -> None:
        trigger = WriteHistory(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=pgtrigger.Row,
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class Inserted(_RowEvent, pghistory.InsertEvent): ...


class Updated(_RowEvent, pghistory.UpdateEvent): ...


class Deleted(_RowEvent, pghistory.DeleteEvent): ...


def _condition(only: str, row: str, *, changed: bool = False) -> pgtrigger.Condition:
    words = only.format(row=row)
    return pgtrigger.Condition(f"OLD.* IS DISTINCT FROM NEW.* AND ({words})" if changed else words)


def tracked(*, exclude: Sequence[str] = (), only: str = "") -> Callable[[M], M]:
    """Keep a history of the model: an event model `<Model>Event`, three triggers, insert-only.

    `exclude` names fields that are not kept; an update that touches only those leaves no history. For records people
    keep, not for lines written in bulk: each changed row costs an insert. `only` is SQL on the columns of a row, as
    `{row}.key IS NULL`: rows it does not hold for leave no history.
    """

    def decorate(model: M) -> M:
        from backoffice.audit.models import Event

        table = f"{model._meta.db_table}event"
        pghistory.track(
            Inserted(condition=_condition(only, "NEW")) if only else Inserted(),
            Updated(condition=_condition(only, "NEW", changed=True)) if only else Updated(),
            Deleted(condition=_condition(only, "OLD")) if only else Deleted(),
            exclude=list(exclude),
            base_model=Event,
            obj_field=pghistory.ObjForeignKey(related_name="history", null=False, db_index=True),
            context_field=pghistory.ContextJSONField(null=False),
            context_id_field=None,
            append_only=False,
            model_name=f"{model.__name__}Event",
            meta={
                "db_table": table,
                "db_table_comment": f"History of {model._meta.db_table}, written by triggers; insert-only.",
                "triggers": [InsertOnly()],
            },
        )(model)
        return model

    return decorate
