"""Nobody changes their own pay or bank details: a colleague does."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.actor import Actor
from backoffice.errors import Refused
from hr.models import Employment, Person


class OwnRecord(Refused):
    code = "own_record"


def refuse_own(actor: Actor, *, person: Person) -> None:
    """Raises OwnRecord where the person is the one who asks."""
    if person.member_id == actor.member_id:
        raise OwnRecord(
            "This is your own record, and nobody changes their own pay or bank details.",
            next_step="Ask a colleague to do it.",
        )


def refuse_own_among(actor: Actor, employment_ids: Iterable[int]) -> None:
    """Raises OwnRecord where one of the employments that a file changes is of the one who asks. One query."""
    if own_employments(actor) & set(employment_ids):
        raise own_row()


def own_row() -> OwnRecord:
    """The refusal of a file, or of one record."""
    return OwnRecord(
        "This changes your own record, and nobody changes their own pay or bank details.",
        next_step="Ask a colleague to do it; in a file, leave your row out.",
    )


def own_employments(actor: Actor) -> set[int]:
    """The employments of the one who asks."""
    return set(
        Employment.objects.filter(
            person__member_id=actor.member_id, person__member__isnull=False
        ).values_list("pk", flat=True)
    )
