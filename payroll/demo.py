"""The demonstration's pay details, invented: the files an authority's old payroll would hand over.

They belong to `hr.demo.workforce(slug)`. Nobody here exists, and no code, balance or order was ever anybody's. What has
been paid to date is worked out month by month with the rules, from the pay points of those months, so that the tax of
October, month 7, follows on. The employer's references and account cannot exist.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random

from hr.demo import MARK, DemoEmployment, authority, workforce
from hr.reference import reference_rates
from payroll.elements import STANDARD
from payroll.models import ElementType
from payroll.rules.law import law_for
from payroll.rules.pay_items import PayItem
from payroll.rules.paye import CUMULATIVE, paye
from payroll.rules.payslip import PayInputs, calculate
from payroll.rules.periods import MONTHLY
from payroll.rules.salary import Segment, monthly_salary
from payroll.rules.tax_calendar import calendar_month, tax_month

TAX_YEAR = "2026-27"
YEAR_STARTS_ON = date(2026, 4, 6)
FIRST_PAID = date(2026, 10, 1)
PAID_THROUGH = 6  # tax months paid by the payroll before this one: April to September

# Days on which Bacs does not work: the bank holidays of England and Wales, as GOV.UK lists them.
BANK_HOLIDAYS = (
    (date(2026, 1, 1), "New Year's Day"),
    (date(2026, 4, 3), "Good Friday"),
    (date(2026, 4, 6), "Easter Monday"),
    (date(2026, 5, 4), "Early May bank holiday"),
    (date(2026, 5, 25), "Spring bank holiday"),
    (date(2026, 8, 31), "Summer bank holiday"),
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Boxing Day, substitute day"),
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 3, 26), "Good Friday"),
    (date(2027, 3, 29), "Easter Monday"),
    (date(2027, 5, 3), "Early May bank holiday"),
    (date(2027, 5, 31), "Spring bank holiday"),
    (date(2027, 8, 30), "Summer bank holiday"),
    (date(2027, 12, 27), "Christmas Day, substitute day"),
    (date(2027, 12, 28), "Boxing Day, substitute day"),
)

FILES = {  # import kind -> file name, in the order in which they are loaded
    "payroll.employer": "employer.csv",
    "payroll.bank_holidays": "bank_holidays.csv",
    "payroll.calendar": "pay_calendar.csv",
    "payroll.employer_rates": "pension_rates.csv",
    "payroll.element_types": "pay_elements.csv",
    "payroll.tax_details": "tax_codes.csv",
    "payroll.national_insurance": "ni_categories.csv",
    "payroll.student_loans": "student_loans.csv",
    "payroll.pensions": "pensions.csv",
    "payroll.opening_balances": "figures_to_date.csv",
    "payroll.pay_elements": "regular_payments.csv",
    "payroll.attachment_orders": "attachment_orders.csv",
    "payroll.claims": "claims.csv",
}
NOVEMBER = {  # what changes with the next month, under november/
    "payroll.tax_details": "tax_codes.csv",
    "payroll.national_insurance": "ni_categories.csv",
    "payroll.pensions": "pensions.csv",
    "payroll.claims": "claims.csv",
}
HEADS = {
    "tax_codes.csv": ["Payroll number", "Tax code", "Basis", "From", "Last day", "Notice"],
    "ni_categories.csv": ["Payroll number", "Category letter", "From", "Last day"],
    "student_loans.csv": ["Payroll number", "Plan", "From", "Last day"],
    "pensions.csv": ["Payroll number", "Scheme", "Section", "From", "Last day"],
    "regular_payments.csv": ["Payroll number", "Pay element", "Amount", "From", "Last day"],
    "claims.csv": [
        "Payroll number", "Pay element", "Pay month", "Day worked", "Hours", "Number", "Amount", "Note",
    ],
    "figures_to_date.csv": [
        "Payroll number", "Tax year", "Last tax month included", "Taxable pay", "Tax", "Previous taxable pay",
        "Previous tax", "Earnings for National Insurance", "Employee's National Insurance",
        "Employer's National Insurance", "Student loan deductions", "Postgraduate loan deductions",
        "Employee's pension contributions",
    ],
    "attachment_orders.csv": [
        "Payroll number", "Kind", "Creditor's reference", "Date of the order", "Nation", "Rate",
        "Amount of the order", "From", "Last day",
    ],
    "pay_elements.csv": [
        "Code", "Name", "Kind", "Worked out from", "Taxed", "National Insurance", "Pensionable",
        "Account for officers", "Account for police staff", "Account for PCSOs", "Account for specials",
    ],
    "employer.csv": [
        "From", "Last day", "Employer", "HMRC office number", "PAYE reference", "Accounts office reference",
        "Bacs user number", "Sort code", "Account number", "Account name", "Warn at a change of", "Part months",
        "Hours of the full-time week", "Cost centre of the levy", "Objective of the levy",
        "Share of the levy allowance",
    ],
}  # fmt: skip


@dataclass(slots=True)
class ToDate:
    """Pence of the tax year so far; `months` has the tax of each month paid."""

    taxable: int = 0
    tax: int = 0
    ni_earnings: int = 0
    ni_employee: int = 0
    ni_employer: int = 0
    student_loan: int = 0
    postgraduate_loan: int = 0
    pension: int = 0
    months: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Details:
    """What one employment's pay is worked out from, and what it came to in the months before October."""

    one: DemoEmployment
    tax_code: str
    basis: str
    notice: str
    letters: tuple[tuple[str, date], ...]
    loans: tuple[str, ...]
    scheme: str
    section: str
    elements: tuple[tuple[str, int], ...]
    previous_pay: int = 0
    previous_tax: int = 0
    to_date: ToDate | None = None

    @property
    def starts_on(self) -> date:
        return max(self.one.starts_on, YEAR_STARTS_ON)


def pay_days() -> list[tuple[date, date, date]]:
    """First day, day after the last, and pay day of each month of 2026-27: the last Friday that Bacs works on.

    Where that Friday is a bank holiday, the working day before it.
    """
    closed = {day for day, _ in BANK_HOLIDAYS}
    found = []
    for number in range(12):
        starts_on, until = calendar_month(2026 + (number + 3) // 12, (number + 3) % 12 + 1)
        pay_on = until - timedelta(days=1)
        while pay_on.weekday() != 4:
            pay_on -= timedelta(days=1)
        while pay_on in closed:
            pay_on -= timedelta(days=1)
        found.append((starts_on, until, pay_on))
    return found


@cache
def details(slug: str) -> tuple[Details, ...]:
    """The pay details of everybody in pay in October 2026, by payroll number; the same each time."""
    random = Random(f"{slug} pay details")
    return tuple(_details(random, one) for one in workforce(slug))


def _details(random: Random, one: DemoEmployment) -> Details:
    tax_code, basis, notice = _tax_code(random, one)
    scheme = _scheme(random, one)
    known = Details(
        one=one,
        tax_code=tax_code,
        basis=basis,
        notice=notice,
        letters=_letters(random, one),
        loans=_loans(random, one),
        scheme=scheme,
        section="50/50" if scheme == "LGPS" and random.random() < 0.04 else "main",
        elements=_elements(random, one),
    )
    is_new = one.starts_on > date(2026, 5, 10)
    if is_new and basis == CUMULATIVE and tax_code == "1257L" and random.random() < 0.6:
        known = _with_previous(random, known)
    if one.starts_on < FIRST_PAID:
        known = replace(known, to_date=_paid_to_date(known))
    return known


def _tax_code(random: Random, one: DemoEmployment) -> tuple[str, str, str]:
    annual = int(one.annual_pence * one.fte) // 100
    if annual >= 125_140:
        return "0T", "cumulative", f"P9, {MARK}"
    if annual > 100_000:
        return f"{(12_570 - (annual - 100_000) // 2) // 10}L", "cumulative", f"P9, {MARK}"
    new = one.starts_on >= date(2026, 5, 1)
    dice = random.random()
    if new and dice < 0.25:
        return "1257L", "week1_month1", f"Starter checklist B, {MARK}"
    if new and dice < 0.30:
        return "0T", "week1_month1", f"No checklist, {MARK}"
    if dice < 0.86 or new:
        return "1257L", "cumulative", f"{'P45' if new else 'P9'}, {MARK}"
    codes = (
        ["1383M", "1131N", "BR"] * 4
        + ["1185L", "1100L"] * 3
        + ["K112", "K68", "K243", "S1257L", "C1257L", "D0"]
    )
    return random.choice(codes), "cumulative", f"P6, {MARK}"


def _letters(random: Random, one: DemoEmployment) -> tuple[tuple[str, date], ...]:
    starts_on = max(one.starts_on, YEAR_STARTS_ON)
    of_age = one.born_on.replace(year=one.born_on.year + 21)
    if of_age > starts_on:
        return (("M", starts_on), ("A", of_age)) if of_age < date(2027, 4, 6) else (("M", starts_on),)
    if one.born_on < date(1960, 1, 1):
        return (("C", starts_on),)
    if one.workforce_type == "STAFF" and one.born_on > date(2003, 1, 1) and random.random() < 0.3:
        return (("H", starts_on),)
    return (("A", starts_on),)


def _loans(random: Random, one: DemoEmployment) -> tuple[str, ...]:
    age = 2026 - one.born_on.year
    found = []
    if age <= 23 and random.random() < 0.10:
        found.append("Plan 5")
    elif 22 <= age <= 34 and random.random() < 0.30:
        found.append("Plan 2")
    elif 35 <= age <= 46 and random.random() < 0.08:
        found.append("Plan 1")
    elif random.random() < 0.004:
        found.append("Plan 4")
    if 24 <= age <= 40 and random.random() < 0.015:
        found.append("Postgraduate loan")
    return tuple(found)


def _scheme(random: Random, one: DemoEmployment) -> str:
    if one.workforce_type == "OFFICER":
        return "Police 2015" if random.random() < 0.96 else ""
    return "LGPS" if random.random() < 0.90 else ""


SHIFT_UNITS = ("CS210", "CS220")  # control room, custody
STANDBY_UNITS = ("CS350", "CS360", "CS430")  # scenes of crime, digital forensics, information technology


def _elements(random: Random, one: DemoEmployment) -> tuple[tuple[str, int], ...]:
    found = []
    if one.workforce_type == "STAFF":
        if one.cost_centre in SHIFT_UNITS:
            found.append(("SHIFT", random.choice([14500, 18500, 21000, 26000])))
        elif one.cost_centre in STANDBY_UNITS and random.random() < 0.4:
            found.append(("STANDBY", random.choice([8000, 12000])))
        if random.random() < 0.45:
            found.append(("UNION", 1450))
    elif one.workforce_type == "PCSO":
        found.append(("SHIFT", 12500))
        if random.random() < 0.5:
            found.append(("UNION", 1450))
    elif one.rank in ("PC", "PS", "INSP", "CINSP") and random.random() < 0.9:
        found.append(("FEDERATION", 2250))
    if random.random() < 0.25:
        found.append(("SPORTS", 300))
    return tuple(found)


def _with_previous(random: Random, known: Details) -> Details:
    """A P45 of this tax year: pay and tax up to the month before, at the same code."""
    through = tax_month(known.one.starts_on) - 1
    pay = through * random.randint(1_750_00, 2_900_00)
    tax = paye(
        tax_code="1257L", basis=CUMULATIVE, frequency=MONTHLY, period=through, pay=pay, law=law_for(TAX_YEAR)
    )
    return replace(known, previous_pay=pay, previous_tax=tax)


# --- what has been paid to date

_PLAN_CODES = {"Plan 1": "1", "Plan 2": "2", "Plan 4": "4", "Plan 5": "5", "Postgraduate loan": "PGL"}
_SCHEME_CODES = {"Police 2015": "police_2015", "LGPS": "lgps"}


@cache
def _rates() -> dict[tuple[str, str], tuple[list[date], list[int]]]:
    """Pay of each point a year: the days from which, and the pence."""
    found: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for rate in reference_rates():
        found.setdefault((rate.scale, rate.point), []).append((rate.starts_on, rate.annual_pence))
    return {
        key: ([day for day, _ in sorted(dated)], [pence for _, pence in sorted(dated)])
        for key, dated in found.items()
    }


@cache
def _point_before(scale: str, point: str) -> str:
    """The point below on the scale; the same at the bottom."""
    positions = {
        rate.position: rate.point
        for rate in reference_rates()
        if rate.scale == scale
        and rate.position is not None
        and rate.starts_on <= FIRST_PAID
        and (rate.ends_before is None or rate.ends_before > YEAR_STARTS_ON)
    }
    place = next(position for position, label in positions.items() if label == point)
    lower = [position for position in positions if position < place]
    return positions[max(lower)] if lower else point


def _segments(one: DemoEmployment, starts_on: date, until: date) -> Iterator[Segment]:
    """What the person was paid at in a month: an increment is taken on `placed_on`, an award when it began."""
    first, end = max(starts_on, one.starts_on), min(until, one.ends_before or until)
    points = [(date.min, one.point)]
    if one.placed_on > one.starts_on:
        points = [(date.min, _point_before(one.scale, one.point)), (one.placed_on, one.point)]
    cuts = {first, end, *(day for day, _ in points if first < day < end)}
    for _, point in points:
        cuts |= {day for day in _rates()[one.scale, point][0] if first < day < end}
    ordered = sorted(cuts)
    share = Fraction(one.fte)
    for day, following in zip(ordered, ordered[1:], strict=False):
        point = [label for since, label in points if since <= day][-1]
        days, amounts = _rates()[one.scale, point]
        annual = amounts[max(bisect_right(days, day) - 1, 0)]
        yield Segment(day, following, annual, share.numerator, share.denominator)


def _paid_to_date(known: Details) -> ToDate:
    """Months 1 to 6 through the rules, one after the other."""
    one, law = known.one, law_for(TAX_YEAR)
    found = ToDate()
    for number, (starts_on, until, pay_on) in enumerate(pay_days()[:PAID_THROUGH], start=1):
        if one.starts_on >= until:
            continue
        segments = list(_segments(one, starts_on, until))
        items: list[PayItem] = list(monthly_salary(segments, starts_on, until))
        for code, amount in known.elements:
            if code in ("SHIFT", "STANDBY"):
                paid = [Segment(max(starts_on, one.starts_on), until, amount * 12)]
                items += monthly_salary(paid, starts_on, until, element=code)
        annual = segments[-1].annual_pence
        allowances = 0
        if known.scheme == "LGPS":  # the band follows what is paid for the hours worked, with the allowances
            allowances = sum(12 * amount for code, amount in known.elements if code in ("SHIFT", "STANDBY"))
            annual = int(annual * one.fte) + allowances
        letters = [letter for letter, since in known.letters if since <= pay_on]
        slip = calculate(
            PayInputs(
                tax_year=TAX_YEAR,
                frequency="monthly",
                period=number,
                pay_on=pay_on,
                pay_items=tuple(items),
                tax_code=known.tax_code,
                basis=known.basis,
                ni_letter=letters[-1] if letters else known.letters[0][0],
                loans=tuple(_PLAN_CODES[plan] for plan in known.loans),
                pension=_SCHEME_CODES.get(known.scheme),
                pension_section=known.section if known.scheme == "LGPS" else None,
                annual_pensionable_pence=annual,
                annual_allowances_pence=allowances,
                taxable_before_pence=found.taxable,
                tax_before_pence=found.tax,
                previous_taxable_pence=known.previous_pay,
                previous_tax_pence=known.previous_tax,
            ),
            law,
        )
        found.taxable, found.tax = slip.taxable_to_date_pence, slip.tax_to_date_pence
        found.ni_earnings += slip.nicable_pence
        found.ni_employee += slip.employee_ni_pence
        found.ni_employer += slip.employer_ni_pence
        found.student_loan += slip.student_loan_pence
        found.postgraduate_loan += slip.postgraduate_loan_pence
        found.pension += slip.pension_pence
        found.months.append(slip.tax_pence)
    return found


# --- files


def write_files(slug: str, folder: Path) -> dict[str, Path]:
    """The files of a demonstration authority, by import kind in loading order.

    `november/` holds what changes with the next month, and a file of tax codes with errors to mend. Those who start in
    November are taken from the workforce file that `hr.demo.write_files` puts there, so call that first.
    """
    (folder / "november").mkdir(parents=True, exist_ok=True)
    found = details(slug)
    rows = {
        "employer.csv": [_employer_row(slug)],
        "pay_elements.csv": _element_rows(),
        "tax_codes.csv": map(_tax_row, found),
        "ni_categories.csv": (
            [each.one.number, letter, _day(since), ""] for each in found for letter, since in each.letters
        ),
        "student_loans.csv": (
            [each.one.number, plan, _day(each.starts_on), ""] for each in found for plan in each.loans
        ),
        "pensions.csv": (
            [each.one.number, each.scheme, each.section, _day(each.starts_on), ""]
            for each in found
            if each.scheme
        ),
        "figures_to_date.csv": _to_date_rows(found),
        "regular_payments.csv": (
            [each.one.number, code, _pounds(amount), _day(each.starts_on), ""]
            for each in found
            for code, amount in each.elements
        ),
        "attachment_orders.csv": _order_rows(slug),
        "claims.csv": _claim_rows(slug, FIRST_PAID),
    }
    for name, written in rows.items():
        _write(folder / name, HEADS[name], written)
    _write(folder / "bank_holidays.csv", ["Day", "Name"], ([_day(day), name] for day, name in BANK_HOLIDAYS))
    _write(
        folder / "pay_calendar.csv",
        ["Frequency", "From", "Last day", "Pay day"],
        (
            ["Monthly", _day(start), _day(until - timedelta(days=1)), _day(pay_on)]
            for start, until, pay_on in pay_days()
        ),
    )
    _write(
        folder / "pension_rates.csv",
        ["Scheme", "Rate", "From", "Last day", "Document that sets it"],
        [
            [
                "Police 2015",
                "35.3",
                "01/04/2024",
                "",
                "2020 valuation of the police pension schemes; not confirmed",
            ],
            ["LGPS", "18.0", "01/04/2026", "", f"18.0 % is {MARK}"],
        ],
    )
    _november(slug, folder / "november")
    return {kind: folder / name for kind, name in FILES.items()}


def november_files(folder: Path) -> dict[str, Path]:
    """The next month's files that `write_files` has written, by import kind in loading order."""
    return {kind: folder / "november" / name for kind, name in NOVEMBER.items()}


def _employer_row(slug: str) -> list[str]:
    demo = authority(slug)
    top = demo.units[0]
    return [
        "01/04/2026", "", f"{demo.name} Police Authority ({MARK})", "000", f"ZZ{demo.first_number}", "",
        f"{demo.first_number:06d}", "000099", f"{demo.first_number:08d}", f"{demo.name.upper()} POLICE", "20",
        "calendar days", "37", top.cost_centre, top.objective, "",
    ]  # fmt: skip


def _element_rows() -> Iterator[list[str]]:
    bases = dict(ElementType.BASES)
    for code, name, kind, basis, taxed, niable, pensionable, *accounts in STANDARD:
        flags = ["yes" if flag else "no" for flag in (taxed, niable, pensionable)]
        yield [code, name, kind, bases[basis], *flags, *accounts]


def _tax_row(each: Details) -> list[str]:
    basis = "week 1 / month 1" if each.basis == "week1_month1" else "cumulative"
    return [each.one.number, each.tax_code, basis, _day(each.starts_on), "", each.notice]


def _to_date_rows(found: Iterable[Details]) -> Iterator[list[str]]:
    for each in found:
        if each.to_date is None and not each.previous_pay:
            continue
        paid = each.to_date or ToDate()
        figures = (
            paid.taxable, paid.tax, each.previous_pay, each.previous_tax, paid.ni_earnings, paid.ni_employee,
            paid.ni_employer, paid.student_loan, paid.postgraduate_loan, paid.pension,
        )  # fmt: skip
        yield [each.one.number, TAX_YEAR, str(PAID_THROUGH if each.to_date else 0), *map(_pounds, figures)]


def _order_rows(slug: str) -> Iterator[list[str]]:
    random = Random(f"{slug} orders")
    settled = [one for one in workforce(slug) if one.ends_before is None and one.starts_on < date(2026, 1, 1)]
    council, direct = (8, 5) if len(settled) > 500 else (1, 1)
    for place, one in enumerate(random.sample(settled, council + direct)):
        issued_on = date(2026, random.randint(6, 9), random.randint(1, 28))
        is_council = place < council
        yield [
            one.number,
            "council tax" if is_council else "direct earnings",
            f"INVENTED-{place + 1:03d}",
            _day(issued_on),
            "England",
            "higher" if not is_council and place % 2 else "standard",
            _pounds(random.randint(20, 160) * 1000) if place % 3 else "",
            _day(FIRST_PAID),
            "",
        ]


def _claim_rows(slug: str, month: date) -> Iterator[list[str]]:
    """What is claimed for the month before and paid with this one."""
    random = Random(f"{slug} claims {month}")
    first, until = calendar_month(month.year, month.month - 1)
    for one in workforce(slug):
        if one.starts_on >= first or (one.ends_before or date.max) <= until:
            continue
        for code, hours, number, amount in _claims(random, one):
            day = first + timedelta(days=random.randrange((until - first).days))
            yield [one.number, code, f"{month:%m/%Y}", _day(day), hours, number, amount, MARK]


def _claims(random: Random, one: DemoEmployment) -> Iterator[tuple[str, str, str, str]]:
    """Element, hours, number, amount."""
    unit = one.unit.rsplit("-", 1)[-1]
    if one.workforce_type == "OFFICER":
        if one.rank in ("PC", "PS") and random.random() < 0.28:
            rates = ["OT133"] * 6 + ["OT150"] * 2 + ["OT200"] * 2
            for code in sorted(set(random.choices(rates, k=random.randint(1, 3)))):
                yield code, _clock(random.randint(4, 36) * 15), "", ""
        if (
            one.rank in ("PC", "PS", "INSP")
            and unit in ("110", "120", "210", "240", "260")
            and random.random() < 0.8
        ):
            yield "UNSOC", "", str(random.randint(18, 64)), ""
        if (
            one.rank in ("PC", "PS", "INSP", "CINSP")
            and unit in ("130", "260", "290")
            and random.random() < 0.2
        ):
            yield "ONCALL", "", str(random.randint(2, 8)), ""
        if random.random() < 0.006:
            yield "AWAY", "", str(random.randint(1, 4)), ""
    elif one.workforce_type == "STAFF":
        if one.cost_centre in SHIFT_UNITS and random.random() < 0.25:
            yield random.choice(["OT150", "OT150", "OT200"]), _clock(random.randint(4, 32) * 15), "", ""
        if random.random() < 0.05:
            yield "MILEAGE", "", "", _pounds(random.randint(20, 220) * 45)


def _november(slug: str, folder: Path) -> None:
    """The month after: new codes for a few, what the starters need, claims; and a file with errors to mend."""
    random = Random(f"{slug} november pay")
    starters = _starters(folder / "people.csv")
    staying = [each for each in details(slug) if each.one.ends_before is None and each.tax_code == "1257L"]
    codes = [
        [
            each.one.number,
            random.choice(["1185L", "1100L", "1383M", "BR"]),
            "cumulative",
            "01/11/2026",
            "",
            f"P6, {MARK}",
        ]
        for each in random.sample(staying, min(10, len(staying)))
    ]
    new = [
        [number, "1257L", "week 1 / month 1", since, "", f"Starter checklist B, {MARK}"]
        for number, since in starters
    ]
    _write(folder / "tax_codes.csv", HEADS["tax_codes.csv"], [*codes, *new])
    letters = ([number, "A", since, ""] for number, since in starters)
    _write(folder / "ni_categories.csv", HEADS["ni_categories.csv"], letters)
    pensions = ([number, "Police 2015", "main", since, ""] for number, since in starters)
    _write(folder / "pensions.csv", HEADS["pensions.csv"], pensions)
    _write(folder / "claims.csv", HEADS["claims.csv"], _claim_rows(slug, date(2026, 11, 1)))
    wrong = [list(row) for row in codes]
    wrong[0][1] = "1257"
    wrong[1][3] = "31/11/2026"
    wrong[2][0] = "999999"
    wrong[3][2] = "sometimes"
    wrong.append(list(wrong[4]))
    _write(folder / "tax_codes_with_errors.csv", HEADS["tax_codes.csv"], wrong)


def _starters(path: Path) -> list[tuple[str, str]]:
    """Payroll number and first day of those who start in November, from the workforce file beside."""
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return [
            (row["Payroll number"], row["First day"])
            for row in csv.DictReader(file)
            if row["First day"].endswith("/11/2026")
        ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _pounds(pence: int) -> str:
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
