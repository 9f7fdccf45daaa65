"""Police Pension Scheme 2015: the member's contribution.

Law: Police Pensions Regulations 2015 (SI 2015/445) regs 168 to 170. The tier follows the full-time annual
rate of pensionable pay at each payment; its rate applies to all pensionable pay of the payment. A net pay
arrangement. The contribution is to the nearest penny, a halfpenny up: no rule was seen for it.

Rule and its inputs, in order:

- `pension.police_2015`: full-time annual pensionable pay, pensionable pay, year (2026 for 2026-27) whose
  tiers apply.
"""

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import UNLIMITED, Law, PolicePensionLaw
from payroll.rules.money import MILLION, Pence, nearest, percent, words

RULE = "pension.police_2015"
PROVISION = "Police Pensions Regulations 2015 (SI 2015/445), regs 168 to 170"


def tier_rate(law: PolicePensionLaw, annual_pence: Pence) -> int:
    """The member's rate in millionths for a full-time annual rate of pensionable pay."""
    for limit, rate in law.tiers:
        if annual_pence <= limit:
            return rate
    raise AssertionError("the last tier has no end")


def contribution(pensionable_pence: Pence, rate: int) -> Pence:
    """Pensionable pay times a rate, to the nearest penny."""
    return nearest(pensionable_pence * rate, MILLION)


def police_pension_2015(*, annual_pence: Pence, pensionable_pence: Pence, law: Law) -> tuple[int, Pence]:
    """(rate in millionths, contribution in pence)."""
    rate = tier_rate(law.police_pension, annual_pence)
    return rate, contribution(pensionable_pence, rate)


def explain_police_pension(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Tier and contribution."""
    annual, pensionable, _ = inputs
    found, amount = police_pension_2015(annual_pence=annual, pensionable_pence=pensionable, law=law)
    work = Workings(law)
    tiers = ", ".join(
        f"{percent(rate)} above" if limit == UNLIMITED else f"{percent(rate)} to {words(limit)}"
        for limit, rate in law.police_pension.tiers
    )
    work.parameter(f"Member's tiers, {law.tax_year}", "police_pension_2015.tiers", tiers)
    work.step("Tier", f"full-time annual pensionable pay {words(annual)}", percent(found))
    work.step("Contribution", f"{words(pensionable)} x {percent(found)}, to the nearest penny", words(amount))
    return work.explanation("Police pension, 2015 scheme", -amount, PROVISION)
