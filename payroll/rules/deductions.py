"""Deductions that a person has agreed to: subscriptions, advances, payroll giving.

Law: Employment Rights Act 1996 s. 13; Income Tax (Earnings and Pensions) Act 2003 s. 713 for payroll
giving, which is taken before tax and after National Insurance.

Rule and its inputs, in order:

- `deduction.agreed`, `deduction.before_tax`: amount asked, pay that is left.
"""

from typing import NamedTuple

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import Pence
from payroll.rules.percentage_tables import take

AGREED_RULE = "deduction.agreed"
BEFORE_TAX_RULE = "deduction.before_tax"


class Deduction(NamedTuple):
    """An agreed deduction of this payment. Those that come first are taken first."""

    element: str
    amount_pence: Pence
    before_tax: bool = False


def explain_deduction(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Amount asked, as far as pay allows."""
    asked, available = inputs
    work = Workings(law)
    work.given("Amount agreed", asked)
    amount = take(work, asked, available)
    if rule == BEFORE_TAX_RULE:
        return work.explanation(
            "Deduction before tax", -amount, "Income Tax (Earnings and Pensions) Act 2003, s. 713"
        )
    return work.explanation("Agreed deduction", -amount, "Employment Rights Act 1996, s. 13")
