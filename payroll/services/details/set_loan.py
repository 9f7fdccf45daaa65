"""A student or postgraduate loan that HMRC has asked to deduct for."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import service
from hr.models import Employment
from payroll.models import StudentLoan
from payroll.services.details.kinds import LOAN
from payroll.services.details.one import lock_employment, put_dated


@service(permission="payroll.change_details")
def set_loan(
    *,
    actor: Actor,
    employment: Employment,
    plan: int,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> StudentLoan:
    """Deduct for a plan from a day on. Plans run side by side; the same plan is held once a day."""
    employment = lock_employment(actor, employment, starts_on)
    return put_dated(LOAN, StudentLoan, (employment.pk, plan), (), starts_on, last_day)
