"""Corrections: a posted journal is undone by another one."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.errors import AlreadyReversed, NotPosted
from finance.models import Journal
from finance.services.periods import open_periods_for

# Documents whose journals are taken back with them, and how; the database holds it, too (0010_payments.sql).
AT_THEIR_SOURCE = {
    "finance.invoice": "Ask for the invoice to be cancelled, on its page, or enter a credit note.",
    "finance.receipt": "Record what was sent back, on the order's page.",
    "finance.payment_run": "Record the payments that the bank sent back as returned.",
    "finance.payment": "Pay the supplier again in the next payment run.",
}


@service(permission="finance.draft_journal")
def reverse_journal(*, actor: Actor, journal: Journal, dated_on: date, reason: str) -> Journal:
    """Make the journal that undoes a posted one and submit it: it is posted when another person approves it."""
    if not reason.strip():
        raise Refused("Say why the journal is reversed.", where="reason", code="reason_required")
    journal = lock(journal)  # two people at once: the second sees the first's reversal
    if not journal.is_posted:
        raise NotPosted(f"{journal} is not posted.", next_step="Change or delete the draft.")
    if journal.source_kind in AT_THEIR_SOURCE:
        raise Refused(
            f"{journal} is the journal of a document: it is taken back with it.",
            next_step=AT_THEIR_SOURCE[journal.source_kind],
            code="finance_journal_reversed_at_its_source",
        )
    before = Journal.objects.filter(reverses=journal).first()
    if before is not None:
        raise AlreadyReversed(
            f"{journal} is reversed already by {before}."
            if before.is_posted
            else f"A reversal of {journal} exists already and is not posted yet.",
            next_step="Open that reversal.",
        )
    if dated_on < journal.dated_on:
        raise Refused(
            f"A reversal is not dated before its journal, {journal.dated_on:%-d %B %Y}.",
            where="dated_on",
            next_step="Give that date or a later one in an open period.",
            code="reversal_date",
        )
    reversal = Journal(
        dated_on=dated_on,
        period_id=open_periods_for({dated_on}, made_by=actor.member_id)[dated_on],
        description=f"Reversal of {journal.number}: {journal.description}"[:200],
        reverses=journal,
        made_by_id=actor.member_id,
        reason=reason.strip(),
        source_kind=journal.source_kind,
        source_id=journal.source_id,
    )
    reversal.save(force_insert=True)
    write_opposite_lines(reversal, of=journal)
    reversal.state = Journal.State.AWAITING
    reversal.submitted_at = timezone.now()
    reversal.save(update_fields=["state", "submitted_at"])
    return reversal


def write_opposite_lines(reversal: Journal, *, of: Journal) -> None:
    """The lines of a journal as lines of its reversal, each on the other side. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO finance_journalline"
            " (journal_id, number, account_id, cost_centre_id, objective_id, project_id, amount_pence, memo)"
            " SELECT %s, number, account_id, cost_centre_id, objective_id, project_id, -amount_pence, memo"
            " FROM finance_journalline WHERE journal_id = %s",
            [reversal.pk, of.pk],
        )
