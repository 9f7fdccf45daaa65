"""Pay runs of October 2026 in a measured authority. All of these inside it."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.config.demonstration import actor_with
from payroll.models import PayPeriod, PayRun
from payroll.services.calculate import calculate_next_chunk, end_calculation, plan_calculation
from payroll.services.cancel_run import cancel_run
from payroll.services.clear_warnings import clear_exceptions, clear_warnings
from payroll.services.start_run import start_run


def begin(officer: Actor) -> PayRun:
    """A draft."""
    period = PayPeriod.objects.get(frequency="monthly", starts_on__year=2026, starts_on__month=10)
    return start_run(actor=officer, period=period, today=business_date())


def calculate_here(officer: Actor, run: PayRun) -> PayRun:
    """Calculate in this process, as a job does in a worker."""
    plan_calculation(actor=officer, run=run)
    run.refresh_from_db()
    while calculate_next_chunk(actor=officer, run=run):
        pass
    return end_calculation(actor=officer, run=run)


def clear(officer: Actor, run: PayRun) -> None:
    """What a person does before sealing: look at warnings and exceptions, and say why they can stand."""
    for rows, act in ((run.warnings, clear_warnings), (run.exceptions, clear_exceptions)):
        ids = list(rows.filter(cleared_by__isnull=True).values_list("pk", flat=True))
        if ids:
            act(actor=officer, run=run, ids=ids, reason="Looked at")


def cancel_all(slug: str) -> None:
    """Leave no run that holds anything."""
    officer = actor_with(slug, "payroll_officer")
    for run in PayRun.objects.exclude(state=PayRun.CANCELLED).order_by("pk"):
        cancel_run(actor=officer, run=run, reason="Measured")
