"""Periods."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import Period


def periods_for(*, viewer: Actor) -> QuerySet[Period]:
    """The periods the viewer may see, the latest first."""
    periods = Period.objects.all() if viewer.can("finance.view") else Period.objects.none()
    return periods.order_by("-starts_on")


def period_for(*, viewer: Actor, code: str) -> Period:
    """One period by its code such as `2026-10`, or `Missing`."""
    period = periods_for(viewer=viewer).filter(code=code).first()
    if period is None:
        raise Missing("There is no such period.", next_step="Choose one from the list of periods.")
    return period


def current_period(*, viewer: Actor, today: date) -> Period | None:
    """The period today lies in, otherwise the last one before it, otherwise the first there is. One query or two."""
    periods = periods_for(viewer=viewer)
    return periods.filter(starts_on__lte=today).first() or periods.last()
