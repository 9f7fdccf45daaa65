"""The demonstration's pay details, invented for the people of `hr.demo`: files as an old payroll would hand them over.

Pay, tax and contributions to September 2026 are worked out by the rules themselves, month by month, so that October's
cumulative tax follows from them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from hr.demo import DemoEmployment, authority, workforce
from hr.reference import reference_rates
from payroll.elements import STANDARD
from payroll.rules.deductions import Deduction
from payroll.rules.money import pounds
from payroll.rules.payslip import PayInputs, calculate
from payroll.rules.salary import Segment, monthly_salary
from payroll.rules.tax_calendar import calendar_month

TAX_YEAR = "2026-27"
MARK = "invented for the demonstration"
EMPLOYER_RATES = {"police_2015": 353_000, "lgps": 182_000}
FILES = {  # import kind -> file name, in the order in which they are loaded
    "payroll.element_types": "pay_elements.csv",
    "payroll.settings": "employer_settings.csv",
    "payroll.calendar": "pay_calendar.csv",
    "payroll.bank_holidays": "bank_holidays.csv",
    "payroll.employer_rates": "employer_rates.csv",
    "payroll.tax": "tax_codes.csv",
    "payroll.national_insurance": "ni_categories.csv",
    "payroll.loans": "loans.csv",
    "payroll.pensions": "pensions.csv",
    "payroll.elements": "regular_payments.csv",
    "payroll.orders": "attachment_orders.csv",
    "payroll.opening_balances": "pay_and_tax_to_date.csv",
    "payroll.claims": "claims.csv",
}
BANK_HOLIDAYS = [
    (date(2026, 4, 3), "Good Friday"),
    (date(2026, 4, 6), "Easter Monday"),
    (date(2026, 5, 4), "Early May bank holiday"),
    (date(2026, 5, 25), "Spring bank holiday"),
    (date(2026, 8, 31), "Summer bank holiday"),
    (date(2026, 12, 25), "Christmas Day"),
    (date(2026, 12, 28), "Boxing Day (substitute day)"),
    (date(2027, 1, 1), "New Year's Day"),
    (date(2027, 3, 26), "Good Friday"),
    (date(2027, 3, 29), "Easter Monday"),
]
MONTHS = [(2026, month) for month in range(4, 13)] + [(2027, month) for month in range(1, 4)]
HEADS = {
    "payroll.tax": ["Payroll number", "Tax code", "Basis", "Notice", "From"],
    "payroll.national_insurance": ["Payroll number", "Category letter", "From"],
    "payroll.loans": ["Payroll number", "Plan", "From"],
    "payroll.pensions": ["Payroll number", "Scheme", "Section", "From"],
    "payroll.elements": ["Payroll number", "Pay element", "Amount each period", "From"],
}


def write_files(slug: str, folder: Path) -> dict[str, Path]:
    """The files of a demonstration authority, by import kind in loading order.

    `november/` holds the details of the next month's starters and its claims; write the workforce's files first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = workforce(slug)
    _settings(slug, folder)
    for kind, rows in _details(people).items():
        _write(folder / FILES[kind], HEADS[kind], rows)
    _write(
        folder / FILES["payroll.orders"],
        ["Payroll number", "Kind", "Reference", "Date of the order", "Amount of the order", "From"],
        _orders(people),
    )
    _write(
        folder / FILES["payroll.opening_balances"],
        [
            "Payroll number", "Tax year", "Last tax month included", "Taxable pay to date", "Tax to date",
            "Previous taxable pay", "Previous tax", "NI earnings to date", "Employee NI to date", "Employer NI to date",
            "Student loan to date", "Postgraduate loan to date", "Pension to date",
        ],
        (row for one in people if (row := _to_date(one)) is not None),
    )  # fmt: skip
    _claims(folder / FILES["payroll.claims"], people, "2026-10")
    _november(people, folder / "november")
    return {kind: folder / name for kind, name in FILES.items()}


def _settings(slug: str, folder: Path) -> None:
    demo = authority(slug)
    unit = next((u for u in demo.units if "Human" in u.name or "Corporate" in u.name), demo.units[0])
    _write(
        folder / FILES["payroll.element_types"],
        [
            "Code", "Name", "Kind", "Worked out from", "Taxed", "Counts for NI", "Pensionable",
            "Account, officers", "Account, staff", "Account, PCSOs", "Account, specials",
        ],
        (
            [code, name, kind.capitalize(), basis.replace("_", " "), _yes(taxed), _yes(niable), _yes(pensionable), *accounts]
            for code, name, kind, basis, taxed, niable, pensionable, *accounts in STANDARD
        ),
    )  # fmt: skip
    _write(
        folder / FILES["payroll.settings"],
        [
            "From", "Employer", "HMRC office number", "PAYE reference", "Accounts office reference", "Bacs user number",
            "Sort code", "Account number", "Account name", "Levy cost centre", "Levy objective", "Warn above per cent",
        ],
        [
            [
                "06/04/2026", demo.name, "123", "AB456", "123PA00045678", "123456", "000009", "12345678",
                demo.name.upper()[:18].strip(), unit.cost_centre, unit.objective, "25",
            ]
        ],
    )  # fmt: skip
    _write(
        folder / FILES["payroll.calendar"],
        ["From", "Last day", "Pay day"],
        ([_day(starts_on), _day(until - timedelta(days=1)), _day(_pay_day(starts_on))] for starts_on, until in _months()),
    )
    _write(folder / FILES["payroll.bank_holidays"], ["Day", "Name"], ([_day(day), name] for day, name in BANK_HOLIDAYS))
    _write(
        folder / FILES["payroll.employer_rates"],
        ["Scheme", "Per cent", "Source", "From"],
        [["Police 2015", "35.3", MARK.capitalize(), "01/04/2024"], ["LGPS", "18.2", MARK.capitalize(), "01/04/2026"]],
    )


def _details(people: Iterable[DemoEmployment]) -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {kind: [] for kind in HEADS}
    for one in people:
        since = _day(max(one.starts_on, date(2026, 4, 6)))
        code, basis = _tax_code(one)
        rows["payroll.tax"].append([one.number, code, basis, "P45" if one.starts_on >= date(2026, 4, 6) else "P9", since])
        rows["payroll.national_insurance"].append([one.number, _letter(one), since])
        for plan in _loans(one):
            rows["payroll.loans"].append([one.number, plan, since])
        scheme = _scheme(one)
        if scheme:
            section = "50/50" if scheme == "lgps" and _draw(one, "section") < 0.02 else "Main"
            rows["payroll.pensions"].append([one.number, "Police 2015" if scheme == "police_2015" else "LGPS", section, since])
        for element, amount in _regular(one):
            rows["payroll.elements"].append([one.number, element, pounds(amount), since])
    return rows


def _to_date(one: DemoEmployment) -> list[str] | None:
    """What the old payroll had paid and taken by September, or a starter's P45 has; None where there is nothing."""
    previous, previous_tax = _previous(one)
    taxable = tax = nicable = employee = employer = student = postgraduate = pension = 0
    code, basis = _tax_code(one)
    scheme = _scheme(one)
    for number, (starts_on, until) in enumerate(_months()[:6], start=1):
        if one.starts_on >= until:
            continue
        annual = _annual(one, starts_on)
        items = monthly_salary(
            [Segment(max(starts_on, one.starts_on), until, annual, *one.fte.as_integer_ratio())], starts_on, until
        )
        for element, amount in _regular(one):
            if element == "SHIFT":
                items += monthly_salary(
                    [Segment(max(starts_on, one.starts_on), until, amount * 12)], starts_on, until, element=element
                )
        pay_on = _pay_day(starts_on)
        slip = calculate(
            PayInputs(
                tax_year=TAX_YEAR,
                frequency="monthly",
                period=number,
                pay_on=pay_on,
                pay_items=tuple(items),
                tax_code=code,
                basis="week1_month1" if basis.startswith("Week") else "cumulative",
                ni_letter=_letter(one),
                loans=tuple(_loans(one)),
                pension=scheme,
                annual_pensionable_pence=annual if scheme == "police_2015" else int(annual * one.fte),
                employer_pension_rate=EMPLOYER_RATES.get(scheme or ""),
                taxable_before_pence=taxable,
                tax_before_pence=tax,
                previous_taxable_pence=previous,
                previous_tax_pence=previous_tax,
                deductions=tuple(Deduction(e, a) for e, a in _regular(one) if e != "SHIFT"),
            )
        )
        taxable, tax = slip.taxable_to_date_pence, slip.tax_to_date_pence
        nicable += slip.nicable_pence
        employee += slip.employee_ni_pence
        employer += slip.employer_ni_pence
        student += slip.student_loan_pence
        postgraduate += slip.postgraduate_loan_pence
        pension += slip.pension_pence
    sums = (taxable, tax, previous, previous_tax, nicable, employee, employer, student, postgraduate, pension)
    return [one.number, TAX_YEAR, "6", *(pounds(each) for each in sums)] if any(sums) else None


def _previous(one: DemoEmployment) -> tuple[int, int]:
    """A starter's previous employment this tax year: pay, and the tax a cumulative 1257L takes of it by then."""
    if one.starts_on < date(2026, 4, 6) or _tax_code(one) != ("1257L", "Cumulative"):
        return 0, 0
    months = max(0, min(6, one.starts_on.month - 4))
    if not months:
        return 0, 0
    pay = 195_000 * months
    slip = calculate(
        PayInputs(
            tax_year=TAX_YEAR,
            frequency="monthly",
            period=months,
            pay_on=date(2026, 3 + months, 28),
            pay_items=tuple(monthly_salary([Segment(date(2026, 4, 1), None, pay * 12)], date(2026, 4, 1), date(2026, 5, 1))),
            tax_code="1257L",
        )
    )
    return pay, slip.tax_pence


@cache
def _rates() -> dict[tuple[str, str], list[tuple[date, date | None, int]]]:
    found: dict[tuple[str, str], list[tuple[date, date | None, int]]] = {}
    for rate in reference_rates():
        found.setdefault((rate.scale, rate.point), []).append((rate.starts_on, rate.ends_before, rate.annual_pence))
    return found


def _annual(one: DemoEmployment, on: date) -> int:
    for starts_on, ends_before, annual in _rates().get((one.scale, one.point), []):
        if starts_on <= on and (ends_before is None or on < ends_before):
            return annual
    return one.annual_pence


def _draw(one: DemoEmployment, what: str) -> float:
    """A number from 0 to 1 that is always the same for the same person and question."""
    return Random(f"{one.number} {what}").random()


def _tax_code(one: DemoEmployment) -> tuple[str, str]:
    draw = _draw(one, "tax")
    if one.annual_pence >= 12_514_000:
        return "0T", "Cumulative"
    for share, code in ((0.03, "1383M"), (0.06, "1131N"), (0.075, "K103"), (0.09, "BR"), (0.12, "1185L"), (0.15, "1321L")):
        if draw < share:
            return code, "Cumulative"
    return "1257L", "Week 1 / month 1" if draw > 0.985 else "Cumulative"


def _letter(one: DemoEmployment) -> str:
    if one.born_on > date(2005, 10, 31):
        return "M"
    if one.born_on <= date(1960, 4, 5):
        return "C"
    return "V" if _draw(one, "veteran") < 0.01 and one.starts_on >= date(2026, 1, 1) else "A"


def _loans(one: DemoEmployment) -> list[str]:
    draw = _draw(one, "loan")
    if one.born_on.year < 1980 or draw > 0.28:
        return []
    plans = ["2" if one.born_on.year >= 1994 else "1"]
    return [*plans, "PGL"] if draw < 0.02 else plans


def _scheme(one: DemoEmployment) -> str | None:
    if _draw(one, "opt out") < 0.04 or one.workforce_type == "SPECIAL":
        return None
    return "police_2015" if one.workforce_type == "OFFICER" else "lgps"


def _regular(one: DemoEmployment) -> list[tuple[str, int]]:
    found = []
    if one.workforce_type == "OFFICER":
        if one.rank in ("PC", "PS", "INSP", "CINSP") and _draw(one, "federation") < 0.9:
            found.append(("FEDERATION", 2_495))
    else:
        if one.workforce_type == "PCSO" or "all handler" in one.post or _draw(one, "shift") < 0.1:
            found.append(("SHIFT", 18_750))
        if _draw(one, "union") < 0.45:
            found.append(("UNION", 1_725))
    if _draw(one, "sports") < 0.15:
        found.append(("SPORTS", 400))
    return found


def _orders(people: Iterable[DemoEmployment]) -> list[list[str]]:
    rows = []
    for one in people:
        draw = _draw(one, "order")
        if one.ends_before is None and draw < 0.006 and one.starts_on < date(2026, 9, 1):
            kind = "Council tax" if draw < 0.004 else "Direct earnings attachment"
            total = pounds(45_000 + int(draw * 10_000_000))
            rows.append([one.number, kind, f"ORD/{one.number}", "01/09/2026", total, "01/10/2026"])
    return rows


def _claims(path: Path, people: Iterable[DemoEmployment], month: str) -> None:
    first = date.fromisoformat(f"{month}-01")
    rows = []
    for one in people:
        random = Random(f"{one.number} claims {month}")
        if one.ends_before is not None or one.starts_on > first - timedelta(days=30):
            continue
        worked_on = first - timedelta(days=random.randint(1, 28))
        if one.workforce_type == "OFFICER":
            if one.rank in ("PC", "PS") and random.random() < 0.22:
                element = random.choice(["OT133", "OT133", "OT150", "OT200"])
                rows.append([one.number, month, element, _day(worked_on), str(random.choice([75, 120, 180, 240, 480])), "", ""])
            if one.rank in ("PC", "PS", "INSP") and random.random() < 0.08:
                rows.append([one.number, month, "ONCALL", _day(worked_on), str(random.randint(1, 7)), "", ""])
        elif random.random() < 0.12:
            rows.append([one.number, month, "OT150", _day(worked_on), str(random.choice([60, 120, 180])), "", ""])
        if random.random() < 0.05:
            rows.append([one.number, month, "MILEAGE", _day(worked_on), "", pounds(random.randint(900, 8_000)), "Approved mileage"])
    _write(path, ["Payroll number", "Pay month", "Pay element", "Day worked", "Quantity", "Amount", "Note"], rows)


def _november(people: Iterable[DemoEmployment], folder: Path) -> None:
    """Details of November's starters, read from the workforce's own file, and that month's claims."""
    folder.mkdir(exist_ok=True)
    known = {one.number for one in people}
    starters = []
    if (folder / "people.csv").is_file():
        with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
            starters = [row for row in csv.DictReader(file) if row["Payroll number"] not in known]
    first = {row["Payroll number"]: row["First day"] for row in starters}
    scheme = {row["Payroll number"]: "Police 2015" if row["Workforce"].lower() == "officer" else "LGPS" for row in starters}
    _write(
        folder / FILES["payroll.tax"],
        HEADS["payroll.tax"],
        ([number, "1257L", "Week 1 / month 1", "Starter", since] for number, since in first.items()),
    )
    _write(
        folder / FILES["payroll.national_insurance"],
        HEADS["payroll.national_insurance"],
        ([number, "A", since] for number, since in first.items()),
    )
    _write(
        folder / FILES["payroll.pensions"],
        HEADS["payroll.pensions"],
        ([number, scheme[number], "Main", since] for number, since in first.items()),
    )
    _claims(folder / FILES["payroll.claims"], people, "2026-11")


def _months() -> list[tuple[date, date]]:
    return [calendar_month(year, month) for year, month in MONTHS]


def _pay_day(starts_on: date) -> date:
    """The 28th, or the working day before it."""
    day = starts_on.replace(day=28)
    closed = {holiday for holiday, _ in BANK_HOLIDAYS}
    while day.weekday() > 4 or day in closed:
        day -= timedelta(days=1)
    return day


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
