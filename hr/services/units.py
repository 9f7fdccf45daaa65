from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import lock, service
from hr.models import Unit


@service(permission="hr.change_structure")
def add_unit(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    starts_on: date,
    ends_before: date | None = None,
    reason: str = "",
) -> Unit:
    """Put a unit into the tree."""
    return Unit.objects.create(
        code=code.strip().upper(),
        name=name,
        kind=kind,
        parent=parent,
        starts_on=starts_on,
        ends_before=ends_before,
    )


@service(permission="hr.change_structure")
def change_unit(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    kind: str,
    parent: Unit | None,
    starts_on: date,
    ends_before: date | None,
    reason: str = "",
) -> Unit:
    """Correct a unit, move it under another, or end it. Its code stays: files and posts refer to it."""
    unit = lock(unit)
    unit.name, unit.kind, unit.parent = name, kind, parent
    unit.starts_on, unit.ends_before = starts_on, ends_before
    unit.save()
    return unit
