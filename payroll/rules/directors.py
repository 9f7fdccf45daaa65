"""Class 1 National Insurance of company directors: the earnings period is the year.

Law: Social Security (Contributions) Regulations 2001 (SI 2001/1004) reg 8. Police bodies rarely have
directors, but companies they own do.

Rules and their inputs, in order:

- `ni.director.employee`, `ni.director.employer`: letter (its code point), tax weeks from the appointment
  (52 for the whole year), earnings to date with this payment, contributions already paid in the year.
"""

from functools import lru_cache

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law, NationalInsuranceLaw, NationalInsuranceThresholds
from payroll.rules.money import Pence, nearest, up, words
from payroll.rules.national_insurance import (
    Contributions,
    Rates,
    category,
    class_1,
    explain_bands,
    letter_rates,
)

EMPLOYEE_RULE = "ni.director.employee"
EMPLOYER_RULE = "ni.director.employer"
PROVISION = "Social Security (Contributions) Regulations 2001 (SI 2001/1004), reg 8"


@lru_cache(maxsize=4096)
def director_rates(law: NationalInsuranceLaw, letter: str, weeks: int) -> Rates:
    """Annual thresholds, in proportion to the weeks left for one appointed in the year, up to the pound."""
    year = law.director_weeks
    if not 1 <= weeks <= year:
        raise CannotCalculate(
            "bad_director_weeks", f"A director's earnings period has 1 to {year} weeks, not {weeks}.", "weeks"
        )
    annual = law.thresholds["annual"]
    if weeks == year:
        return letter_rates(law, category(law, letter), annual)

    def share(name: str) -> Pence:
        whole = getattr(annual, name) * weeks
        if name == "lower_earnings_limit":
            return nearest(whole, year * 100) * 100
        return up(whole, year * 100) * 100

    names = NationalInsuranceThresholds.__dataclass_fields__
    return letter_rates(law, category(law, letter), NationalInsuranceThresholds(*map(share, names)))


def director_contributions(
    *,
    letter: str,
    weeks: int,
    earnings_to_date: Pence,
    employee_before: Pence,
    employer_before: Pence,
    law: Law,
) -> Contributions:
    """Contributions with this payment: the year's so far less those paid. Bands are of the year to date.

    The alternative method is an ordinary earnings period each time and this sum with the last payment.
    """
    year = class_1(director_rates(law.national_insurance, letter, weeks), earnings_to_date)
    return year._replace(employee=year.employee - employee_before, employer=year.employer - employer_before)


def explain_director(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """The year's contribution so far, band by band, less what was paid."""
    letter_number, weeks, earnings, before = inputs
    letter = category(law.national_insurance, chr(letter_number))
    work = Workings(law)
    work.step("Category letter", "", f"{letter.letter}, {letter.who}")
    work.step("Earnings period", "", "annual, for a director")
    work.given("Earnings to date", earnings)
    rates = director_rates(law.national_insurance, letter.letter, weeks)
    year = law.national_insurance.director_weeks
    if weeks != year:
        work.step("Thresholds", f"annual x {weeks} / {year}, up to the pound", f"{weeks} weeks")
        work.parameter("Weeks in the year", "national_insurance.director_weeks", str(year))
    employer = rule == EMPLOYER_RULE
    due = explain_bands(work, letter, rates, earnings, employer, "annual")
    amount = due - before
    work.step("Less paid before", f"{words(due)} - {words(before)}", words(amount))
    title = "Employer's National Insurance, director" if employer else "National Insurance, director"
    return work.explanation(title, amount if employer else -amount, PROVISION)
