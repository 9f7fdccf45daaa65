"""The employer's pension contribution, at the rate of the scheme's valuation or the fund's certificate.

Rule and its inputs, in order:

- `pension.employer`: scheme (0 police 2015, 1 LGPS), pensionable pay, rate in millionths, 1 when the rate
  is the one in the legislation file and 0 when the authority has set it.
"""

from payroll.rules.explanation import Explanation, Parameter, Workings
from payroll.rules.law import Law
from payroll.rules.money import percent, words
from payroll.rules.police_pension import contribution

RULE = "pension.employer"
PROVISION = {
    0: "Police Pensions Regulations 2015 (SI 2015/445); the scheme's valuation",
    1: "Local Government Pension Scheme Regulations 2013 (SI 2013/2356), reg 67; the fund's certificate",
}


def explain_employer_pension(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Pensionable pay times the employer's rate."""
    scheme, pensionable, rate, from_law = inputs
    amount = contribution(pensionable, rate)
    work = Workings(law)
    if from_law:
        work.parameter("Employer's rate", "police_pension_2015.employer_rate", percent(rate))
    else:
        work.parameters.append(Parameter("Employer's rate", percent(rate), "Set by the authority", True))
    work.step("Contribution", f"{words(pensionable)} x {percent(rate)}, to the nearest penny", words(amount))
    return work.explanation("Employer's pension contribution", amount, PROVISION[scheme])
