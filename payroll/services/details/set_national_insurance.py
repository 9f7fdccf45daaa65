"""A National Insurance category letter from a day on."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import service
from hr.models import Employment
from payroll.models import NationalInsuranceDetails
from payroll.services.details.kinds import NATIONAL_INSURANCE
from payroll.services.details.one import lock_employment, put_dated
from payroll.services.details.refusals import check_letter


@service(permission="payroll.change_details")
def set_national_insurance(
    *,
    actor: Actor,
    employment: Employment,
    letter: str,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> NationalInsuranceDetails:
    """Use a category letter from a day on. A letter the law of that year does not know is refused."""
    employment = lock_employment(actor, employment, starts_on)
    values = (check_letter(letter, starts_on),)
    return put_dated(
        NATIONAL_INSURANCE, NationalInsuranceDetails, (employment.pk,), values, starts_on, last_day
    )
