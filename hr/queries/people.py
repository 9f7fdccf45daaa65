from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, QuerySet

from backoffice.actor import Actor
from backoffice.dating import valid_on
from backoffice.errors import Missing
from hr.models import Employment, Person


@dataclass(frozen=True, slots=True)
class HeldPost:
    """The post an employment holds on a day; where it holds several, the largest share, then the first."""

    employment_id: int
    post_reference: str
    title: str
    unit_reference: str
    unit_code: str
    unit: str
    rank: str
    fte: Decimal
    others: int


def people_for(*, viewer: Actor) -> QuerySet[Person]:
    """Everybody, for those who may see people; otherwise the viewer's own record, where one is linked."""
    if viewer.can("hr.view_people"):
        return Person.objects.all()
    return Person.objects.filter(member_id=viewer.member_id)


def person_for(*, viewer: Actor, reference: str) -> Person:
    person = people_for(viewer=viewer).select_related("member").filter(reference=reference).first()
    if person is None:
        raise Missing("There is no such person.", next_step="Look for them in the list of people.")
    return person


def employments_for(*, viewer: Actor) -> QuerySet[Employment]:
    """Every employment, for those who may see people; otherwise the viewer's own."""
    if viewer.can("hr.view_people"):
        return Employment.objects.all()
    return Employment.objects.filter(person__member_id=viewer.member_id)


def employment_for(*, viewer: Actor, reference: str) -> Employment:
    found = employments_for(viewer=viewer).select_related("person").filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such employment.", next_step="Look for the person in the list of people.")
    return found


def named(employments: QuerySet[Employment], words: str) -> QuerySet[Employment]:
    """Those whose payroll number or National Insurance number is `words`, or whose last name begins with it.

    "Smith, An" and "An Smith" look in both names. Uses the indexes on number and name.
    """
    words = " ".join(words.split())
    if "," in words:
        last, first = (part.strip() for part in words.split(",", 1))
    elif " " in words and not any(character.isdigit() for character in words):
        first, last = words.rsplit(" ", 1)
    else:
        last, first = words, ""
    by_name = Q(person__last_name__istartswith=last)
    if first:
        return employments.filter(by_name, person__first_names__istartswith=first)
    tidy = words.replace(" ", "").upper()
    if tidy[:1].isalpha() and not any(character.isdigit() for character in tidy):
        return employments.filter(by_name)
    return employments.filter(Q(number=tidy) | Q(person__ni_number=tidy))


def employed(employments: QuerySet[Employment], status: str, as_at: date) -> QuerySet[Employment]:
    """Those with a status on a day: current, left, future; anything else is everybody."""
    if status == "current":
        return employments.filter(valid_on(as_at))
    if status == "left":
        return employments.filter(ends_before__lte=as_at)
    if status == "future":
        return employments.filter(starts_on__gt=as_at)
    return employments


def held_posts(employment_ids: Iterable[int], as_at: date) -> dict[int, HeldPost]:
    """The post each employment holds on a day. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (a.employment_id) a.employment_id, p.reference, p.title, u.reference,
            u.code, u.name,
                   p.rank, a.fte, count(*) OVER (PARTITION BY a.employment_id) - 1
            FROM hr_assignment a JOIN hr_post p ON p.id = a.post_id JOIN hr_unit u ON u.id = p.unit_id
            WHERE a.employment_id = ANY(%s) AND a.starts_on <= %s AND (a.ends_before IS NULL OR
            a.ends_before > %s)
            ORDER BY a.employment_id, a.fte DESC, a.starts_on, a.id
            """,
            [list(employment_ids), as_at, as_at],
        )
        return {row[0]: HeldPost(*row) for row in cursor.fetchall()}


def count_up_to(queryset: QuerySet[Employment], most: int) -> int:
    """How many rows, counted no further than `most` + 1, so that a list costs the same however long it is."""
    return queryset.order_by()[: most + 1].count()
