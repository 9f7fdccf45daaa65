"""Weekly statutory sick pay.

Law: Social Security Contributions and Benefits Act 1992 Part XI; from 6 April 2026 as the Employment
Rights Act 2025 amends it: the lower of the flat rate and a share of average weekly earnings, without a
lowest level of earnings.

Rule and its inputs, in order:

- `ssp.week`: average weekly earnings.
"""

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import MILLION, Pence, nearest, percent, words

RULE = "ssp.week"
PROVISION = "Social Security Contributions and Benefits Act 1992, ss. 151 to 163"


def weekly_sick_pay(*, average_weekly_earnings: Pence, law: Law) -> Pence:
    """Statutory sick pay for a whole week, in pence; a day is this over the week's qualifying days."""
    sick_pay = law.sick_pay
    if sick_pay.lowest_earnings is not None and average_weekly_earnings < sick_pay.lowest_earnings:
        return 0
    if sick_pay.earnings_share is None:
        return sick_pay.flat_rate
    share = nearest(max(0, average_weekly_earnings) * sick_pay.earnings_share, MILLION)
    return min(sick_pay.flat_rate, share)


def explain_sick_pay(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Test of earnings, share and flat rate."""
    (earnings,) = inputs
    sick_pay = law.sick_pay
    amount = weekly_sick_pay(average_weekly_earnings=earnings, law=law)
    work = Workings(law)
    work.given("Average weekly earnings", earnings)
    path = "statutory_sick_pay"
    if sick_pay.lowest_earnings is not None:
        work.parameter("Lowest average earnings", f"{path}.lowest_earnings", words(sick_pay.lowest_earnings))
    work.parameter("Flat rate", f"{path}.flat_rate", words(sick_pay.flat_rate))
    if sick_pay.earnings_share is not None:
        share = sick_pay.earnings_share
        work.parameter("Share of earnings", f"{path}.earnings_share", percent(share))
        part = nearest(max(0, earnings) * share, MILLION)
        work.step("Share of earnings", f"{words(earnings)} x {percent(share)}", words(part))
    work.step(
        "Weekly sick pay", "the lower of what applies" if amount else "earnings are too low", words(amount)
    )
    return work.explanation("Statutory sick pay", amount, PROVISION)
