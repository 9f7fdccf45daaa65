"""The pension scheme an employment contributes to."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from hr.models import Employment
from payroll.models import PensionMembership
from payroll.services.details.kinds import PENSION
from payroll.services.details.one import lock_employment, put_dated

FOR_WORKFORCE = {"police_2015": ("OFFICER",), "lgps": ("STAFF", "PCSO")}


class WrongScheme(Refused):
    code = "wrong_scheme"


@service(permission="payroll.change_details")
def set_pension(
    *,
    actor: Actor,
    employment: Employment,
    scheme: str,
    section: str = "main",
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> PensionMembership:
    """Contribute to a scheme from a day on. Opting out is ending the membership."""
    employment = lock_employment(actor, employment, starts_on)
    if employment.workforce_type not in FOR_WORKFORCE[scheme]:
        raise WrongScheme(
            f"{dict(PensionMembership.SCHEMES)[scheme]} is not for {employment.get_workforce_type_display().lower()}s.",
            where="scheme",
            next_step="Officers are in the Police Pension Scheme 2015; police staff and PCSOs in the Local Government one.",
        )
    return put_dated(PENSION, PensionMembership, (employment.pk,), (scheme, section), starts_on, last_day)
