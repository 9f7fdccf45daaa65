"""Pay runs as screens, lists and other apps see them."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from payroll.models import PayPeriod, PayRun


def runs_for(*, viewer: Actor) -> QuerySet[PayRun]:
    """The pay runs the viewer may see."""
    runs = PayRun.objects.select_related("period", "made_by", "approved_by", "journal")
    return runs if viewer.can("payroll.view", "payroll.view_runs") else runs.none()


def run_for(*, viewer: Actor, reference: str) -> PayRun:
    """One pay run. Raises Missing, also where it is not theirs to see."""
    run = runs_for(viewer=viewer).filter(reference=reference).first()
    if run is None:
        raise Missing(f"There is no pay run {reference}.", next_step="Choose one from the list of pay runs.")
    return run


def run_before(run: PayRun) -> PayRun | None:
    """The regular run of the nearest earlier period."""
    return (
        PayRun.objects.filter(
            kind="regular", period__frequency=run.period.frequency, period__starts_on__lt=run.period.starts_on
        )
        .exclude(state__in=["draft", "cancelled"])
        .select_related("period")
        .order_by("-period__starts_on")
        .first()
    )


def next_period(*, viewer: Actor) -> PayPeriod | None:
    """The first period of the calendar without a regular run that has not been cancelled."""
    if not viewer.can("payroll.view"):
        return None
    taken = PayRun.objects.filter(kind="regular").exclude(state="cancelled")
    latest = taken.order_by("-period__starts_on").values_list("period__starts_on", flat=True).first()
    periods = PayPeriod.objects.exclude(runs__in=taken).order_by("starts_on")
    if latest is not None:
        periods = periods.filter(starts_on__gt=latest)
    return periods.first()


def latest_paid_period(*, viewer: Actor) -> PayPeriod | None:
    """The last period whose payslips have been released: what a supplementary run usually corrects."""
    if not viewer.can("payroll.view"):
        return None
    released = PayRun.objects.filter(kind="regular", state__in=PayRun.RELEASED)
    return PayPeriod.objects.filter(runs__in=released).order_by("-starts_on", "-pk").first()
