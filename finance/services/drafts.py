"""Journals made by hand, until they are approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.errors import LineWrong, NotADraft, NotYours
from finance.models import Journal, JournalLine
from finance.services.by_hand import refuse_unexplained
from finance.services.lines import Line, check_complete, ids_of, look_up
from finance.services.periods import open_periods_for

MOST_LINES = 2000  # a journal by hand; functions post larger ones through their own door


@service(permission="finance.draft_journal")
def draft_journal(
    *,
    actor: Actor,
    dated_on: date,
    description: str,
    lines: Sequence[Line],
    reason: str = "",
    most_lines: int = MOST_LINES,
) -> Journal:
    """Begin a journal. It may be incomplete or out of balance until it is submitted.

    `reason` says why, where it posts by hand to an account that a function keeps.
    """
    journal = Journal(
        dated_on=dated_on,
        period_id=open_periods_for({dated_on}, made_by=actor.member_id)[dated_on],
        description=_described(description),
        reason=reason.strip(),
        made_by_id=actor.member_id,
    )
    journal.save(force_insert=True)
    _write_lines(journal, lines, most_lines)
    return journal


@service(permission="finance.draft_journal")
def change_draft(
    *,
    actor: Actor,
    journal: Journal,
    dated_on: date,
    description: str,
    lines: Sequence[Line],
    reason: str | None = None,
) -> Journal:
    """Give a draft another date, description, lines and reason (None: as it was). Only its maker may: the maker never
    approves.
    """
    journal = _own_draft(actor, journal)
    if journal.reverses_id is not None and [Line(*line) for line in lines] != lines_of(journal):
        raise Refused(
            "A reversal undoes its journal exactly.",
            where="lines",
            next_step="Leave its lines as they are; make another journal for the right figures.",
            code="reversal_exact",
        )
    journal.dated_on = dated_on
    journal.period_id = open_periods_for({dated_on}, made_by=actor.member_id)[dated_on]
    journal.description = _described(description)
    if reason is not None:
        if journal.reverses_id is not None and not reason.strip():
            raise Refused("Say why the journal is reversed.", where="reason", code="reason_required")
        journal.reason = reason.strip()
    journal.save(update_fields=["dated_on", "period", "description", "reason"])
    journal.lines.all().delete()
    _write_lines(journal, lines, MOST_LINES)
    return journal


@service(permission="finance.draft_journal")
def delete_draft(*, actor: Actor, journal: Journal) -> None:
    """Take a draft away; nothing of it was ever in the ledger."""
    _own_draft(actor, journal).delete()


@service(permission="finance.draft_journal")
def submit_journal(*, actor: Actor, journal: Journal) -> Journal:
    """Send a draft to the approvers. Complete, balanced and in an open period from here on, and no longer changed."""
    journal = _own_draft(actor, journal)
    open_periods_for({journal.dated_on}, made_by=actor.member_id)
    check_complete(list(journal.lines.order_by("number")), journal.dated_on)
    refuse_unexplained(journal)
    journal.state = Journal.State.AWAITING
    journal.submitted_at = timezone.now()
    journal.save(update_fields=["state", "submitted_at"])
    return journal


@service(permission="finance.draft_journal")
def withdraw_journal(*, actor: Actor, journal: Journal) -> Journal:
    """Take a submitted journal back, to change it."""
    journal = lock(journal)
    if journal.state != Journal.State.AWAITING:
        raise NotADraft(f"{journal} does not wait for approval.", next_step="Look at it again.")
    if journal.made_by_id != actor.member_id:
        raise NotYours(
            "Somebody else made this journal.",
            next_step="Ask them, or return it with a reason.",
        )
    journal.state = Journal.State.DRAFT
    journal.submitted_at = None
    journal.save(update_fields=["state", "submitted_at"])
    return journal


def lines_of(journal: Journal) -> list[Line]:
    """A journal's lines as they were given. One query."""
    return [
        Line(
            line.account.code,
            line.cost_centre.code if line.cost_centre else None,
            line.objective.code if line.objective else None,
            line.amount_pence,
            line.memo,
            line.project.code if line.project else None,
        )
        for line in journal.lines.select_related("account", "cost_centre", "objective", "project").order_by(
            "number"
        )
    ]


def _described(description: str) -> str:
    if not description.strip():
        raise Refused(
            "Say what the journal is for.",
            where="description",
            code="description_required",
        )
    return description.strip()


def _own_draft(actor: Actor, journal: Journal) -> Journal:
    journal = lock(journal)
    if journal.is_posted:
        raise NotADraft(f"{journal} is posted.", next_step="Correct it with a reversal.")
    if journal.state != Journal.State.DRAFT:
        raise NotADraft(f"{journal} waits for approval.", next_step="Withdraw it to change it.")
    if journal.made_by_id != actor.member_id:
        raise NotYours(
            "Somebody else made this journal.",
            next_step="Ask them to change it: whoever changes a journal may not approve it.",
        )
    return journal


def _write_lines(journal: Journal, lines: Sequence[Line], most: int) -> None:
    if len(lines) > most:
        raise Refused(
            f"A journal by hand has at most {most:,} lines; this one has {len(lines):,}.",
            where="lines",
            next_step="Split it.",
            code="too_many_lines",
        )
    given = [Line(*line) for line in lines]
    codes = look_up(given)
    made = []
    for number, line in enumerate(given, start=1):
        if line.amount_pence == 0:
            raise LineWrong(
                f"Line {number} has no amount.",
                where=f"line {number}",
                next_step="Give a debit or a credit.",
            )
        account_id, cost_centre_id, objective_id, project_id = ids_of(line, codes, number)
        made.append(
            JournalLine(
                journal=journal,
                number=number,
                account_id=account_id,
                cost_centre_id=cost_centre_id,
                objective_id=objective_id,
                project_id=project_id,
                amount_pence=line.amount_pence,
                memo=line.memo,
            )
        )
    JournalLine.objects.bulk_create(made)
