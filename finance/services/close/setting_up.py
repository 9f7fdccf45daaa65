"""What a close offers the kernel and the rest of finance."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.constraints import register_sentences
from backoffice.tenancy.daily import register_daily
from finance.closing import Blocker, register_blocker
from finance.models import Accrual, Journal, Period
from finance.services.close import checklist, reopenings
from finance.services.close.accruals import post_reversals_daily
from finance.services.close.errors import SENTENCES


def unposted_journals(period: Period, most: int) -> Sequence[Blocker]:
    """Drafts and submitted journals dated in the period."""
    found = (
        Journal.objects.filter(period=period)
        .exclude(state=Journal.State.POSTED)
        .select_related("made_by")
        .order_by("dated_on", "id")
    )
    return [
        Blocker(
            journal.description,
            journal.get_absolute_url(),
            f"{journal.dated_on:%-d %B}, {journal.get_state_display().lower()}, made by {journal.made_by.name}",
        )
        for journal in found[:most]
    ]


def unposted_reversals(period: Period, most: int) -> Sequence[Blocker]:
    """Accruals of the period before whose reversal belongs into this one and is not posted."""
    found = (
        Accrual.objects.filter(reversal=None, journal__state="posted")
        .filter(journal__period__ends_on__lt=period.starts_on)
        .select_related("journal__period")
        .order_by("journal__period__ends_on", "id")
    )
    return [
        Blocker(
            each.journal.description,
            each.get_absolute_url(),
            each.waits_for or f"to be reversed on {each.reverse_on:%-d %B %Y}",
        )
        for each in found[:most]
    ]


def register() -> None:
    """Offer them."""
    register_sentences(SENTENCES)
    reopenings.register()
    checklist.register()
    register_daily(post_reversals_daily)
    register_blocker(
        "finance.journals",
        label="Journals that are not posted",
        find=unposted_journals,
        next_step="Post them, date them in another period, or delete them.",
        order=10,
    )
    register_blocker(
        "finance.reversals",
        label="Reversals of accruals not posted",
        find=unposted_reversals,
        next_step="Post the reversals that are due, from the list of accruals.",
        order=20,
    )
