"""Accruals and their reversals."""

from __future__ import annotations

from datetime import date

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import Accrual, JournalLine


def accruals_for(*, viewer: Actor) -> QuerySet[Accrual]:
    """The accruals the viewer may see, each with `total_pence`, `reverses_on` and its `standing` in words."""
    found = Accrual.objects.all() if viewer.can("finance.view") else Accrual.objects.none()
    debits = (
        JournalLine.objects.filter(journal=OuterRef("journal_id"), amount_pence__gt=0)
        .order_by()
        .values("journal")
        .annotate(total=Sum("amount_pence"))
        .values("total")
    )
    return found.select_related("journal__period", "journal__made_by", "reversal__period").annotate(
        total_pence=Coalesce(Subquery(debits), 0),
        reverses_on=ExpressionWrapper(F("journal__period__ends_on") + Value(1), output_field=DateField()),
        standing=Case(
            When(reversal__isnull=False, then=Value("Reversed")),
            When(journal__state="draft", then=Value("Not submitted")),
            When(journal__state="awaiting", then=Value("Awaiting approval")),
            When(~Q(waits_for=""), then=Value("Reversal waits")),
            default=Value("Posted, not reversed yet"),
        ),
    )


def accrual_for(*, viewer: Actor, reference: str) -> Accrual:
    """One accrual, or `Missing`."""
    found = accruals_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such accrual.", next_step="Look for it in the list of accruals.")
    return found


def reversals_due(*, viewer: Actor, today: date) -> QuerySet[Accrual]:
    """Posted accruals whose reversal's day has come and that are not reversed yet, the oldest first."""
    return (
        accruals_for(viewer=viewer)
        .filter(reversal=None, journal__state="posted", journal__period__ends_on__lt=today)
        .order_by("journal__period__ends_on", "id")
    )
