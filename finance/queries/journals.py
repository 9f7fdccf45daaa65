"""Journals and what they are made of."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.links import Link
from finance.models import Journal, JournalLine


def journals_for(*, viewer: Actor) -> QuerySet[Journal]:
    """The journals the viewer may see, each with `total_pence`, the sum of its debits."""
    if not viewer.can("finance.view"):
        return Journal.objects.none()
    debits = (
        JournalLine.objects.filter(journal=OuterRef("pk"), amount_pence__gt=0)
        .order_by()
        .values("journal")
        .annotate(total=Sum("amount_pence"))
        .values("total")
    )
    totals = Journal.objects.annotate(total_pence=Coalesce(Subquery(debits), 0))  # type: ignore[no-redef]
    return totals.select_related("period")


def journal_for(*, viewer: Actor, reference: str) -> Journal:
    """One journal with the people and journals it names, or `Missing`. One query."""
    found = (
        journals_for(viewer=viewer)
        .select_related(
            "made_by", "approved_by", "returned_by", "reverses", "reversed_by", "posting", "accrual"
        )
        .filter(reference=reference)
        .first()
    )
    if found is None:
        raise Missing("There is no such journal.", next_step="Look for it in the list of journals.")
    return found


def journals_about(*, viewer: Actor, link: Link) -> list[Journal]:
    """The journals a document led to, such as a pay run's. One query."""
    return list(journals_for(viewer=viewer).filter(source_kind=link.kind, source_id=link.id).order_by("id"))


def journals_waiting_for(*, viewer: Actor) -> QuerySet[Journal]:
    """Submitted journals the viewer may approve: not their own."""
    if not viewer.can("finance.post_journal"):
        return Journal.objects.none()
    return (
        journals_for(viewer=viewer)
        .filter(state=Journal.State.AWAITING)
        .exclude(made_by_id=viewer.member_id)
        .select_related("made_by")
        .order_by("dated_on", "id")
    )


def lines_of(*, journal: Journal) -> QuerySet[JournalLine]:
    """A journal's lines in order, with their codes. One query."""
    return journal.lines.select_related("account", "cost_centre", "objective", "project").order_by("number")
