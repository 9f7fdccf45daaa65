"""The chart, and what happened on an account."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import Account, CostCentre, JournalLine, Objective, Period


def accounts_for(*, viewer: Actor) -> QuerySet[Account]:
    """The chart the viewer may see."""
    return Account.objects.all() if viewer.can("finance.view") else Account.objects.none()


def account_for(*, viewer: Actor, reference: str) -> Account:
    """One account, or `Missing`."""
    account = accounts_for(viewer=viewer).filter(reference=reference).first()
    if account is None:
        raise Missing("There is no such account.", next_step="Choose one from the chart.")
    return account


def cost_centres_for(*, viewer: Actor) -> QuerySet[CostCentre]:
    """The cost centres the viewer may see."""
    return CostCentre.objects.all() if viewer.can("finance.view") else CostCentre.objects.none()


def cost_centre_for(*, viewer: Actor, reference: str) -> CostCentre:
    """One cost centre, or `Missing`."""
    centre = cost_centres_for(viewer=viewer).select_related("parent").filter(reference=reference).first()
    if centre is None:
        raise Missing("There is no such cost centre.", next_step="Choose one from the list.")
    return centre


def objectives_for(*, viewer: Actor) -> QuerySet[Objective]:
    """The police objectives the viewer may see."""
    return Objective.objects.all() if viewer.can("finance.view") else Objective.objects.none()


def account_lines(
    *, viewer: Actor, account: Account, first: Period | None = None, last: Period | None = None
) -> QuerySet[JournalLine]:
    """The posted lines on an account, of a range of periods or of all, with what a row shows."""
    if not viewer.can("finance.view"):
        return JournalLine.objects.none()
    lines = ledger_lines(viewer=viewer).filter(account=account)
    if first is not None:
        lines = lines.filter(journal__period__starts_on__gte=first.starts_on)
    if last is not None:
        lines = lines.filter(journal__period__ends_on__lte=last.ends_on)
    return lines


def ledger_lines(*, viewer: Actor) -> QuerySet[JournalLine]:
    """Every posted line, with what a row shows."""
    if not viewer.can("finance.view"):
        return JournalLine.objects.none()
    return JournalLine.objects.filter(journal__state="posted").select_related(
        "journal", "account", "cost_centre", "objective", "project"
    )
