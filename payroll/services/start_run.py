"""A pay run begins as a draft."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.actor import Actor
from backoffice.bacs.working_days import working_days_after, working_days_before
from backoffice.errors import Refused
from backoffice.numbering.services import next_number
from backoffice.services import service
from payroll.models import PayPeriod, PayRun
from payroll.rules.tax_calendar import tax_period, tax_year_of
from payroll.services.refusals import PeriodOutOfOrder


@service(permission="payroll.prepare_run")
def start_run(
    *,
    actor: Actor,
    period: PayPeriod,
    today: date,
    kind: str = "regular",
    pay_on: date | None = None,
    reason: str = "",
) -> PayRun:
    """Start a pay run for a period. One regular run a period; supplementary ones as needed.

    A regular run waits for that of the period before: tax and arrears build on what has been released. A supplementary
    run is paid on the period's pay day or, once that is too near for Bacs, on the second working day from today.
    """
    pay_day = pay_on or period.pay_on
    if kind == "supplementary" and pay_on is None:
        pay_day = max(pay_day, working_days_after(today, 2))
    if not period.starts_on <= pay_day.replace(day=1) <= max(period.ends_before, pay_day):
        raise Refused("The pay day is before the period.", where="pay_on", next_step="Give a later pay day.")
    if kind == "regular":
        if pay_on is not None:
            _check_pay_day(period, pay_on)
        open_before = (
            PayRun.objects.filter(
                kind="regular",
                period__frequency=period.frequency,
                period__starts_on__lt=period.starts_on,
                state__in=["draft", "calculated", "checked"],
            )
            .select_related("period")
            .order_by("period__starts_on")
            .first()
        )
        if open_before is not None:
            raise PeriodOutOfOrder(
                f"Pay run {open_before.reference} for {open_before.period} has not been approved yet.",
                next_step="Approve or cancel it first: this run builds on what it releases.",
            )
    return PayRun.objects.create(
        reference=next_number("pay_run", prefix="R"),
        kind=kind,
        period=period,
        pay_on=pay_day,
        made_by_id=actor.member_id,
        reason=reason,
    )


def _check_pay_day(period: PayPeriod, pay_on: date) -> None:
    """A regular run is paid on a Bacs working day of its own tax month or week: that is what its tax is worked out for."""
    if (tax_year_of(pay_on), tax_period(period.frequency, pay_on)) != (period.tax_year, period.number):
        raise Refused(
            f"{pay_on:%-d %B %Y} is in another tax period than {period}.",
            where="pay_on",
            next_step=f"Give a day in tax period {period.number} of {period.tax_year}.",
        )
    if pay_on != working_days_before(pay_on + timedelta(days=1), 1):
        raise Refused(
            f"Bacs does not work on {pay_on:%A %-d %B %Y}.", where="pay_on", next_step="Give a working day."
        )
