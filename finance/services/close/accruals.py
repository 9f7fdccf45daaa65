"""Accruals and prepayments: entered before a month is closed, reversed by themselves in the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.errors import Refused
from backoffice.services import lock, service
from backoffice.tenancy.current import current_slug
from backoffice.tenancy.models import Member
from finance.models import Accrual, Journal, Posting
from finance.queries.coding import control_code
from finance.services.drafts import draft_journal, submit_journal
from finance.services.lines import Line, check_complete
from finance.services.periods import open_periods_for
from finance.services.reversals import write_opposite_lines

PURPOSES = {Accrual.Kind.ACCRUAL: "accruals", Accrual.Kind.PREPAYMENT: "prepayments"}
MOST_AT_ONCE = 500


@service(permission="finance.draft_journal")
def enter_accrual(
    *, actor: Actor, kind: str, dated_on: date, description: str, lines: Sequence[Line]
) -> Accrual:
    """Enter costs (debits; income as credits) of an accrual, or with the same signs the cost that a prepayment moves on,
    and submit it. The other side goes to the control account of its kind.

    Posted once another person approves it; its reversal then posts by itself on the first day of the next period.
    """
    if kind not in Accrual.Kind.values:
        raise Refused("An accrual or a prepayment?", where="kind", code="accrual_kind")
    if not lines:
        raise Refused(
            "There are no lines.",
            where="lines",
            next_step="Give each cost: account, cost centre, objective and amount.",
            code="accrual_lines",
        )
    sign = -1 if kind == Accrual.Kind.PREPAYMENT else 1
    given = [line._replace(amount_pence=sign * line.amount_pence) for line in lines]
    total = sum(line.amount_pence for line in given)
    control = control_code(PURPOSES[Accrual.Kind(kind)])
    if total:
        given.append(Line(control, None, None, -total, description.strip()[:200]))
    journal = draft_journal(actor=actor, dated_on=dated_on, description=description, lines=given)
    accrual = Accrual.objects.create(kind=kind, journal=journal)
    submit_journal(actor=actor, journal=journal)
    return accrual


@service(permission=None)
def post_reversal(*, actor: Actor, accrual: Accrual, today: date) -> Journal | None:
    """Post the reversal of a posted accrual, if its day has come and its period takes it; otherwise note what it waits for.

    No permission of its own: whoever approved the accrual approved this with it, and nothing else can be posted here.
    Called however often, posted once: the row is locked, the journal's key names it, and a journal has one reversal.
    """
    accrual = lock(accrual)
    journal = Journal.objects.select_related("period").get(pk=accrual.journal_id)
    if accrual.reversal_id is not None or not journal.is_posted or accrual.reverse_on > today:
        return accrual.reversal
    by_hand = Journal.objects.filter(reverses=journal).first()
    if by_hand is not None:
        if by_hand.is_posted:
            _reversed(accrual, by_hand)
            return by_hand
        _waits(accrual, "A reversal made by hand waits to be posted.")
        return None
    day = accrual.reverse_on
    try:
        period_id = open_periods_for({day}, made_by=journal.made_by_id)[day]
        check_complete(list(journal.lines.order_by("number")), day)
    except Refused as refused:
        _waits(accrual, refused.message)
        return None
    reversal = Journal(
        dated_on=day,
        period_id=period_id,
        description=f"Reversal of {journal.number}: {journal.description}"[:200],
        reverses=journal,
        key=f"finance.accrual:{accrual.pk}",
        made_by_id=journal.made_by_id,
        reason=f"{accrual.get_kind_display()} that reverses itself",
        source_kind="finance.accrual",
        source_id=accrual.pk,
    )
    reversal.save(force_insert=True)
    write_opposite_lines(reversal, of=journal)
    assert journal.approved_by_id is not None  # it is posted
    Posting.objects.create(
        journal=reversal, approved_by_id=journal.approved_by_id, note=f"Approved with {journal.number}"
    )
    reversal.refresh_from_db()
    _reversed(accrual, reversal)
    return reversal


def post_reversal_of(*, actor: Actor, journal: Journal) -> None:
    """What follows when a journal has been posted: the reversal of an accrual entered after its month's end."""
    accrual = Accrual.objects.filter(journal=journal).first()
    if accrual is not None:
        post_reversal(actor=actor, accrual=accrual, today=business_date())


@service(permission="finance.close_period")
def post_due_reversals(*, actor: Actor, today: date) -> tuple[int, int]:
    """Post every reversal whose day has come. How many were posted, and how many wait."""
    accruals = list(due_reversals(today)[:MOST_AT_ONCE])
    posted = sum(post_reversal(actor=actor, accrual=accrual, today=today) is not None for accrual in accruals)
    return posted, len(accruals) - posted


def post_reversals_daily() -> None:
    """The day's task of an authority: each reversal on its own, as the person who approved its accrual."""
    today = business_date()
    for accrual in due_reversals(today).select_related("journal__approved_by")[:MOST_AT_ONCE]:
        member: Member = accrual.journal.approved_by  # type: ignore[assignment]
        slug = current_slug()
        assert slug is not None
        actor = Actor(slug, member.pk, member.identity, member.name, via="job")
        post_reversal(actor=actor, accrual=accrual, today=today)


def due_reversals(today: date) -> QuerySet[Accrual]:
    """Posted accruals of periods that have ended, not reversed yet, the oldest first."""
    return (
        Accrual.objects.filter(reversal=None, journal__state="posted", journal__period__ends_on__lt=today)
        .select_related("journal__period")
        .order_by("journal__period__ends_on", "id")
    )


def _waits(accrual: Accrual, why: str) -> None:
    if accrual.waits_for != why:
        accrual.waits_for = why[:200]
        accrual.save(update_fields=["waits_for"])


def _reversed(accrual: Accrual, reversal: Journal) -> None:
    accrual.reversal, accrual.waits_for = reversal, ""
    accrual.save(update_fields=["reversal", "waits_for"])
