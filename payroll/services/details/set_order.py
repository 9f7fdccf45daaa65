"""An order to take from pay."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from hr.models import Employment
from payroll.models import AttachmentOrder
from payroll.services.details.kinds import ORDER
from payroll.services.details.one import day_after, lock_employment, put_single


class BeforeTheOrder(Refused):
    code = "before_the_order"


@service(permission="payroll.change_details")
def set_order(
    *,
    actor: Actor,
    employment: Employment,
    kind: str,
    order_number: str,
    issued_on: date,
    nation: str = "england",
    rate: str = "standard",
    total_pence: int | None = None,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> AttachmentOrder:
    """Operate an order from a day on; the same creditor's reference again corrects it. `total_pence` None: until ended."""
    employment = lock_employment(actor, employment, starts_on)
    if starts_on < issued_on:
        raise BeforeTheOrder(
            "Nothing is taken before the date of the order.",
            where="starts_on",
            next_step=f"Give {issued_on:%-d %B %Y} or later.",
        )
    values = (kind, issued_on, nation, rate, total_pence, starts_on, day_after(last_day))
    return put_single(ORDER, AttachmentOrder, (employment.pk, order_number.strip().upper()), values)
