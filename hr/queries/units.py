from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.dating import valid_on
from backoffice.errors import Missing
from hr.models import Unit, UnitKind


@dataclass(slots=True)
class UnitNode:
    """A unit in the tree as at a day. `posts` and `people` count the unit itself and all below it."""

    id: int
    reference: str
    code: str
    name: str
    kind: str
    depth: int = 0
    posts: int = 0
    people: int = 0
    children: list[UnitNode] = field(default_factory=list)

    @property
    def indent(self) -> str:
        """Space before the name, wide enough for its depth."""
        return "\u2003" * self.depth

    def walk(self) -> Iterator[UnitNode]:
        yield self
        for child in self.children:
            yield from child.walk()


def units_for(*, viewer: Actor) -> QuerySet[Unit]:
    """Every unit, for those who may see people; otherwise none."""
    return Unit.objects.all() if viewer.can("hr.view_people") else Unit.objects.none()


def unit_for(*, viewer: Actor, reference: str) -> Unit:
    unit = units_for(viewer=viewer).select_related("parent").filter(reference=reference).first()
    if unit is None:
        raise Missing("There is no such unit.", next_step="Look for it in the list of units.")
    return unit


def ids_below(unit_id: int) -> list[int]:
    """The unit and every unit below it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE below AS (SELECT id FROM hr_unit WHERE id = %s UNION"
            " SELECT u.id FROM hr_unit u JOIN below ON u.parent_id = below.id) SELECT id FROM below",
            [unit_id],
        )
        return [row[0] for row in cursor.fetchall()]


def districts() -> dict[int, str]:
    """Unit id to the name of the district it stands in: the nearest unit above it, or itself, of that
    kind. Two queries
    at most."""
    units = {unit.pk: unit for unit in Unit.objects.only("id", "name", "kind", "parent_id")}
    found: dict[int, str] = {}
    for pk, unit in units.items():
        above: Unit | None = unit
        while above is not None and above.kind != UnitKind.DISTRICT:
            above = units.get(above.parent_id) if above.parent_id else None
        found[pk] = above.name if above else ""
    return found


def unit_tree(*, viewer: Actor, as_at: date) -> list[UnitNode]:
    """The tree as at a day with posts and people under each unit. Three queries, however many units.

    A unit whose own parent is not there on the day stands at the top.
    """
    units = list(units_for(viewer=viewer).filter(valid_on(as_at)).order_by("code", "id"))
    nodes = {unit.pk: UnitNode(unit.pk, unit.reference, unit.code, unit.name, unit.kind) for unit in units}
    for unit_id, posts, people in _counts(as_at):
        if unit_id in nodes:
            nodes[unit_id].posts, nodes[unit_id].people = posts, people
    tops: list[UnitNode] = []
    for unit in units:
        parent = nodes.get(unit.parent_id) if unit.parent_id else None
        (parent.children if parent else tops).append(nodes[unit.pk])
    for top in tops:
        _sum(top, 0)
    return tops


def _sum(node: UnitNode, depth: int) -> None:
    node.depth = depth
    for child in node.children:
        _sum(child, depth + 1)
        node.posts += child.posts
        node.people += child.people


def _counts(as_at: date) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.unit_id, count(DISTINCT p.id), count(DISTINCT a.person_id)
            FROM hr_post p
            LEFT JOIN hr_assignment a ON a.post_id = p.id
                AND a.starts_on <= %(on)s AND (a.ends_before IS NULL OR a.ends_before > %(on)s)
            WHERE p.starts_on <= %(on)s AND (p.ends_before IS NULL OR p.ends_before > %(on)s)
            GROUP BY p.unit_id
            """,
            {"on": as_at},
        )
        return [(unit, posts, people) for unit, posts, people in cursor.fetchall()]
