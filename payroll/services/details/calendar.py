"""When people are paid, and when Bacs works."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import lock, service
from payroll.models import BankHoliday, PayPeriod
from payroll.queries.details import periods_with_runs
from payroll.rules.tax_calendar import calendar_month, start_year, tax_period, tax_year_of
from payroll.services.details.kinds import BANK_HOLIDAY
from payroll.services.details.one import put_single
from payroll.services.details.refusals import check_tax_year


class NotAPayDay(Refused):
    code = "not_a_pay_day"


class PeriodInUse(Conflict):
    code = "period_in_use"


@service(permission="payroll.change_settings")
def plan_pay_calendar(*, actor: Actor, tax_year: str, day: int, reason: str = "") -> int:
    """Monthly periods of a tax year, paid on a day of the month (31: the last) or the working day before it.

    Months that are there already stay as they are. Returns how many were added. A day before the 6th would pay a month
    in the tax month before its own, and is refused.
    """
    year = check_tax_year(tax_year)
    closed = set(BankHoliday.objects.values_list("day", flat=True))
    held = set(PayPeriod.objects.filter(tax_year=year, frequency="monthly").values_list("number", flat=True))
    added = 0
    for place in range(12):
        month = (place + 3) % 12 + 1
        starts_on, ends_before = calendar_month(start_year(year) + (place + 3) // 12, month)
        pay_on = min(starts_on + timedelta(days=day - 1), ends_before - timedelta(days=1))
        while pay_on.weekday() >= 5 or pay_on in closed:
            pay_on -= timedelta(days=1)
        number = tax_period("monthly", pay_on)
        if tax_year_of(pay_on) != year or number != place + 1:
            raise NotAPayDay(
                f"Pay on {pay_on:%-d %B %Y} would fall in another tax month than {starts_on:%B}'s.",
                where="day",
                next_step="Choose a day from the 8th on.",
            )
        if number in held:
            continue
        PayPeriod.objects.create(
            tax_year=year,
            frequency="monthly",
            number=number,
            starts_on=starts_on,
            ends_before=ends_before,
            pay_on=pay_on,
        )
        added += 1
    return added


@service(permission="payroll.change_settings")
def change_pay_day(*, actor: Actor, period: PayPeriod, pay_on: date, reason: str) -> PayPeriod:
    """Pay a period on another day of the same tax month or week, while it has no pay run."""
    period = lock(period)
    if (period.tax_year, period.frequency, period.number) in periods_with_runs():
        raise PeriodInUse(
            f"{period} has a pay run already, so its pay day stays.",
            where="pay_on",
            next_step="Cancel the run first, if it is not approved.",
        )
    if (tax_year_of(pay_on), tax_period(period.frequency, pay_on)) != (period.tax_year, period.number):
        raise NotAPayDay(
            f"{pay_on:%-d %B %Y} is in another tax period.",
            where="pay_on",
            next_step=f"Give a day in tax period {period.number} of {period.tax_year}.",
        )
    if pay_on.weekday() >= 5 or BankHoliday.objects.filter(day=pay_on).exists():
        raise NotAPayDay(
            f"Bacs does not work on {pay_on:%A %-d %B %Y}.",
            where="pay_on",
            next_step="Give the working day before.",
        )
    period.pay_on = pay_on
    period.save(update_fields=["pay_on"])
    return period


@service(permission="payroll.change_settings")
def set_bank_holiday(*, actor: Actor, day: date, name: str, reason: str = "") -> BankHoliday:
    """Add a day on which Bacs does not work, or rename it."""
    if day.weekday() >= 5:
        raise NotAPayDay(
            f"{day:%-d %B %Y} is a {day:%A}, when Bacs does not work anyway.",
            where="day",
            next_step="Give the weekday that is kept instead.",
        )
    return put_single(BANK_HOLIDAY, BankHoliday, (day,), (name.strip(),))


@service(permission="payroll.change_settings")
def remove_bank_holiday(*, actor: Actor, holiday: BankHoliday, reason: str = "") -> None:
    """Take back a day that was entered by mistake."""
    lock(holiday).delete()
