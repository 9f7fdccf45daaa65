"""Periods: making them, and moving them from open over closing and closed to locked."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.jobs.faults import fault_point
from backoffice.services import lock, service
from finance.closing import blockers_of
from finance.errors import NoPeriod, PeriodClosed
from finance.models import ChainHead, CloseTask, CloseTemplate, Journal, Period, PeriodException
from finance.rules.periods import financial_year_of, months_of
from finance.services.close.errors import EarlierPeriodOpen, PeriodNotReady, PeriodState

NOT_OVER = (Period.State.OPEN, Period.State.CLOSING)


@service(permission="finance.close_period")
def ensure_year(*, actor: Actor, financial_year: str) -> list[Period]:
    """The twelve periods of a year such as `2026/27`, made open where they do not exist yet."""
    try:
        months = months_of(financial_year)
    except ValueError as error:
        raise Refused(str(error), where="financial_year", code="financial_year") from error
    Period.objects.bulk_create(
        [
            Period(
                code=month.code,
                name=month.name,
                financial_year=month.financial_year,
                number=month.number,
                starts_on=month.starts_on,
                ends_on=month.ends_on,
            )
            for month in months
        ],
        ignore_conflicts=True,
    )
    return list(Period.objects.filter(financial_year=financial_year).order_by("number"))


@service(permission="finance.close_period")
def start_closing(*, actor: Actor, period: Period) -> Period:
    """Take postings only from members with an exception from here on, and put the checklist before its owners.

    Waits for posters in progress. Asked twice, begun once. There is no way back to open but through a reopening: whoever
    still has to post is granted an exception.
    """
    period = lock(period)
    if period.state == Period.State.CLOSING:
        return period
    if period.is_over:
        raise PeriodState(
            f"{period} is {period.get_state_display().lower()} already.",
            next_step="Open the period's page.",
        )
    _start(actor, period)
    _put_checklist(period)
    return period


@service(permission="finance.close_period")
def close_period(*, actor: Actor, period: Period, reason: str = "") -> Period:
    """Take no more postings into the period, and keep where the chain stood. Waits for posters in progress.

    Refuses while anything registered in `finance.closing`, or a task of its checklist, is in the way, and lists it. Periods
    close in order; earlier ones with no journal in them close along with it. An open period starts closing first. Asked
    twice, closed once.
    """
    periods = _lock_in_order(Q(pk=period.pk) | Q(starts_on__lt=period.starts_on, state__in=NOT_OVER))
    period = next(each for each in periods if each.pk == period.pk)
    if period.is_over:
        return period
    earlier = [each for each in periods if each.pk != period.pk]
    used = set(Journal.objects.filter(period__in=earlier).values_list("period_id", flat=True).distinct())
    waiting = [each for each in earlier if each.pk in used]
    if waiting:
        raise EarlierPeriodOpen(
            f"{waiting[0]} is not closed yet, and periods close in order.",
            next_step=f"Close {waiting[0]} first.",
        )
    if period.is_open and CloseTemplate.objects.filter(is_used=True).exists():
        raise PeriodState(
            f"The closing of {period} has not started, and its checklist is not done.",
            next_step="Start closing it first.",
        )
    for each in [*earlier, period]:
        if each.is_open:
            _start(actor, each)
        _refuse_unready(each)
    head = ChainHead.objects.get()
    fault_point("finance.close:before")
    for each in [*earlier, period]:
        each.state = Period.State.CLOSED
        each.closed_at = timezone.now()
        each.closed_by_id = actor.member_id
        each.checkpoint_sequence, each.checkpoint_hash = head.sequence, head.hash
        each.save(update_fields=["state", "closed_at", "closed_by", "checkpoint_sequence", "checkpoint_hash"])
    fault_point("finance.close:after")
    return period


@service(permission="finance.close_period")
def lock_period(*, actor: Actor, period: Period) -> list[Period]:
    """Close a period for good, and every closed one before it: none of them can be reopened. Those that were locked.

    Asked twice, locked once.
    """
    periods = _lock_in_order(
        Q(starts_on__lte=period.starts_on) & ~Q(state=Period.State.LOCKED) | Q(pk=period.pk)
    )
    period = next(each for each in periods if each.pk == period.pk)
    if period.state == Period.State.LOCKED:
        return []
    for each in periods:
        if not each.is_over:
            raise EarlierPeriodOpen(
                f"{each} is not closed, and a period is locked with all before it.",
                next_step=f"Close {each} first.",
            )
    for each in periods:
        each.state = Period.State.LOCKED
        each.locked_at = timezone.now()
        each.locked_by_id = actor.member_id
        each.save(update_fields=["state", "locked_at", "locked_by"])
    return periods


def _lock_in_order(wanted: Q) -> list[Period]:
    """The periods, locked in the order of their ids as posting does, given in the order of their dates."""
    found = list(Period.objects.select_for_update().filter(wanted).order_by("id"))
    return sorted(found, key=lambda period: period.starts_on)


def _start(actor: Actor, period: Period) -> None:
    period.state = Period.State.CLOSING
    period.closing_at = timezone.now()
    period.closing_by_id = actor.member_id
    period.save(update_fields=["state", "closing_at", "closing_by"])


def _put_checklist(period: Period) -> None:
    """The period's tasks from the templates; those ticked before a reopening are to be done again."""
    before = {task.code: task for task in CloseTask.objects.filter(period=period)}
    for task in before.values():
        if task.is_done:
            task.state, task.done_by, task.done_at = CloseTask.State.OPEN, None, None
            task.undone_reason = "The period was reopened."
            task.save(update_fields=["state", "done_by", "done_at", "undone_reason"])
    CloseTask.objects.bulk_create(
        [
            CloseTask(
                period=period,
                code=template.code,
                label=template.label,
                instructions=template.instructions,
                position=template.position,
                owner_role=template.owner_role,
                owner_id=template.owner_id,
                needs_evidence=template.needs_evidence,
                due_on=period.ends_on + timedelta(days=template.due_day),
            )
            for template in CloseTemplate.objects.filter(is_used=True).order_by("position", "id")
            if template.code not in before
        ]
    )


def _refuse_unready(period: Period) -> None:
    found = blockers_of(period, most=11)
    if found:
        kind = found[0][0]
        listed = "; ".join(
            f"{kind.label}: " + ", ".join(_in_words(b.title, b.detail) for b in blockers[:10])
            for kind, blockers in found
        )
        raise PeriodNotReady(f"{period} is not ready to close. {listed}.", next_step=kind.next_step)
    tasks = list(
        CloseTask.objects.filter(period=period, state=CloseTask.State.OPEN).order_by("position", "id")[:11]
    )
    if tasks:
        more = "; and more" if len(tasks) > 10 else ""
        raise PeriodNotReady(
            f"Tasks of the checklist of {period} are not done: {'; '.join(t.label for t in tasks[:10])}{more}.",
            next_step="Have them done, with their evidence.",
            code="period_checklist_open",
        )


def _in_words(title: str, detail: str) -> str:
    return f"{title} ({detail})" if detail else title


def open_periods_for(days: set[date], *, made_by: int | None = None) -> dict[date, int]:
    """Day -> id of its period; refuses a day without a period or in one that takes no postings of `made_by`.

    One query when all is well, one more for each period that is closing.
    """
    if not days:
        return {}
    periods = list(
        Period.objects.filter(ends_on__gte=min(days), starts_on__lte=max(days)).only(
            "code", "name", "state", "starts_on", "ends_on"
        )
    )
    found: dict[date, int] = {}
    for day in days:
        period = next((p for p in periods if p.starts_on <= day <= p.ends_on), None)
        if period is None:
            raise NoPeriod(
                f"There is no period for {day:%-d %B %Y}.",
                where="dated_on",
                next_step=f"Ask for the periods of {financial_year_of(day)} to be made.",
            )
        if not period.is_open and not _is_excepted(period, made_by):
            raise _closed(day, period)
        found[day] = period.pk
    return found


def _is_excepted(period: Period, member_id: int | None) -> bool:
    """The same question as the database asks in finance_may_post."""
    now = timezone.now()
    return (
        period.state == Period.State.CLOSING
        and member_id is not None
        and PeriodException.objects.filter(
            period=period, member_id=member_id, withdrawn_at=None, granted_at__lte=now, expires_at__gte=now
        ).exists()
    )


def _closed(day: date, period: Period) -> PeriodClosed:
    following = Period.objects.filter(state="open", starts_on__gt=day).order_by("starts_on").first()
    ways = [f"Date it in {following}"] if following else []
    what = "is closed"
    if period.state == Period.State.CLOSING:
        what = "is being closed"
        ways.append("ask for an exception for whoever makes the journal")
    elif period.state == Period.State.LOCKED:
        what = "is locked"
        ways = ways or ["Ask for the periods of the next year to be made"]
    else:
        ways.append(f"ask for {period} to be reopened")
    step = ", or ".join(ways) + "."
    return PeriodClosed(f"{period} {what}.", where="dated_on", next_step=step[0].upper() + step[1:])
