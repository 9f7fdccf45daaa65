"""What payroll puts before people: runs to approve, warnings to clear, runs to post, the next pay run."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.bacs.working_days import working_days_before
from backoffice.ui import formats
from backoffice.work import (
    AsideCard,
    Day,
    Figure,
    WorkKind,
    WorkRow,
    register,
    register_aside,
    register_days,
    register_figures,
)
from payroll.models import PayPeriod, PayRun
from payroll.queries.payslips import own_employments
from payroll.queries.runs import next_period, runs_for

MOST = 50
SOON = timedelta(days=31)
SUBMITTED_BEFORE = 2
"""Bacs takes a file two working days before it is paid: sent on day one, processed on day two, paid on day three."""


def _row(run: PayRun, *, detail: str = "", url: str = "") -> WorkRow:
    return WorkRow(
        title=f"Pay run {run.reference}, {run.period}",
        url=url or run.get_absolute_url(),
        due_on=run.pay_on,
        size=f"£{formats.money(run.net_pence)}" if run.net_pence else "",
        since=run.checked_at or run.calculated_at or run.made_at,
        detail=detail,
    )


def to_approve(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = runs_for(viewer=viewer).filter(state=PayRun.CHECKED)
    found = found.exclude(made_by_id=viewer.member_id).exclude(checked_by_id=viewer.member_id)
    return [
        _row(run, detail=f"{formats.in_words(run.payslips, 'payslip', 'payslips')}, from {run.made_by.name}")
        for run in found.order_by("pay_on", "pk")[:MOST]
    ]


def to_start(*, viewer: Actor, today: date) -> list[WorkRow]:
    """The next regular run, once its pay day is no more than a month ahead; due the day the bank takes its file."""
    following = next_period(viewer=viewer)
    if following is None or following.pay_on > today + SOON:
        return []
    return [
        WorkRow(
            title=f"Start the pay run for {following}",
            url=reverse("payroll:start_run"),
            due_on=working_days_before(following.pay_on, SUBMITTED_BEFORE),
            detail=f"Pay day {formats.short_day(following.pay_on)}",
        )
    ]


def to_clear(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = (
        runs_for(viewer=viewer)
        .filter(state=PayRun.CALCULATED)
        .annotate(left=Count("warnings", filter=Q(warnings__cleared_by__isnull=True)))
        .order_by("pay_on", "pk")[:MOST]
    )
    return [
        _row(
            run,
            detail=f"{formats.in_words(run.left, 'warning', 'warnings')} to clear",
            url=reverse("payroll:run_warnings", args=[run.reference]),
        )
        if run.left
        else _row(run, detail="Ready to be checked")
        for run in found
    ]


def to_post(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = (
        runs_for(viewer=viewer).filter(state__in=[PayRun.APPROVED, PayRun.POSTED]).order_by("pay_on", "pk")
    )
    words = {PayRun.APPROVED: "Bank file and journal to be made", PayRun.POSTED: "To be confirmed as paid"}
    return [_row(run, detail=words[run.state]) for run in found[:MOST]]


def sent_on(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = (
        runs_for(viewer=viewer)
        .filter(state=PayRun.CHECKED, made_by_id=viewer.member_id)
        .order_by("pay_on", "pk")
    )
    return [_row(run, detail="Waits for approval") for run in found[:MOST]]


def figures(*, viewer: Actor, today: date) -> list[Figure]:
    if not viewer.can("payroll.view"):
        return []
    found = []
    following = next_period(viewer=viewer)
    if following is not None:
        found.append(
            Figure(
                "Next pay run",
                str(following),
                url=reverse("payroll:home"),
                note=f"Pay day {formats.short_day(following.pay_on)}",
            )
        )
    latest = runs_for(viewer=viewer).exclude(state=PayRun.CANCELLED).order_by("-pk").first()
    if latest is not None:
        found.append(
            Figure(
                f"Net pay, {latest.period}",
                f"£{formats.money(latest.net_pence)}",
                url=latest.get_absolute_url(),
                note=str(latest.get_state_display()),
            )
        )
    return found


def days(*, viewer: Actor, first: date, last: date) -> list[Day]:
    """Pay days of the calendar and, the working day before each, the day the bank takes the file."""
    if not viewer.can("payroll.view"):
        return []
    runs: dict[int, PayRun] = {}
    for run in (
        runs_for(viewer=viewer)
        .filter(kind="regular", period__pay_on__range=(first, last))
        .exclude(state=PayRun.CANCELLED)
    ):
        runs[run.period_id] = run
    found = []
    for period in PayPeriod.objects.filter(pay_on__range=(first, last)).order_by("pay_on"):
        current = runs.get(period.pk)
        where = current.get_absolute_url() if current else reverse("payroll:home")
        state = f"{current.reference}, {current.get_state_display().lower()}" if current else "Not started"
        found.append(Day(period.pay_on, f"Pay day, {period}", where, state))
        taken = working_days_before(period.pay_on, 1)
        if taken >= first and (current is None or current.state != PayRun.PAID):
            found.append(
                Day(taken, f"Bank file processed, {period}", where, "Send it to Bacs before this day")
            )
    return found


def aside(*, viewer: Actor, today: date) -> AsideCard | None:
    """A link to one's own payslips, for whoever is paid here."""
    if not own_employments(viewer):
        return None
    return AsideCard(title="My pay", rows=[("My payslips", reverse("payroll:own_payslips"), "")])


def register_work() -> None:
    """Offer them to the authority's home."""
    for code, label, permission, rows, tab in (
        ("payroll.approve", "Pay runs to approve", "payroll.approve_run", to_approve, "mine"),
        ("payroll.start", "Pay runs to start", "payroll.prepare_run", to_start, "mine"),
        ("payroll.clear", "Pay runs to check", "payroll.prepare_run", to_clear, "mine"),
        ("payroll.post", "Pay runs to post and pay", "payroll.pay_run", to_post, "mine"),
        ("payroll.sent", "Pay runs waiting for approval", "payroll.prepare_run", sent_on, "sent"),
    ):
        register(
            WorkKind(code=code, label=label, function="payroll", permission=permission, rows=rows, tab=tab)
        )
    register_figures("payroll", figures)
    register_days("payroll", days)
    register_aside(aside, order=40)
