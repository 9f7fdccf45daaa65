from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from hr.models import Post


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on a post on a day."""

    post_id: int
    person_reference: str
    name: str
    number: str
    fte: Decimal
    starts_on: date


def posts_for(*, viewer: Actor) -> QuerySet[Post]:
    """Every post, for those who may see people; otherwise none."""
    return Post.objects.all() if viewer.can("hr.view_people") else Post.objects.none()


def post_for(*, viewer: Actor, reference: str) -> Post:
    post = posts_for(viewer=viewer).select_related("unit").filter(reference=reference).first()
    if post is None:
        raise Missing("There is no such post.", next_step="Look for it in the list of posts.")
    return post


def holders(post_ids: Iterable[int], as_at: date) -> dict[int, list[Holder]]:
    """Who is on each post on a day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.post_id, p.reference, btrim(p.first_names || ' ' || p.last_name), e.number, a.fte,
            a.starts_on
            FROM hr_assignment a
            JOIN hr_employment e ON e.id = a.employment_id
            JOIN hr_person p ON p.id = a.person_id
            WHERE a.post_id = ANY(%s) AND a.starts_on <= %s AND (a.ends_before IS NULL OR a.ends_before > %s)
            ORDER BY a.post_id, a.starts_on, a.id
            """,
            [list(post_ids), as_at, as_at],
        )
        found: dict[int, list[Holder]] = {}
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(Holder(*row))
    return found
