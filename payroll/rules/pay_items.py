"""What is paid before anything is taken: items, and the two plain ways in which one is worked out.

Rules and their inputs, in order:

- `item.entered`: amount;
- `item.units`: units in hundredths, rate of a unit in pence. To the nearest penny.
"""

from typing import NamedTuple

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import Pence, decimals, nearest, words

ENTERED_RULE = "item.entered"
UNITS_RULE = "item.units"


class PayItem(NamedTuple):
    """One thing paid. An item with no flag (expenses, approved mileage) goes straight to net pay."""

    element: str
    amount_pence: Pence
    """Negative to take back what was overpaid."""
    rule: str
    inputs: tuple[int, ...]
    taxable: bool = True
    nicable: bool = True
    pensionable: bool = True
    """In the scheme the person belongs to."""
    attachable: bool = True


def entered(
    element: str,
    amount_pence: Pence,
    *,
    taxable: bool = True,
    nicable: bool = True,
    pensionable: bool = True,
    attachable: bool = True,
) -> PayItem:
    """An amount that comes from outside: a claim, a one-off payment."""
    return PayItem(
        element, amount_pence, ENTERED_RULE, (amount_pence,), taxable, nicable, pensionable, attachable
    )


def expense(element: str, amount_pence: Pence) -> PayItem:
    """Money given back: neither taxed nor in the earnings for National Insurance, pension or orders."""
    return PayItem(element, amount_pence, ENTERED_RULE, (amount_pence,), False, False, False, False)


def units(
    element: str,
    units_hundredths: int,
    rate_pence: Pence,
    *,
    taxable: bool = True,
    nicable: bool = True,
    pensionable: bool = True,
    attachable: bool = True,
) -> PayItem:
    """Hours, nights or miles times a rate."""
    amount = nearest(units_hundredths * rate_pence, 100)
    inputs = (units_hundredths, rate_pence)
    return PayItem(element, amount, UNITS_RULE, inputs, taxable, nicable, pensionable, attachable)


def explain_item(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """An amount entered, or units times a rate."""
    work = Workings(law)
    if rule == ENTERED_RULE:
        (amount,) = inputs
        work.given("Amount entered", amount)
        return work.explanation("Amount entered", amount, "The claim or instruction it was entered from")
    hundredths, rate_pence = inputs
    amount = nearest(hundredths * rate_pence, 100)
    sum_ = f"{decimals(hundredths, 2)} x {words(rate_pence)}, to the nearest penny"
    work.step("Units times rate", sum_, words(amount))
    return work.explanation("Units times rate", amount, "The rate agreed for the unit")
