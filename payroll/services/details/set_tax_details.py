"""A tax code from a day on."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.services import service
from hr.models import Employment
from payroll.models import TaxDetails
from payroll.services.details.kinds import TAX
from payroll.services.details.one import lock_employment, put_dated
from payroll.services.details.refusals import tidy_tax_code


@service(permission="payroll.change_details")
def set_tax_details(
    *,
    actor: Actor,
    employment: Employment,
    tax_code: str,
    basis: str = "cumulative",
    notice: str = "",
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> TaxDetails:
    """Use a code from a day on; the one before it ends the day before. A code that cannot exist is refused."""
    employment = lock_employment(actor, employment, starts_on)
    values = (tidy_tax_code(tax_code), basis, notice.strip())
    return put_dated(TAX, TaxDetails, (employment.pk,), values, starts_on, last_day)
