"""How far each period is, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.queries import approval_of
from backoffice.errors import Missing
from backoffice.links import Link
from finance.models import Balance, CloseTask, Journal, Period, PeriodException, Reopening
from finance.queries.periods import periods_for


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period in the overview: what is not posted, tasks left of how many, and whether a reopening is asked for."""

    period: Period
    unposted: int
    tasks_left: int
    tasks: int
    asked: bool


def overview(*, viewer: Actor) -> dict[str, list[PeriodRow]]:
    """Every period by financial year, the latest year first. Four queries, however many periods."""
    unposted = dict(
        Journal.objects.exclude(state=Journal.State.POSTED)
        .values_list("period_id")
        .annotate(count=Count("id"))
        .order_by()
    )
    tasks = {
        period: (left, total)
        for period, left, total in CloseTask.objects.values_list("period_id")
        .annotate(left=Count("id", filter=Q(state="open")), total=Count("id"))
        .order_by()
    }
    asked = set(Reopening.objects.filter(state="asked").values_list("period_id", flat=True))
    years: dict[str, list[PeriodRow]] = {}
    found = periods_for(viewer=viewer).select_related("closed_by", "closing_by", "locked_by")
    for period in sorted(found, key=lambda p: (p.financial_year, -p.number), reverse=True):
        left, total = tasks.get(period.pk, (0, 0))
        row = PeriodRow(period, unposted.get(period.pk, 0), left, total, period.pk in asked)
        years.setdefault(period.financial_year, []).append(row)
    return years


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What is in a period: journals posted and not, debits of the posted ones."""

    posted: int
    unposted: int
    debit_pence: int


def figures_of(period: Period) -> PeriodFigures:
    """Two queries; the debits come from the running totals."""
    counts = Journal.objects.filter(period=period).aggregate(
        posted=Count("id", filter=Q(state="posted")), unposted=Count("id", filter=~Q(state="posted"))
    )
    debit = Balance.objects.filter(period=period).aggregate(debit=Sum("debit_pence"))["debit"] or 0
    return PeriodFigures(counts["posted"], counts["unposted"], int(debit))


def exceptions_for(*, viewer: Actor, in_force: bool = False) -> QuerySet[PeriodException]:
    """Exceptions the viewer may see; `in_force`: those that let their member post now."""
    if not viewer.can("finance.view"):
        return PeriodException.objects.none()
    found = PeriodException.objects.select_related("period", "member", "granted_by", "withdrawn_by")
    if in_force:
        found = found.filter(withdrawn_at=None, expires_at__gt=timezone.now(), period__state="closing")
    return found.order_by("-id")


def exception_for(*, viewer: Actor, reference: str) -> PeriodException:
    """One exception, or `Missing`."""
    found = exceptions_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such exception.", next_step="Look for it on the period's page.")
    return found


def reopenings_for(*, viewer: Actor) -> QuerySet[Reopening]:
    """Reopenings asked for, the newest first."""
    found = Reopening.objects.all() if viewer.can("finance.view") else Reopening.objects.none()
    return found.select_related("period", "asked_by", "decided_by").order_by("-id")


def reopening_for(*, viewer: Actor, reference: str) -> Reopening:
    """One reopening, or `Missing`."""
    found = reopenings_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such reopening.", next_step="Look for it on the period's page.")
    return found


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next with a period; without an address it is somebody else's or to be waited for."""

    text: str
    label: str = ""
    url: str = ""


def next_step_of(
    *, viewer: Actor, period: Period, blockers: Sequence[object], tasks_left: int, today: date
) -> NextStep:
    """What the viewer does next to bring the period on."""
    closes = viewer.can("finance.close_period")
    state = period.state
    asked = Reopening.objects.filter(period=period, state="asked").first() if state == "closed" else None
    if asked is not None:
        request = approval_of(Link("finance.reopening", asked.pk))
        mine = asked.asked_by_id == viewer.member_id
        may = viewer.can("finance.approve_reopening") and not mine and request is not None
        return NextStep(
            f"{asked.asked_by.name} asked for it to be reopened: {asked.reason}",
            "Decide" if may else "Open the request",
            asked.get_absolute_url(),
        )
    if state == "open":
        earlier = (
            Period.objects.filter(starts_on__lt=period.starts_on, state__in=("open", "closing"))
            .filter(Exists(Journal.objects.filter(period=OuterRef("pk"))))
            .order_by("starts_on")
            .first()
        )
        if earlier is not None:
            return NextStep(
                f"Periods close in order: {earlier} comes first.",
                f"Open {earlier}",
                earlier.get_absolute_url(),
            )
        if period.ends_on >= today:
            return NextStep(
                f"It takes postings. Closing can start any day; the period ends on {period.ends_on:%-d %B %Y}."
            )
        return NextStep(
            "The month is over. Starting to close it keeps everybody else from posting into it.",
            "Start closing" if closes else "",
            reverse("finance:start_closing", args=[period.code]) if closes else "",
        )
    if state == "closing":
        if tasks_left:
            return NextStep(
                f"{tasks_left} task{'s' if tasks_left != 1 else ''} of the checklist left to do.",
                "Open the checklist",
                "#checklist",
            )
        if blockers:
            return NextStep("Something is in the way of closing it.", "See what is in the way", "#blockers")
        return NextStep(
            "Everything is done.",
            "Close the period" if closes else "",
            reverse("finance:close_period", args=[period.code]) if closes else "",
        )
    if state == "closed":
        return NextStep("It takes no postings. Once the year's figures are final it can be locked for good.")
    return NextStep("It is locked for good: corrections are dated in an open period.")


def earlier_not_over(period: Period) -> list[Period]:
    """Earlier periods that are open or closing, in order; those without journals close along with this one."""
    return list(
        Period.objects.filter(starts_on__lt=period.starts_on, state__in=("open", "closing"))
        .annotate(has_journals=Exists(Journal.objects.filter(period=OuterRef("pk"))))
        .order_by("starts_on")
    )
