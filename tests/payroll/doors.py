"""A pay run taken as far as a test needs it, through the services its pages call."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from backoffice.jobs.services import start_job
from backoffice.jobs.testing import run_job
from payroll.models import PayPeriod, PayRun
from payroll.services.approve_run import approve_run
from payroll.services.cancel_run import cancel_run
from payroll.services.check_run import check_run
from payroll.services.clear_warnings import clear_exceptions, clear_warnings
from payroll.services.post_run import confirm_paid
from payroll.services.start_run import start_run

TODAY = date(2026, 10, 28)


def calculate(cast, run: PayRun) -> PayRun:
    job = run_job(start_job(actor=cast.actor, kind="payroll.calculate", params={"run": run.pk}))
    assert job.state == "done", job.refusal
    run.refresh_from_db()
    return run


def calculated(cast, period: PayPeriod, **more) -> PayRun:
    return calculate(cast, start_run(actor=cast.actor, period=period, today=TODAY, **more))


def clear_all(cast, run: PayRun) -> None:
    clear_warnings(
        actor=cast.actor, run=run, ids=run.warnings.values_list("pk", flat=True), reason="Looked at"
    )
    clear_exceptions(
        actor=cast.actor, run=run, ids=run.exceptions.values_list("pk", flat=True), reason="Left out"
    )


def checked(cast, period: PayPeriod, *, earlier: bool = False, **more) -> PayRun:
    """`earlier`: as if calculated a day ago, because within one test every change carries the same moment."""
    run = calculated(cast, period, **more)
    if earlier:
        PayRun.objects.filter(pk=run.pk).update(facts_at=timezone.now() - timedelta(days=1))
    clear_all(cast, run)
    return check_run(actor=cast.actor, run=run)


def approved(cast, second, period: PayPeriod, **more) -> PayRun:
    return approve_run(actor=second.actor, run=checked(cast, period, **more))


def post(second, run: PayRun) -> PayRun:
    job = run_job(start_job(actor=second.actor, kind="payroll.post", params={"run": run.pk}))
    assert job.state == "done", job.refusal
    run.refresh_from_db()
    return run


def paid(cast, second, period: PayPeriod, **more) -> PayRun:
    run = post(second, approved(cast, second, period, **more))
    return confirm_paid(actor=second.actor, run=run, today=TODAY)


__all__ = ["TODAY", "approve_run", "approved", "calculate", "calculated", "cancel_run", "check_run", "checked", "clear_all",
           "confirm_paid", "paid", "post"]  # fmt: skip
