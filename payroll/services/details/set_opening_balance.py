"""Pay, tax and contributions of a tax year from before this payroll."""

from __future__ import annotations

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import service
from hr.models import Employment
from payroll.models import OpeningBalance
from payroll.queries.details import first_released
from payroll.services.details.kinds import BALANCES, OPENING_BALANCE
from payroll.services.details.one import lock_employment, put_single
from payroll.services.details.refusals import AlreadyPaid, check_tax_year


class MoreTaxThanPay(Refused):
    code = "more_tax_than_pay"


@service(permission="payroll.change_details")
def set_opening_balance(
    *,
    actor: Actor,
    employment: Employment,
    tax_year: str,
    through_period: int,
    reason: str = "",
    **pence: int,
) -> OpeningBalance:
    """Set the figures to date of a tax year, in pence, named as on the model; those left out are 0."""
    assert set(pence) <= set(BALANCES), pence.keys()
    employment = lock_employment(actor, employment)
    year = check_tax_year(tax_year)
    for tax, pay in (("tax_pence", "taxable_pence"), ("previous_tax_pence", "previous_taxable_pence")):
        if pence.get(tax, 0) > max(0, pence.get(pay, 0)):
            raise MoreTaxThanPay(
                "The tax is more than the pay it is taken from.",
                where=tax,
                next_step="Check that the two are not swapped.",
            )
    paid = first_released([employment.pk]).get((employment.pk, year))
    if paid is not None and paid <= through_period:
        raise AlreadyPaid(
            f"Tax month {paid} of {year} has been paid here, so it would count twice.",
            where="through_period",
            next_step=f"Give figures to tax month {paid - 1} at most.",
        )
    values = (through_period, *(pence.get(name, 0) for name in BALANCES))
    return put_single(OPENING_BALANCE, OpeningBalance, (employment.pk, year), values)
