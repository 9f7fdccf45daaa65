"""The authority's pay settings as they stand on a day."""

from __future__ import annotations

from datetime import date, timedelta

from backoffice.errors import Refused
from payroll.models import BacsFile, BankHoliday, PayeSettings, PayRun


class NoSettings(Refused):
    code = "no_employer_settings"


def settings_on(day: date) -> PayeSettings | None:
    """The employer settings in force on a day."""
    found: PayeSettings | None = PayeSettings.objects.on(day).first()
    return found


def bacs_pay_day(run: PayRun) -> date:
    """The day on which Bacs pays a run: its pay day, or a later one where the file was made too late. Two queries."""
    process_on = BacsFile.objects.filter(run=run).values_list("process_on", flat=True).first()
    return run.pay_on if process_on is None or process_on < run.pay_on else working_days_after(process_on, 1)


def working_days_before(day: date, count: int) -> date:
    """The day so many Bacs working days before a day: not Saturdays, Sundays or bank holidays. One query."""
    closed = set(
        BankHoliday.objects.filter(day__gte=day - timedelta(days=14 + count * 3), day__lt=day).values_list(
            "day", flat=True
        )
    )
    while count:
        day -= timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            count -= 1
    return day


def working_days_after(day: date, count: int) -> date:
    """The day so many Bacs working days after a day. One query."""
    closed = set(
        BankHoliday.objects.filter(day__gt=day, day__lte=day + timedelta(days=14 + count * 3)).values_list(
            "day", flat=True
        )
    )
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in closed:
            count -= 1
    return day
