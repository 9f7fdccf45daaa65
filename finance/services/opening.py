"""The balances an authority brings along: one journal by file, approved by another person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import service
from finance.models import Journal, Period
from finance.services.drafts import draft_journal, submit_journal
from finance.services.lines import Line
from finance.services.periods import open_periods_for

OPENING = "finance.opening_balances"  # the source of the journal; its id is the period's
MOST_LINES = 20_000


class OpeningBalancesLoaded(Conflict):
    code = "opening_balances_loaded"


def first_open_day() -> date | None:
    """The first day that takes opening balances when nothing else is said: of the first open period."""
    period = Period.objects.filter(state=Period.State.OPEN).order_by("starts_on").first()
    return period.starts_on if period else None


def opening_journals() -> QuerySet[Journal]:
    """The journal of opening balances, from draft on, unless it was reversed."""
    opened = Journal.objects.filter(source_kind=OPENING, reverses=None)
    return opened.exclude(reversed_by__state=Journal.State.POSTED)


def opening_journal() -> Journal | None:
    """The same, to say what stands there."""
    return opening_journals().order_by("id").first()


def loaded_already(journal: Journal) -> OpeningBalancesLoaded:
    """What is said to whoever brings them again."""
    stands = (
        journal.number if journal.is_posted else f"a journal that is {journal.get_state_display().lower()}"
    )
    return OpeningBalancesLoaded(
        f"Opening balances were loaded already: {stands}, dated {journal.dated_on:%-d %B %Y}.",
        next_step="Correct them with a journal, or reverse it first."
        if journal.is_posted
        else "Its maker withdraws and deletes it first.",
    )


@service(permission="finance.draft_journal")
def open_balances(*, actor: Actor, dated_on: date, lines: Sequence[Line]) -> Journal:
    """Make the journal of opening balances and submit it. Control accounts are allowed: nothing else opens them.

    Whoever brings them again, at once or later, is refused, and told of the journal that is there.
    """
    if len(lines) > MOST_LINES:
        raise Refused(
            f"There are {len(lines):,} balances; a file has at most {MOST_LINES:,}.",
            next_step="Add up what has the same coding.",
            code="too_many_lines",
        )
    period_id = open_periods_for({dated_on}, made_by=actor.member_id)[dated_on]
    list(Period.objects.select_for_update().order_by("id").values_list("id", flat=True))  # one at a time
    before = opening_journal()
    if before is not None:
        raise loaded_already(before)
    journal = draft_journal(
        actor=actor,
        dated_on=dated_on,
        description="Opening balances",
        lines=lines,
        reason="Opening balances, loaded from a file",
        most_lines=MOST_LINES,
    )
    journal.source_kind, journal.source_id = OPENING, period_id
    journal.save(update_fields=["source_kind", "source_id"])
    return submit_journal(actor=actor, journal=journal)
