"""A payslip line as the rules hand it over: amount, rule and the integers it was worked out from."""

from typing import NamedTuple

PAYMENT = "payment"
DEDUCTION = "deduction"
EMPLOYER = "employer"


class Line(NamedTuple):
    """One line. `explain.explain` puts it into words when it is read."""

    element: str
    """Code of what is paid or taken: `salary`, `paye`, `ni_employee`…"""
    amount_pence: int
    """As the employee sees it: payments positive, deductions negative. Employer's costs are positive."""
    kind: str
    """`payment`, `deduction` or `employer`."""
    rule: str
    """Which rule gave the amount, such as `paye.cumulative`; its docstring names the inputs in order."""
    inputs: tuple[int, ...]
