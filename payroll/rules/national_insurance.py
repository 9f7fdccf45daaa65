"""Class 1 National Insurance contributions of one earnings period, exact percentage method.

Law: Social Security Contributions and Benefits Act 1992 ss. 6 to 9A; Social Security (Contributions)
Regulations 2001 (SI 2001/1004) regs 8 to 12; rounding by the third decimal as in HMRC's guidance for
software developers.

Rules and their inputs, in order:

- `ni.class1.employee`, `ni.class1.employer`: letter (its code point), frequency, earnings of the period.
"""

from functools import lru_cache
from typing import NamedTuple

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import CategoryLetter, Law, NationalInsuranceLaw, NationalInsuranceThresholds
from payroll.rules.money import MILLION, Pence, exact_words, percent, words
from payroll.rules.periods import FREQUENCIES, FREQUENCY_WORDS

EMPLOYEE_RULE = "ni.class1.employee"
EMPLOYER_RULE = "ni.class1.employer"
PROVISION = (
    "SSCBA 1992 ss. 8 and 9; Social Security (Contributions) Regulations 2001 (SI 2001/1004), regs 10 to 12"
)


class Rates(NamedTuple):
    """Thresholds in pence and rates in millionths of one letter in one earnings period."""

    lower: Pence
    primary: Pence
    upper: Pence
    employee_main: int
    employee_upper: int
    secondary: Pence
    secondary_middle: Pence
    secondary_upper: Pence
    employer_first: int
    employer_main: int
    employer_upper: int
    drop_up_to: int


class Contributions(NamedTuple):
    """Contributions and the earnings bands that are reported, in pence."""

    employee: Pence
    employer: Pence
    at_lel: Pence
    lel_to_pt: Pence
    pt_to_uel: Pence
    above_uel: Pence


def category(law: NationalInsuranceLaw, letter: str) -> CategoryLetter:
    """A category letter of the year. One that does not exist raises CannotCalculate."""
    name = letter.strip().upper() if isinstance(letter, str) else ""
    found = law.letters.get(name)
    if found is None:
        raise CannotCalculate(
            "bad_ni_letter",
            f"{letter!r} is not a National Insurance category letter. Use one of {', '.join(law.letters)}.",
            "ni_letter",
        )
    return found


@lru_cache(maxsize=1024)
def period_rates(law: NationalInsuranceLaw, letter: str, frequency: int) -> Rates:
    """What applies to a letter in an ordinary earnings period."""
    return letter_rates(law, category(law, letter), law.thresholds[FREQUENCIES[frequency]])


def letter_rates(
    law: NationalInsuranceLaw, letter: CategoryLetter, limits: NationalInsuranceThresholds
) -> Rates:
    """Thresholds and rates of a letter, given the period's thresholds.

    The employer's middle threshold is the Freeport one unless the letter has the Investment Zone's; the
    upper one is the UEL unless the letter has its own (under 21, apprentice, veteran).
    """
    middle, top = limits.freeport_upper_secondary, limits.upper_earnings_limit
    if letter.employer_from == "investment_zone_upper_secondary":
        middle = limits.investment_zone_upper_secondary
    elif (
        letter.employer_from.endswith("_upper_secondary")
        and letter.employer_from != "freeport_upper_secondary"
    ):
        top = getattr(limits, letter.employer_from)
    return Rates(
        limits.lower_earnings_limit,
        limits.primary,
        limits.upper_earnings_limit,
        letter.employee_main,
        letter.employee_upper,
        limits.secondary,
        middle,
        top,
        letter.employer_first,
        letter.employer_main,
        letter.employer_upper,
        law.drop_up_to,
    )


def rounded(exact: int, drop_up_to: int) -> Pence:
    """Pence from millionths of a penny: cut to a tenth of a penny, which decides."""
    tenths = exact // (MILLION // 10)
    return tenths // 10 + (tenths % 10 > drop_up_to)


def class_1(rates: Rates, earnings: Pence) -> Contributions:
    """Both contributions on the earnings of one period."""
    (lower, primary, upper, main, above, secondary, middle, top, first, second, third, drop) = rates
    if earnings <= secondary and earnings < lower:
        return _NOTHING
    employee = employer = 0
    if earnings > primary:
        if earnings > upper:
            employee = rounded((upper - primary) * main, drop) + rounded((earnings - upper) * above, drop)
        else:
            employee = rounded((earnings - primary) * main, drop)
    if earnings > secondary:
        if earnings <= middle:
            employer = rounded((earnings - secondary) * first, drop)
        elif earnings <= top:
            employer = rounded((middle - secondary) * first + (earnings - middle) * second, drop)
        else:
            employer = rounded((middle - secondary) * first + (top - middle) * second, drop)
            employer += rounded((earnings - top) * third, drop)
    if earnings < lower:
        return Contributions(employee, employer, 0, 0, 0, 0)
    if earnings <= primary:
        return Contributions(employee, employer, lower, earnings - lower, 0, 0)
    if earnings <= upper:
        return Contributions(employee, employer, lower, primary - lower, earnings - primary, 0)
    return Contributions(employee, employer, lower, primary - lower, upper - primary, earnings - upper)


_NOTHING = Contributions(0, 0, 0, 0, 0, 0)


def national_insurance(*, letter: str, frequency: int, earnings: Pence, law: Law) -> Contributions:
    """Contributions of one earnings period, from the letter as written."""
    return class_1(period_rates(law.national_insurance, letter, frequency), earnings)


def explain_class_1(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """The contribution of one earnings period, band by band."""
    letter_number, frequency, earnings = inputs
    letter = category(law.national_insurance, chr(letter_number))
    interval = FREQUENCIES[frequency]
    work = Workings(law)
    work.step("Category letter", "", f"{letter.letter}, {letter.who}")
    work.step("Earnings period", "", FREQUENCY_WORDS[frequency])
    work.given("Earnings", earnings)
    rates = period_rates(law.national_insurance, letter.letter, frequency)
    employer = rule == EMPLOYER_RULE
    amount = explain_bands(work, letter, rates, earnings, employer, interval)
    title = "Employer's National Insurance" if employer else "National Insurance"
    return work.explanation(title, amount if employer else -amount, PROVISION)


def _threshold(name: str) -> str:
    words_ = name.replace("_", " ")
    return words_ if words_.endswith("limit") else f"{words_} threshold"


def explain_bands(
    work: Workings, letter: CategoryLetter, rates: Rates, earnings: Pence, employer: bool, interval: str
) -> Pence:
    """Adds a step per band and the thresholds used; the contribution in pence."""
    paths = "national_insurance.thresholds"
    (_, primary, upper, main, above, secondary, middle, top, first, second, third, drop) = rates
    if employer:
        middle_name = (
            letter.employer_from
            if letter.employer_from.startswith("investment")
            else "freeport_upper_secondary"
        )
        top_name = (
            letter.employer_from
            if letter.employer_from.startswith(("under", "apprentice", "veteran"))
            else "upper_earnings_limit"
        )
        used = [("secondary", secondary)]
        if first != second:  # thresholds at which nothing changes are left out
            used.append((middle_name, middle))
        if second != third or earnings > top:
            used.append((top_name, top))
        low = [
            (max(0, min(earnings, middle) - secondary), first),
            (max(0, min(earnings, top) - middle), second),
        ]
        if first == second:
            low = [(max(0, min(earnings, top) - secondary), first)]
        groups = [low, [(max(0, earnings - top), third)]]
        names = ["Above the secondary threshold", f"Above the {_threshold(top_name)}"]
        if earnings > top:
            names[0] = f"From the secondary threshold to the {_threshold(top_name)}"
    else:
        used = [("primary", primary), ("upper_earnings_limit", upper)]
        groups = [[(max(0, min(earnings, upper) - primary), main)], [(max(0, earnings - upper), above)]]
        names = ["From the primary threshold to the upper earnings limit", "Above the upper earnings limit"]
    for name, value in used:
        work.parameter(name.replace("_", " ").capitalize(), f"{paths}.{name}.{interval}", words(value))
    who = "employer" if employer else "employee"
    shown = ", ".join(percent(rate) for rate in dict.fromkeys(rate for group in groups for _, rate in group))
    work.parameter(
        f"Rates of the {who}, letter {letter.letter}", f"national_insurance.letters.{letter.letter}", shown
    )
    work.parameter(
        "Third decimal that is dropped, at most", "national_insurance.drop_up_to_third_decimal", str(drop)
    )
    parts = []
    for name, group in zip(names, groups, strict=True):
        bands = [(band, rate) for band, rate in group if band]
        if not bands:
            continue
        exact = sum(band * rate for band, rate in bands)
        part = rounded(exact, drop)
        sum_ = " + ".join(f"{words(band)} x {percent(rate)}" for band, rate in bands)
        cut = exact_words(exact // (MILLION // 10), 3)
        work.step(name, f"{sum_} = {cut}", words(part))
        parts.append(part)
    total = sum(parts)
    if len(parts) > 1:
        work.step("Contribution", " + ".join(words(part) for part in parts), words(total))
    elif not parts:
        work.step("Contribution", "no earnings above the first threshold", words(total))
    return total
