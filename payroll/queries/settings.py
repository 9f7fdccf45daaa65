"""The authority's pay settings as they stand on a day."""

from __future__ import annotations

from datetime import date

from backoffice.bacs.working_days import working_days_after
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


def bank_holidays(first: date, last: date) -> set[date]:
    """The bank holidays the authority keeps, from one day to another. One query."""
    return set(BankHoliday.objects.filter(day__range=(first, last)).values_list("day", flat=True))
