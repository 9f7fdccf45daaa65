"""What publishing puts before people."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.work import WorkKind, WorkRow, register
from finance.models import Publication
from finance.queries.publishing import months_to_publish, publications_for

MOST = 50


def _to_review(*, viewer: Actor, today: date) -> list[WorkRow]:
    """What others prepared, and what is reviewed and not published yet."""
    found = publications_for(viewer=viewer).filter(state__in=["review", "reviewed"])
    rows = found.exclude(state="review", made_by_id=viewer.member_id).order_by("submitted_at", "id")[:MOST]
    return [
        WorkRow(
            f"Review {each}" if each.state == Publication.State.REVIEW else f"Publish {each}",
            each.get_absolute_url(),
            due_on=None,
            since=each.submitted_at,
            detail=f"prepared by {each.made_by.name}",
        )
        for each in rows
    ]


def _to_prepare(*, viewer: Actor, today: date) -> list[WorkRow]:
    """What was returned or is being prepared, then closed months nobody has begun."""
    drafts = publications_for(viewer=viewer).filter(state="draft").order_by("id")[:MOST]
    rows = [
        WorkRow(
            f"Prepare {each}",
            each.get_absolute_url(),
            due_on=None,
            since=each.made_at,
            detail=each.returned_reason,
        )
        for each in drafts
    ]
    begin = reverse("finance:prepare_spending")
    months = months_to_publish(viewer=viewer, today=today)
    rows += [WorkRow(f"Publish the spending of {m}", f"{begin}?month={m.code}", due_on=None) for m in months]
    return rows[:MOST]


def offer() -> None:
    """Offer them to the authority's home."""
    register(
        WorkKind(
            "finance.publications_to_review",
            "Publications to review and publish",
            "finance",
            _to_review,
            permission="finance.publish",
        )
    )
    register(
        WorkKind(
            "finance.publications_to_prepare",
            "Publications to prepare",
            "finance",
            _to_prepare,
            permission="finance.prepare_publication",
        )
    )
