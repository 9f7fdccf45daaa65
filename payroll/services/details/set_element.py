"""An allowance or deduction of the same amount each period."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from hr.models import Employment
from payroll.models import ElementType, PayElement
from payroll.services.details.kinds import ELEMENT
from payroll.services.details.one import lock_employment, put_dated


class ClaimedOnly(Refused):
    code = "element_claimed_only"


@service(permission="payroll.change_details")
def set_element(
    *,
    actor: Actor,
    employment: Employment,
    element: ElementType,
    amount_pence: int,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> PayElement:
    """Pay or take an amount each period from a day on; `amount_pence` is that of a whole period."""
    employment = lock_employment(actor, employment, starts_on)
    if element.basis != "amount":
        raise ClaimedOnly(
            f"{element.name} is worked out from claims.", where="element", next_step="Enter it as a claim."
        )
    key = (employment.pk, element.pk)
    return put_dated(ELEMENT, PayElement, key, (amount_pence,), starts_on, last_day)
