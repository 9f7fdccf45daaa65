"""From gross to net for one payment to one person.

Order: pay items; pension (net pay arrangement) and payroll giving before tax; income tax; National
Insurance, which pension does not reduce; loans; attachment orders; agreed deductions; employer's costs.
Net pay is never negative: what cannot be taken is reported.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from payroll.rules.attachments import Carried, Order, attach
from payroll.rules.deductions import AGREED_RULE, BEFORE_TAX_RULE, Deduction
from payroll.rules.derived import DEDUCTION, EMPLOYER, PAYMENT, Line
from payroll.rules.directors import EMPLOYEE_RULE as DIRECTOR_EMPLOYEE_RULE
from payroll.rules.directors import EMPLOYER_RULE as DIRECTOR_EMPLOYER_RULE
from payroll.rules.directors import director_contributions
from payroll.rules.employer_pension import RULE as EMPLOYER_PENSION_RULE
from payroll.rules.errors import CannotCalculate, UnknownTaxYear
from payroll.rules.law import Law, law_for
from payroll.rules.lgps import RULE as LGPS_RULE
from payroll.rules.lgps import band_rate, section_number
from payroll.rules.money import Pence, words
from payroll.rules.national_insurance import (
    EMPLOYEE_RULE,
    EMPLOYER_RULE,
    Contributions,
    class_1,
    period_rates,
)
from payroll.rules.pay_items import PayItem
from payroll.rules.paye import CUMULATIVE, RULES, tax_due
from payroll.rules.periods import FREQUENCY_NUMBER, frequency_number
from payroll.rules.police_pension import RULE as POLICE_PENSION_RULE
from payroll.rules.police_pension import contribution, tier_rate
from payroll.rules.student_loans import POSTGRADUATE_RULE, STUDENT_RULE, deduction, loans_of
from payroll.rules.tax_calendar import start_year, tax_year_name
from payroll.rules.tax_code import parse_tax_code

POLICE_2015 = "police_2015"
LGPS = "lgps"
SCHEMES = (POLICE_2015, LGPS)
ANNUAL, ALTERNATIVE = "annual", "alternative"
Add = Callable[[Line], None]


class Director(NamedTuple):
    """National Insurance of a director. Figures of the tax year before this payment, in pence.

    Annual method: annual thresholds each time. Alternative: an ordinary period each time, the annual sum with
    the last payment of the year or of the directorship.
    """

    method: str = ANNUAL
    weeks: int = 52
    """Tax weeks from the week of appointment, that one counted; 52 for the whole year."""
    earnings_before_pence: Pence = 0
    employee_before_pence: Pence = 0
    employer_before_pence: Pence = 0
    is_last_payment: bool = False


class EarlierPension(NamedTuple):
    """Pensionable arrears that belong to an earlier period: at the tiers or bands of that period's year."""

    tax_year: str
    annual_pence: Pence
    pensionable_pence: Pence
    allowances_pence: Pence = 0
    """Regular allowances in the annual pay."""


class PayInputs(NamedTuple):
    """Everything one payslip is worked out from, and nothing else. Amounts in pence."""

    tax_year: str
    """`2026-27`: that of the pay day."""
    frequency: str
    """`weekly`, `fortnightly`, `four_weekly` or `monthly`."""
    period: int
    """Tax month for monthly pay, else tax week, of the pay day (`tax_calendar.tax_period`)."""
    pay_on: date
    pay_items: tuple[PayItem, ...]
    tax_code: str
    basis: str = CUMULATIVE
    """`cumulative` or `week1_month1`."""
    ni_letter: str = "A"
    director: Director | None = None
    loans: tuple[str, ...] = ()
    """Plans held: `1`, `2`, `4`, `5`, `PGL`."""
    pension: str | None = None
    """`police_2015`, `lgps` or None for someone in no scheme."""
    pension_section: str | None = None
    """LGPS: `main` (meant when None) or `50/50`."""
    annual_pensionable_pence: Pence = 0
    """Police: full-time annual rate. LGPS: actual annual pensionable pay."""
    pensionable_pence: Pence | None = None
    """Pensionable pay where it is not the sum of the pensionable items (assumed pay, for instance)."""
    earlier_pension: tuple[EarlierPension, ...] = ()
    """Part of the pensionable pay that belongs to earlier years; the rest is at this year's rate."""
    employer_pension_rate: int | None = None
    """Millionths. None takes the police rate of the legislation file, and for the LGPS none at all."""
    taxable_before_pence: Pence = 0
    """Taxable pay of the year in this employment, before this payment."""
    tax_before_pence: Pence = 0
    previous_taxable_pence: Pence = 0
    """From the previous employment's P45, where it is operated."""
    previous_tax_pence: Pence = 0
    payrolled_benefits_pence: Pence = 0
    orders: tuple[Order, ...] = ()
    deductions: tuple[Deduction, ...] = ()
    annual_allowances_pence: Pence = 0
    """LGPS: regular pensionable allowances in `annual_pensionable_pence`, so that they can be told."""


class NotTaken(NamedTuple):
    """A deduction, or part of one, for which there was not enough pay."""

    element: str
    amount_pence: Pence
    is_carried_forward: bool


class Payslip(NamedTuple):
    """The result. Totals in pence, as positive sums except refunds of tax, which are negative."""

    lines: tuple[Line, ...]
    gross_pence: Pence
    """All pay items but expenses."""
    expenses_pence: Pence
    pension_pence: Pence
    taxable_pay_pence: Pence
    tax_pence: Pence
    nicable_pence: Pence
    employee_ni_pence: Pence
    employer_ni_pence: Pence
    student_loan_pence: Pence
    postgraduate_loan_pence: Pence
    attachments_pence: Pence
    """Orders and the charges for them."""
    other_deductions_pence: Pence
    net_pence: Pence
    pensionable_pence: Pence
    employer_pension_pence: Pence
    at_lel_pence: Pence
    lel_to_pt_pence: Pence
    pt_to_uel_pence: Pence
    above_uel_pence: Pence
    taxable_to_date_pence: Pence
    """In this employment, with this payment."""
    tax_to_date_pence: Pence
    not_taken: tuple[NotTaken, ...]
    carried: tuple[Carried, ...]
    """What attachment orders carry to the next pay day."""
    law_version: str


def calculate(inputs: PayInputs, law: Law | None = None) -> Payslip:
    """The payslip of one payment. Raises CannotCalculate with the reason where it cannot be worked out.

    `law` is the authority's, with its overrides; without it, the law of the inputs' tax year on the pay day.
    """
    (
        tax_year,
        frequency_name,
        period,
        pay_on,
        pay_items,
        tax_code,
        basis,
        ni_letter,
        director,
        plans,
        scheme,
        section,
        annual,
        pensionable_given,
        earlier,
        employer_rate,
        taxable_before,
        tax_before,
        previous_taxable,
        previous_tax,
        benefits,
        orders,
        agreed,
        allowances,
    ) = inputs
    if law is None:
        law = _law(tax_year, pay_on)
    elif law.tax_year != tax_year:
        raise CannotCalculate("wrong_law", f"The law of {law.tax_year} does not pay {tax_year}.", "tax_year")
    frequency = FREQUENCY_NUMBER.get(frequency_name)
    if frequency is None:
        frequency = frequency_number(frequency_name)
    lines: list[Line] = []
    add = lines.append
    not_taken: list[NotTaken] = []

    gross = expenses = taxable = nicable = pensionable = attachable = 0
    for element, amount, rule, derivation, is_taxable, is_nicable, is_pensionable, is_attachable in pay_items:
        add(Line(element, amount, PAYMENT, rule, derivation))
        if is_taxable:
            taxable += amount
        if is_nicable:
            nicable += amount
        if is_pensionable:
            pensionable += amount
        if is_attachable:
            attachable += amount
        if is_taxable or is_nicable or is_pensionable or is_attachable:
            gross += amount
        else:
            expenses += amount
    if pensionable_given is not None:
        pensionable = pensionable_given

    pension = 0
    if scheme is not None:
        pension_lines = _pension(law, scheme, section, (annual, allowances), pensionable, earlier)
        for line in pension_lines:
            pension -= line[1]
            add(line)
    elif pensionable_given is None:
        pensionable = 0
    taxable -= pension

    contributions = _contributions(law, ni_letter, frequency, nicable, director, add)
    employee_ni, employer_ni, at_lel, lel_to_pt, pt_to_uel, above_uel = contributions

    giving = 0
    for asked in agreed:
        if asked.before_tax:
            room = max(0, min(taxable, gross - pension - employee_ni - giving))
            taken = _take(asked, room, BEFORE_TAX_RULE, add, not_taken)
            giving += taken
            taxable -= taken
    taxable += benefits

    code = parse_tax_code(tax_code)
    pay_before, all_tax_before = taxable_before + previous_taxable, tax_before + previous_tax
    tax = tax_due(law.paye, code, frequency, period, basis, taxable, benefits, pay_before, all_tax_before)
    if tax or taxable:
        tax_inputs: tuple[int, ...] = (*code, frequency, period, taxable, benefits)
        if basis == CUMULATIVE:
            tax_inputs = (*tax_inputs, pay_before, all_tax_before)
        add(Line("paye", -tax, DEDUCTION, RULES[basis], tax_inputs))

    left = gross - pension - giving - tax - employee_ni
    student = postgraduate = 0
    if plans:
        loans = loans_of(law.student_loans, plans, frequency)
        if loans.student_threshold is not None:
            due = deduction(nicable, loans.student_threshold, loans.student_rate)
            student = max(0, min(due, left))
            if student:
                loan_inputs = (nicable, frequency, loans.plan_digits, left)
                add(Line("student_loan", -student, DEDUCTION, STUDENT_RULE, loan_inputs))
            if student < due:
                not_taken.append(NotTaken("student_loan", due - student, False))
        if loans.postgraduate_threshold is not None:
            due = deduction(nicable, loans.postgraduate_threshold, loans.postgraduate_rate)
            room = left - student
            postgraduate = max(0, min(due, room))
            if postgraduate:
                postgraduate_inputs = (nicable, frequency, room)
                add(
                    Line(
                        "postgraduate_loan", -postgraduate, DEDUCTION, POSTGRADUATE_RULE, postgraduate_inputs
                    )
                )
            if postgraduate < due:
                not_taken.append(NotTaken("postgraduate_loan", due - postgraduate, False))
        left -= student + postgraduate
    if left < 0:
        raise CannotCalculate(
            "pay_too_low",
            f"Pension, tax and National Insurance are {words(-left)} more than pay. "
            "Recover an overpayment over several periods, or correct the pensionable pay.",
            "pay_items",
        )

    attached = 0
    carried: tuple[Carried, ...] = ()
    if orders:
        net_earnings = attachable - pension - tax - employee_ni
        result = attach(orders, law, frequency, net_earnings, left)
        lines += result.lines
        attached = result.taken_pence + result.charged_pence
        carried = tuple(result.carried)
        not_taken += [NotTaken(*short) for short in result.not_taken]
        left -= attached

    others = giving
    for asked in agreed:
        if not asked.before_tax:
            taken = _take(asked, left, AGREED_RULE, add, not_taken)
            others += taken
            left -= taken

    if employer_ni:
        add(_employer_ni_line(ni_letter, frequency, nicable, director, employer_ni))
    employer_pension = 0
    if scheme is not None:
        from_law = employer_rate is None and scheme == POLICE_2015
        if from_law:
            employer_rate = law.police_pension.employer_rate
        if employer_rate:
            employer_pension = contribution(pensionable, employer_rate)
            if employer_pension:
                derivation = (SCHEMES.index(scheme), pensionable, employer_rate, int(from_law))
                add(Line("pension_employer", employer_pension, EMPLOYER, EMPLOYER_PENSION_RULE, derivation))

    return Payslip(
        tuple(lines),
        gross,
        expenses,
        pension,
        taxable,
        tax,
        nicable,
        employee_ni,
        employer_ni,
        student,
        postgraduate,
        attached,
        others,
        left + expenses,
        pensionable,
        employer_pension,
        at_lel,
        lel_to_pt,
        pt_to_uel,
        above_uel,
        taxable_before + taxable,
        tax_before + tax,
        tuple(not_taken),
        carried,
        law.version,
    )


def _law(tax_year: str, pay_on: date) -> Law:
    try:
        return law_for(tax_year, pay_on)
    except UnknownTaxYear as unknown:
        raise CannotCalculate("unknown_tax_year", str(unknown), "tax_year") from unknown


def _pension(
    law: Law,
    scheme: str,
    section: str | None,
    annual: tuple[Pence, Pence],
    pensionable: Pence,
    earlier: tuple[EarlierPension, ...],
) -> list[Line]:
    """A line for each stretch; `annual`: pensionable pay a year, and the regular allowances in it."""
    if scheme not in SCHEMES:
        raise CannotCalculate(
            "unknown_pension", f"{scheme!r} is not a pension scheme. Use police_2015 or lgps.", "pension"
        )
    stretches = [(law, *annual, pensionable - sum(part.pensionable_pence for part in earlier))]
    for part in earlier:
        year_law = law if part.tax_year == law.tax_year else _law_of_year(part.tax_year)
        stretches.append((year_law, part.annual_pence, part.allowances_pence, part.pensionable_pence))
    lines = []
    for year_law, yearly, beside, pay in stretches:
        if not pay:
            continue
        year = start_year(year_law.tax_year)
        if scheme == POLICE_2015:
            amount = contribution(pay, tier_rate(year_law.police_pension, yearly))
            line = Line("pension_police_2015", -amount, DEDUCTION, POLICE_PENSION_RULE, (yearly, pay, year))
        else:
            number = section_number(section)
            amount = contribution(pay, band_rate(year_law.lgps, yearly, number))
            told = (yearly, pay, number, beside, year) if beside else (yearly, pay, number, year)
            line = Line("pension_lgps", -amount, DEDUCTION, LGPS_RULE, told)
        lines.append(line)
    return lines


def _law_of_year(tax_year: str) -> Law:
    try:
        return law_for(tax_year)
    except UnknownTaxYear as unknown:
        raise CannotCalculate("unknown_tax_year", str(unknown), "earlier_pension") from unknown


def law_of_inputs(year: int, law: Law) -> Law:
    """The law of the year that a pension line names: the one at hand, or the earlier year's."""
    name = tax_year_name(year)
    return law if name == law.tax_year else law_for(name)


def _uses_annual_sum(director: Director) -> bool:
    if director.method not in (ANNUAL, ALTERNATIVE):
        raise CannotCalculate(
            "unknown_director_method",
            f"{director.method!r} is not a method. Use annual or alternative.",
            "director",
        )
    return director.method == ANNUAL or director.is_last_payment


def _contributions(
    law: Law, letter: str, frequency: int, nicable: Pence, director: Director | None, add: Add
) -> Contributions:
    if director is not None and _uses_annual_sum(director):
        to_date = director.earnings_before_pence + nicable
        found = director_contributions(
            letter=letter,
            weeks=director.weeks,
            earnings_to_date=to_date,
            employee_before=director.employee_before_pence,
            employer_before=director.employer_before_pence,
            law=law,
        )
        if found[0]:
            inputs = (_letter_number(letter), director.weeks, to_date, director.employee_before_pence)
            add(Line("ni_employee", -found[0], DEDUCTION, DIRECTOR_EMPLOYEE_RULE, inputs))
        return found
    found = class_1(period_rates(law.national_insurance, letter, frequency), nicable)
    if found[0]:
        add(
            Line(
                "ni_employee",
                -found[0],
                DEDUCTION,
                EMPLOYEE_RULE,
                (_letter_number(letter), frequency, nicable),
            )
        )
    return found


def _employer_ni_line(
    letter: str, frequency: int, nicable: Pence, director: Director | None, amount: Pence
) -> Line:
    if director is not None and _uses_annual_sum(director):
        to_date = director.earnings_before_pence + nicable
        inputs = (_letter_number(letter), director.weeks, to_date, director.employer_before_pence)
        return Line("ni_employer", amount, EMPLOYER, DIRECTOR_EMPLOYER_RULE, inputs)
    return Line("ni_employer", amount, EMPLOYER, EMPLOYER_RULE, (_letter_number(letter), frequency, nicable))


def _letter_number(letter: str) -> int:
    return ord(letter) if len(letter) == 1 and letter.isupper() else ord(letter.strip().upper())


def _take(asked: Deduction, room: Pence, rule: str, add: Add, not_taken: list[NotTaken]) -> Pence:
    if asked.amount_pence < 0:
        raise CannotCalculate(
            "negative_deduction", f"The deduction {asked.element} is negative.", "deductions"
        )
    amount = min(asked.amount_pence, room)
    if amount:
        add(Line(asked.element, -amount, DEDUCTION, rule, (asked.amount_pence, room)))
    if amount < asked.amount_pence:
        not_taken.append(NotTaken(asked.element, asked.amount_pence - amount, False))
    return amount
