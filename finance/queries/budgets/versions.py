"""Budget versions."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import BudgetControl, BudgetLine, BudgetVersion, PhasingProfile
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets.holders import visible_centres


def current_version(financial_year: str, *, as_at: datetime | None = None) -> BudgetVersion | None:
    """The budget that counts, or counted at a moment: the version approved last."""
    approved = BudgetVersion.objects.filter(financial_year=financial_year, state="approved")
    if as_at is not None:
        approved = approved.filter(approved_at__lte=as_at)
    return approved.order_by("-approved_at", "-number").first()


def budgets_for(*, viewer: Actor) -> QuerySet[BudgetVersion]:
    """Versions the viewer may see, with `spending_pence`, `income_pence`, `line_count`; budget holders: approved ones."""
    found = BudgetVersion.objects.select_related("made_by", "approved_by").annotate(
        spending_pence=Sum("lines__total_pence", filter=Q(lines__account__type="expense"), default=0),
        income_pence=Sum("lines__total_pence", filter=Q(lines__account__type="income"), default=0),
        line_count=Count("lines"),
    )
    if viewer.can("finance.view"):
        return found
    return found.filter(state="approved") if viewer.can("finance.view_budgets") else found.none()


def budget_for(*, viewer: Actor, reference: str) -> BudgetVersion:
    """One version, or `Missing`."""
    found = budgets_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such budget.", next_step="Choose one from the list of budgets.")
    return found


def budget_lines(*, viewer: Actor, version: BudgetVersion, on: date) -> QuerySet[BudgetLine]:
    """The lines of a version for the cost centres the viewer may see."""
    lines = BudgetLine.objects.filter(version=version).select_related(
        "account", "cost_centre", "objective", "project"
    )
    seen = visible_centres(viewer, on)
    return lines if seen is None else lines.filter(cost_centre_id__in=seen)


def profiles_for(*, viewer: Actor) -> QuerySet[PhasingProfile]:
    """Saved ways of phasing."""
    allowed = viewer.may(SEES_BUDGETS)
    return PhasingProfile.objects.all() if allowed else PhasingProfile.objects.none()


def controls_for(*, viewer: Actor) -> QuerySet[BudgetControl]:
    """Budget controls."""
    found = BudgetControl.objects.select_related("cost_centre")
    return found if viewer.may(SEES_BUDGETS) else found.none()
