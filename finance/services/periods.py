"""Opening and closing periods."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.jobs.faults import fault_point
from backoffice.services import lock, service
from finance.errors import NoPeriod, PeriodClosed, UnpostedJournals
from finance.models import ChainHead, Journal, Period
from finance.rules.periods import financial_year_of, months_of


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
def close_period(*, actor: Actor, period: Period, reason: str = "") -> Period:
    """Take no more postings into the period, and keep where the chain stood. Waits for posters in progress.

    Refuses while journals dated in it are not posted, and lists them. Asked twice, closed once.
    """
    period = lock(period)
    if not period.is_open:
        return period
    unposted = list(
        Journal.objects.filter(period=period).exclude(state="posted").order_by("dated_on", "id")[:11]
    )
    if unposted:
        listed = "; ".join(
            f"{j.description} ({j.dated_on:%-d %B}, {j.get_state_display().lower()})" for j in unposted[:10]
        )
        raise UnpostedJournals(
            f"{period} has journals that are not posted: {listed}{'; and more' if len(unposted) > 10 else ''}.",
            next_step="Post them, date them in another period, or delete them.",
        )
    head = ChainHead.objects.get()
    fault_point("finance.close:before")
    period.state = Period.State.CLOSED
    period.closed_at = timezone.now()
    period.closed_by_id = actor.member_id
    period.checkpoint_sequence, period.checkpoint_hash = head.sequence, head.hash
    period.save(
        update_fields=[
            "state",
            "closed_at",
            "closed_by",
            "checkpoint_sequence",
            "checkpoint_hash",
        ]
    )
    fault_point("finance.close:after")
    return period


@service(permission="finance.close_period")
def open_period(*, actor: Actor, period: Period, reason: str) -> Period:
    """Take postings into a closed period again; the reason stands in its history."""
    if not reason.strip():
        raise Refused("Say why the period is reopened.", where="reason", code="reason_required")
    period = lock(period)
    if period.is_open:
        return period
    period.state = Period.State.OPEN
    period.save(update_fields=["state"])
    return period


def open_periods_for(days: set[date]) -> dict[date, int]:
    """Day -> id of its period; refuses a day without a period or in a closed one. One query when all is well."""
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
        if not period.is_open:
            raise PeriodClosed(
                f"{period} is closed.",
                where="dated_on",
                next_step=_where_to_date_it(day, period),
            )
        found[day] = period.pk
    return found


def _where_to_date_it(day: date, closed: Period) -> str:
    following = Period.objects.filter(state="open", starts_on__gt=day).order_by("starts_on").first()
    if following is None:
        return f"Ask for {closed} to be reopened."
    return f"Date it in {following}, or ask for {closed} to be reopened."
