"""What the search of the first bar finds in HR."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.work.search import Found, register_search
from hr.queries.people import employments_for, named
from hr.queries.posts import posts_for


def people(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By payroll number, National Insurance number or name; one result for each person."""
    found: dict[int, Found] = {}
    employments = named(employments_for(viewer=viewer), text).select_related("person")
    for employment in employments.order_by("person__last_name", "person__first_names", "pk")[: 2 * limit]:
        person = employment.person
        url = reverse("hr:person", args=[person.reference])
        found.setdefault(person.pk, Found(str(person), url, f"Payroll number {employment.number}"))
    return list(found.values())[:limit]


def posts(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By how the number begins, or a word of the title."""
    matching = Q(number__istartswith=text) | Q(title__icontains=text)
    found = posts_for(viewer=viewer).filter(matching).select_related("unit").order_by("number", "pk")
    return [
        Found(f"{post.title}, {post.number}", post.get_absolute_url(), post.unit.name)
        for post in found[:limit]
    ]


def register() -> None:
    """Offer people and posts."""
    register_search("hr", "People", "hr.view_people", people)
    register_search("hr", "Posts", "hr.view_people", posts)
