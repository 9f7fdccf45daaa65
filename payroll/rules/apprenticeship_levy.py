"""Apprenticeship levy of an employer, cumulative by tax month.

Law: Finance Act 2016 Part 6. The pay bill is all earnings liable to employer's Class 1 contributions; a
twelfth of the year's allowance is set against it each month. To the nearest penny.

Rule and its inputs, in order:

- `levy.month`: pay bill to date, tax month, allowance of the year that this employer may use, levy before.
"""

from payroll.rules.derived import EMPLOYER, Line
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import MILLION, Pence, nearest, percent, words

RULE = "levy.month"
PROVISION = "Finance Act 2016, ss. 98 to 121"


def apprenticeship_levy(
    *, pay_bill_to_date: Pence, month: int, levy_before: Pence, law: Law, allowance: Pence | None = None
) -> Line:
    """The levy of a tax month; negative where the year's bill now warrants less than was paid.

    `allowance` is the year's, in pence, where connected employers share it.
    """
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is not a tax month.")
    allowance = law.levy.annual_allowance if allowance is None else allowance
    inputs = (pay_bill_to_date, month, allowance, levy_before)
    return Line("levy", _to_date(law, *inputs[:3]) - levy_before, EMPLOYER, RULE, inputs)


def _to_date(law: Law, bill: Pence, month: int, allowance: Pence) -> Pence:
    return max(0, nearest(bill * law.levy.rate, MILLION) - allowance * month // 12)


def explain_levy(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Levy to date, allowance, levy before."""
    bill, month, allowance, before = inputs
    work = Workings(law)
    work.parameter("Rate", "apprenticeship_levy.rate", percent(law.levy.rate))
    work.parameter(
        "Allowance of the year", "apprenticeship_levy.annual_allowance", words(law.levy.annual_allowance)
    )
    gross = nearest(bill * law.levy.rate, MILLION)
    work.step("Levy on the pay bill to date", f"{words(bill)} x {percent(law.levy.rate)}", words(gross))
    work.step("Allowance to date", f"{words(allowance)} x {month} / 12", words(allowance * month // 12))
    due = _to_date(law, bill, month, allowance)
    work.step("Levy to date", "never below nothing", words(due))
    work.step("Less levy before", f"{words(due)} - {words(before)}", words(due - before))
    return work.explanation("Apprenticeship levy", due - before, PROVISION)
