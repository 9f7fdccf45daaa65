"""Approving a journal, which posts it, or sending it back."""

from __future__ import annotations

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.errors import NotADraft, OwnJournal
from finance.models import Journal, Posting
from finance.posted import tell_posted
from finance.services.close.accruals import post_reversal_of
from finance.services.lines import check_complete
from finance.services.periods import open_periods_for


@service(permission="finance.post_journal")
def post_journal(*, actor: Actor, journal: Journal, reason: str = "") -> Journal:
    """Make a submitted journal part of the ledger. From here on it can only be reversed.

    Asked twice by the same person, posted once; a second approver is told who was first and when. The database draws the
    number, seals it and refuses the maker whatever this says.
    """
    journal = lock(journal)
    if journal.is_posted:
        if journal.approved_by_id == actor.member_id:
            return journal
        raise _posted_already(journal)
    if journal.state != Journal.State.AWAITING:
        raise NotADraft(
            f"{journal} has not been submitted.",
            next_step="Its maker submits it first.",
        )
    if journal.made_by_id == actor.member_id:
        raise OwnJournal(
            "You made this journal, so you cannot approve it.",
            next_step="Ask another approver to look at it.",
        )
    open_periods_for({journal.dated_on}, made_by=journal.made_by_id)
    check_complete(list(journal.lines.order_by("number")), journal.dated_on)
    Posting.objects.create(journal=journal, approved_by_id=actor.member_id, note=reason.strip())
    journal.refresh_from_db()
    tell_posted(actor, journal)
    post_reversal_of(actor=actor, journal=journal)
    return journal


@service(permission="finance.post_journal")
def return_journal(*, actor: Actor, journal: Journal, reason: str) -> Journal:
    """Send a submitted journal back to its maker, saying why."""
    if not reason.strip():
        raise Refused("Say what should be changed.", where="reason", code="reason_required")
    journal = lock(journal)
    if journal.is_posted:
        raise _posted_already(journal)
    if journal.state != Journal.State.AWAITING:
        raise NotADraft(f"{journal} does not wait for approval.", next_step="Look at it again.")
    if journal.made_by_id == actor.member_id:
        raise OwnJournal("You made this journal.", next_step="Withdraw it instead.")
    journal.state = Journal.State.DRAFT
    journal.submitted_at = None
    journal.returned_by_id = actor.member_id
    journal.returned_at = timezone.now()
    journal.returned_reason = reason.strip()
    journal.save(
        update_fields=[
            "state",
            "submitted_at",
            "returned_by",
            "returned_at",
            "returned_reason",
        ]
    )
    return journal


def _posted_already(journal: Journal) -> NotADraft:
    by = journal.approved_by.name if journal.approved_by else "somebody"
    at = timezone.localtime(journal.posted_at)
    return NotADraft(
        f"{journal} was posted by {by} at {at:%H:%M} on {at:%-d %B %Y}.",
        next_step="Nothing is left to do; reverse it if it is wrong.",
        code="journal_posted_already",
    )
