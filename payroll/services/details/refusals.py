"""What is refused about pay details, in the same words on a form and in a file."""

from __future__ import annotations

from datetime import date

from backoffice.errors import Conflict, Refused
from payroll.rules.errors import CannotCalculate
from payroll.rules.law import law_for, tax_years
from payroll.rules.tax_calendar import tax_year_of
from payroll.rules.tax_code import code_words, parse_tax_code


class NoSuchCode(Refused):
    """A tax code, category letter or tax year that cannot exist."""

    code = "no_such_code"


class Overlaps(Refused):
    code = "details_overlap"


class OutsideEmployment(Refused):
    code = "outside_employment"


class AlreadyPaid(Conflict):
    code = "already_paid"


def tidy_tax_code(text: str) -> str:
    """The code as notices write it. Raises NoSuchCode."""
    try:
        return code_words(parse_tax_code(text))
    except CannotCalculate as error:
        raise NoSuchCode(error.message, where="tax_code") from error


def letters_on(day: date) -> dict[str, str]:
    """Category letters of the tax year of a day, with who they are for; of the nearest year with law held."""
    years = tax_years()
    wanted = tax_year_of(day)
    held = wanted if wanted in years else years[0] if wanted < years[0] else years[-1]
    return {letter: found.who for letter, found in law_for(held).national_insurance.letters.items()}


def check_letter(letter: str, day: date) -> str:
    """The letter in capitals. Raises NoSuchCode."""
    letters = letters_on(day)
    found = letter.strip().upper()
    if found not in letters:
        raise NoSuchCode(
            f"There is no category letter {letter} in {tax_year_of(day)}.",
            where="letter",
            next_step=f"Give one of {', '.join(sorted(letters))}.",
        )
    return found


def check_tax_year(text: str) -> str:
    """A tax year for which law is held. Raises NoSuchCode."""
    found = text.strip().replace("/", "-")
    if len(found) == 9 and found[4] == "-":  # 2026-2027
        found = f"{found[:5]}{found[7:]}"
    if found not in tax_years():
        raise NoSuchCode(
            f"{text} is not a tax year for which the law is held.",
            where="tax_year",
            next_step=f"Give one of {', '.join(tax_years())}.",
        )
    return found
