"""Many records at once: what the files of pay details and the forms for one record go through.

The permission is checked by the service that calls; the database's constraints have the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from payroll.services.details.fitting import CHANGED, NEW, UNCHANGED, Clash, Span, fit
from payroll.services.details.kinds import DatedKind, SingleKind
from payroll.services.details.storing import insert_rows, update_rows

Key = tuple[Any, ...]
MOST_IN_LIST = 50_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record to come: `tag` names its row, form or caller."""

    key: Key
    values: tuple[Any, ...]
    starts_on: date = date.min
    ends_before: date | None = None
    tag: Any = None


@dataclass(slots=True)
class Plan:
    """What storing the wanted records comes to; nothing has changed yet."""

    inserts: list[tuple[Any, ...]]
    updates: list[tuple[Any, ...]]
    outcomes: dict[Any, str]
    """By tag: new, changed, unchanged."""
    clashes: list[Clash]

    def counts(self) -> dict[str, int]:
        found = {NEW: 0, CHANGED: 0, UNCHANGED: 0}
        for outcome in self.outcomes.values():
            found[outcome] += 1
        return {"added": found[NEW], "changed": found[CHANGED], "unchanged": found[UNCHANGED]}


def plan_dated(kind: DatedKind, wanted: Sequence[Wanted]) -> Plan:
    """Fit the wanted records among those held. One query."""
    held: dict[Key, list[Span]] = defaultdict(list)
    width = len(kind.group)
    fields = (*kind.group, *kind.facts)
    for pk, starts_on, ends_before, *rest in _held(kind.model, kind.group[0], wanted).values_list(
        "pk", "starts_on", "ends_before", *fields
    ):
        held[tuple(rest[:width])].append(Span(starts_on, ends_before, tuple(rest[width:]), pk))
    coming: dict[Key, list[Span]] = defaultdict(list)
    for each in wanted:
        coming[each.key].append(Span(each.starts_on, each.ends_before, each.values, tag=each.tag))
    plan = Plan([], [], {}, [])
    for key, spans in coming.items():
        fitted, outcomes, clashes = fit(held.get(key, ()), spans)
        plan.clashes += clashes
        plan.outcomes.update({span.tag: outcomes[id(span)] for span in spans if id(span) in outcomes})
        for span in fitted:
            if span.pk is None:
                plan.inserts.append((*key, span.starts_on, span.ends_before, *span.values))
            elif span.is_touched:
                plan.updates.append((span.pk, span.starts_on, span.ends_before, *span.values))
    return plan


def store_dated(kind: DatedKind, plan: Plan) -> None:
    """Earlier records end before later ones begin, so changes go first."""
    dates = ("starts_on", "ends_before")
    update_rows(kind.model, [*dates, *kind.facts], plan.updates)
    insert_rows(kind.model, [*kind.group, *dates, *kind.facts], plan.inserts)


def plan_single(kind: SingleKind, wanted: Sequence[Wanted]) -> Plan:
    """Which of the wanted records are new, changed or there already. One query."""
    width = len(kind.key)
    held = {
        tuple(rest[:width]): (pk, tuple(rest[width:]))
        for pk, *rest in _held(kind.model, kind.key[0], wanted).values_list("pk", *kind.key, *kind.facts)
    }
    plan = Plan([], [], {}, [])
    for each in wanted:
        found = held.get(each.key)
        if found is None:
            plan.inserts.append((*each.key, *each.values))
            plan.outcomes[each.tag] = NEW
        elif found[1] == each.values:
            plan.outcomes[each.tag] = UNCHANGED
        else:
            plan.updates.append((found[0], *each.values))
            plan.outcomes[each.tag] = CHANGED
    return plan


def store_single(kind: SingleKind, plan: Plan) -> None:
    update_rows(kind.model, kind.facts, plan.updates)
    insert_rows(kind.model, [*kind.key, *kind.facts], plan.inserts)


def _held(model: type[Model], field: str, wanted: Sequence[Wanted]) -> QuerySet[Any]:
    """The rows that share the first part of a wanted key."""
    firsts = {each.key[0] for each in wanted}
    rows = model._default_manager.order_by("pk")
    return rows if len(firsts) > MOST_IN_LIST else rows.filter(**{f"{field}__in": firsts})
