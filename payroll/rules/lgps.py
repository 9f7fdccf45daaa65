"""Local Government Pension Scheme (England and Wales): the member's contribution.

Law: Local Government Pension Scheme Regulations 2013 (SI 2013/2356) regs 9 and 10. The band follows the
actual annual pensionable pay of the employment; its rate applies to all pensionable pay. A net pay
arrangement. The contribution is to the nearest penny, a halfpenny up: no rule was seen for it.

Rule and its inputs, in order:

- `pension.lgps`: actual annual pensionable pay, pensionable pay, section (0 main, 1 50/50), regular
  allowances in the annual pay (only where there are any), year (2026 for 2026-27) whose bands apply.
"""

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import UNLIMITED, Law, LgpsLaw
from payroll.rules.money import Pence, percent, words
from payroll.rules.police_pension import contribution

RULE = "pension.lgps"
MAIN, HALF = "main", "50/50"
SECTIONS = {MAIN: 0, HALF: 1}
PROVISION = "Local Government Pension Scheme Regulations 2013 (SI 2013/2356), regs 9 and 10"


def section_number(section: str | None) -> int:
    """0 for the main section, which is meant when none is named; 1 for 50/50."""
    try:
        return SECTIONS[section or MAIN]
    except (KeyError, TypeError):
        raise CannotCalculate(
            "unknown_pension_section",
            f"{section!r} is not a section of the LGPS. Use main or 50/50.",
            "section",
        ) from None


def band_rate(law: LgpsLaw, annual_pence: Pence, section: int) -> int:
    """The member's rate in millionths."""
    for limit, main, half in law.bands:
        if annual_pence <= limit:
            return half if section else main
    raise AssertionError("the last band has no end")


def lgps(
    *, annual_pence: Pence, pensionable_pence: Pence, section: str | None, law: Law
) -> tuple[int, Pence]:
    """(rate in millionths, contribution in pence)."""
    rate = band_rate(law.lgps, annual_pence, section_number(section))
    return rate, contribution(pensionable_pence, rate)


def explain_lgps(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Band and contribution."""
    annual, pensionable, section, *allowances, _ = inputs
    found = band_rate(law.lgps, annual, section)
    amount = contribution(pensionable, found)
    work = Workings(law)
    bands = ", ".join(
        f"{percent(half if section else main)} " + ("above" if limit == UNLIMITED else f"to {words(limit)}")
        for limit, main, half in law.lgps.bands
    )
    name = "50/50 section" if section else "main section"
    work.parameter(f"Member's bands, {name}, {law.tax_year}", "lgps.bands", bands)
    for part in allowances:
        sum_ = f"basic pay {words(annual - part)} + regular allowances {words(part)}"
        work.step("Actual annual pensionable pay", sum_, words(annual))
    work.step("Band", f"actual annual pensionable pay {words(annual)}, {name}", percent(found))
    work.step("Contribution", f"{words(pensionable)} x {percent(found)}, to the nearest penny", words(amount))
    return work.explanation("Local government pension", -amount, PROVISION)
