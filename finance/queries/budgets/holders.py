"""Who holds what, and what somebody may therefore see."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import BudgetHolder

_HELD = """
    WITH RECURSIVE held AS (
        SELECT cost_centre_id AS id FROM finance_budgetholder
        WHERE member_id = %(member)s AND daterange(starts_on, ends_before) @> %(on)s::date
        UNION
        SELECT c.id FROM held JOIN finance_costcentre c ON c.parent_id = held.id
    )
    SELECT id FROM held
"""
_NEAREST = """
    WITH RECURSIVE up AS (
        SELECT id AS start, id AS at, 0 AS steps FROM finance_costcentre WHERE id = ANY (%(centres)s)
        UNION
        SELECT up.start, c.parent_id, up.steps + 1 FROM up JOIN finance_costcentre c ON c.id = up.at
        WHERE c.parent_id IS NOT NULL
    ), found AS (
        SELECT up.start, h.member_id, up.steps, min(up.steps) OVER (PARTITION BY up.start) AS nearest
        FROM up JOIN finance_budgetholder h ON h.cost_centre_id = up.at
        WHERE daterange(h.starts_on, h.ends_before) @> %(on)s::date
    )
    SELECT start, member_id FROM found WHERE steps = nearest ORDER BY start, member_id
"""


def centres_held_by(member_id: int, on: date) -> set[int]:
    """Ids of the cost centres a member holds on a day, with everything below them. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"member": member_id, "on": on})
        return {id for (id,) in cursor.fetchall()}


def roots_held_by(member_id: int, on: date) -> list[int]:
    """Ids of the cost centres a member is named for on a day, without those below them."""
    found = BudgetHolder.objects.filter(member_id=member_id, starts_on__lte=on).exclude(ends_before__lte=on)
    return list(found.order_by("cost_centre__code", "id").values_list("cost_centre_id", flat=True))


def holders_by_centre(cost_centre_ids: set[int], on: date) -> dict[int, list[int]]:
    """Cost centre -> ids of the members who hold it: the nearest ones going up the tree. One query."""
    holders: dict[int, list[int]] = {id: [] for id in cost_centre_ids}
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"centres": sorted(cost_centre_ids), "on": on})
        for centre_id, member_id in cursor.fetchall():
            holders[centre_id].append(member_id)
    return holders


def holders_of(cost_centre_id: int, on: date) -> list[int]:
    """Ids of the members who hold a cost centre: the nearest ones going up the tree; nobody, perhaps."""
    return holders_by_centre({cost_centre_id}, on)[cost_centre_id]


def visible_centres(viewer: Actor, on: date) -> set[int] | None:
    """Ids of the cost centres whose documents and budgets the viewer may see; None for all of them."""
    if viewer.can("finance.view"):
        return None
    return centres_held_by(viewer.member_id, on)


def holdings_for(*, viewer: Actor) -> QuerySet[BudgetHolder]:
    """Who holds what; without `finance.view`, one's own holdings."""
    found = BudgetHolder.objects.select_related("cost_centre", "member")
    if viewer.can("finance.view"):
        return found
    return found.filter(member_id=viewer.member_id) if viewer.can("finance.view_budgets") else found.none()


def holding_for(*, viewer: Actor, reference: str) -> BudgetHolder:
    """One of them; `Missing`, too, if it is not the viewer's to see."""
    found = holdings_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such budget holder.", next_step="Choose one from the list.")
    return found
