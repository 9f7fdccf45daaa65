"""What a new authority does in payroll up to its first pay run."""

from __future__ import annotations

from django.db.models import QuerySet

from backoffice.work.setting_up import SetupStep, register_step
from payroll.models import PayeSettings, PayPeriod, PayRun, TaxDetails

SETTINGS = "payroll.change_settings"


def _released() -> QuerySet[PayRun]:
    return PayRun.objects.filter(state__in=PayRun.RELEASED)


def register() -> None:
    """Settings and calendar, pay details, then a pay run that was approved."""
    for code, label, order, permission, page, rows in (
        ("settings", "Enter the employer's settings", 50, SETTINGS, "settings", PayeSettings.objects.all),
        ("calendar", "Plan the pay calendar", 55, SETTINGS, "calendar", PayPeriod.objects.all),
        ("details", "Load pay details", 60, "payroll.import", "details", TaxDetails.objects.all),
        ("first_run", "Do the first pay run", 70, "payroll.prepare_run", "runs", _released),
    ):
        register_step(
            SetupStep(f"payroll.{code}", label, "payroll", order, permission, f"payroll:{page}", rows)
        )
