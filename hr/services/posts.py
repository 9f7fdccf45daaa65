from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.services import lock, service
from hr.models import Post, Unit
from hr.services.codes import CODES, refuse_unknown


@service(permission="hr.change_structure")
def add_post(
    *,
    actor: Actor,
    number: str,
    title: str,
    unit: Unit,
    workforce_type: str,
    starts_on: date,
    rank: str = "",
    fte: Decimal = Decimal(1),
    needs_warrant: bool = False,
    warrant_reason: str = "",
    cost_centre: str = "",
    objective: str = "",
    location: str = "",
    ends_before: date | None = None,
    reason: str = "",
) -> Post:
    """Add a funded post to a unit."""
    refuse_unknown(cost_centre=cost_centre.strip().upper(), objective=objective.strip())
    return Post.objects.create(
        number=number.strip().upper(),
        title=title,
        unit=unit,
        workforce_type=workforce_type,
        rank=rank,
        fte=fte,
        needs_warrant=needs_warrant,
        warrant_reason=warrant_reason,
        cost_centre=cost_centre.strip().upper(),
        objective=objective.strip(),
        location=location,
        starts_on=starts_on,
        ends_before=ends_before,
    )


@service(permission="hr.change_structure")
def change_post(*, actor: Actor, post: Post, reason: str = "", **changes: Any) -> Post:
    """Correct a post or end it. To move it in the organisation from a date, end it and add another."""
    post = lock(post)
    before = {name: getattr(post, name) for name in CODES}
    changeable = {field.name for field in Post._meta.concrete_fields} - {"id", "reference", "number"}
    for name, value in changes.items():
        assert name in changeable, name
        setattr(post, name, value.strip().upper() if name == "cost_centre" else value)
    refuse_unknown(**{name: getattr(post, name) for name in CODES if getattr(post, name) != before[name]})
    post.save()
    return post
