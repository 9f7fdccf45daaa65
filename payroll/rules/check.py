"""Runs test cases in the format of `payroll/law/vectors.json` through the rules.

`python -m payroll.rules.check FILE` prints the differences and ends with `N passed, M failed`; its exit
status is 0 only if M is 0. A case that cannot be run (unknown kind, missing input, refused by a rule)
counts as failed, with the reason.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from payroll.rules.council_tax import council_tax_order
from payroll.rules.direct_earnings import direct_earnings_attachment
from payroll.rules.directors import director_contributions
from payroll.rules.errors import CannotCalculate, LawError
from payroll.rules.law import Law, law_for
from payroll.rules.lgps import lgps
from payroll.rules.money import Pence, pence, pounds, rate_text
from payroll.rules.national_insurance import national_insurance
from payroll.rules.pay_items import entered
from payroll.rules.paye import CUMULATIVE, paye
from payroll.rules.payslip import PayInputs, calculate
from payroll.rules.periods import frequency_number
from payroll.rules.sick_pay import weekly_sick_pay
from payroll.rules.student_loans import student_loan

VECTORS = Path(__file__).resolve().parent.parent / "law" / "vectors.json"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and how it went. `differences`: (key, expected, found); `reason`: why it could not run."""

    id: str
    kind: str
    tax_year: str
    note: str
    input: Mapping[str, Any]
    expected: Mapping[str, Any]
    found: Mapping[str, str]
    differences: tuple[tuple[str, str, str], ...]
    reason: str = ""

    @property
    def passed(self) -> bool:
        return not self.differences and not self.reason


class BadCase(Exception):
    """The case is not in the format."""


class _Input:
    """A case's input, read with a clear word where it is not as the format has it."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def __getitem__(self, name: str) -> Any:
        if name not in self.given:
            raise BadCase(f"input lacks {name}")
        return self.given[name]

    def get(self, name: str, default: Any = None) -> Any:
        found = self.given.get(name)
        return default if found is None else found

    def text(self, name: str) -> str:
        return str(self[name])

    def money(self, name: str, default: str | None = None) -> Pence:
        given = self[name] if default is None else self.get(name, default)
        try:
            return pence(given)
        except ValueError as bad:
            raise BadCase(f"{name}: {bad}") from None

    def number(self, name: str) -> int:
        try:
            return int(str(self[name]))
        except ValueError:
            raise BadCase(f"{name}: {self[name]!r} is not a whole number") from None

    def names(self, name: str) -> tuple[str, ...]:
        given = self.get(name, [])
        if not isinstance(given, list):
            raise BadCase(f"{name} is not a list")
        return tuple(str(one) for one in given)


def _paye(given: _Input, law: Law) -> dict[str, str]:
    before = given.money("tax_before", "0")
    tax = paye(
        tax_code=given.text("tax_code"),
        basis=given.get("basis", CUMULATIVE),
        frequency=frequency_number(given["frequency"]),
        period=given.number("period"),
        pay=given.money("pay"),
        benefits=given.money("payrolled_benefits", "0"),
        pay_before=given.money("pay_before", "0"),
        tax_before=before,
        law=law,
    )
    return {"tax": pounds(tax), "tax_to_date": pounds(before + tax)}


def _ni(given: _Input, law: Law) -> dict[str, str]:
    found = national_insurance(
        letter=given.text("letter"),
        frequency=frequency_number(given["frequency"]),
        earnings=given.money("earnings"),
        law=law,
    )
    return {name: pounds(amount) for name, amount in found._asdict().items()}


def _ni_director(given: _Input, law: Law) -> dict[str, str]:
    found = director_contributions(
        letter=given.text("letter"),
        weeks=given.number("weeks") if "weeks" in given.given else law.national_insurance.director_weeks,
        earnings_to_date=given.money("earnings_to_date"),
        employee_before=given.money("employee_before", "0"),
        employer_before=given.money("employer_before", "0"),
        law=law,
    )
    return {name: pounds(amount) for name, amount in found._asdict().items()}


def _student_loan(given: _Input, law: Law) -> dict[str, str]:
    student, postgraduate = student_loan(
        earnings=given.money("earnings"),
        plans=given.names("plans"),
        frequency=frequency_number(given["frequency"]),
        law=law,
    )
    return {"student_loan": pounds(student), "postgraduate_loan": pounds(postgraduate)}


def _lgps(given: _Input, law: Law) -> dict[str, str]:
    rate, contribution = lgps(
        annual_pence=given.money("annual_pay"),
        pensionable_pence=given.money("pensionable"),
        section=given.get("section"),
        law=law,
    )
    return {"rate": rate_text(rate), "contribution": pounds(contribution)}


def _ssp(given: _Input, law: Law) -> dict[str, str]:
    weekly = weekly_sick_pay(average_weekly_earnings=given.money("average_weekly_earnings"), law=law)
    return {"weekly": pounds(weekly)}


def _council_tax_order(given: _Input, law: Law) -> dict[str, str]:
    due = council_tax_order(
        nation=given.text("nation"), frequency=given.text("frequency"), net=given.money("net"), law=law
    )
    return {"deduction": pounds(due)}


def _dea(given: _Input, law: Law) -> dict[str, str]:
    due = direct_earnings_attachment(
        frequency=given.text("frequency"),
        net=given.money("net"),
        rate=given.get("rate", "standard"),
        earlier=given.money("earlier", "0"),
        law=law,
    )
    return {"deduction": pounds(due)}


def _payslip(given: _Input, law: Law) -> dict[str, str]:
    items = given["pay_items"]
    if not isinstance(items, dict):
        raise BadCase("pay_items is not a mapping of names to amounts")
    pension = given.get("pension")
    money_items = _Input(items)
    inputs = PayInputs(
        tax_year=law.tax_year,
        frequency=given.text("frequency"),
        period=given.number("period"),
        pay_on=law.starts_on,
        pay_items=tuple(entered(name, money_items.money(name)) for name in items),
        tax_code=given.text("tax_code"),
        basis=given.get("basis", CUMULATIVE),
        ni_letter=given.get("ni_letter", "A"),
        loans=given.names("loans"),
        pension=pension,
        pension_section=given.get("section"),
        annual_pensionable_pence=given.money("annual_pensionable_pay") if pension else 0,
        pensionable_pence=given.money("pensionable_pay")
        if pension and "pensionable_pay" in given.given
        else None,
        taxable_before_pence=given.money("taxable_pay_before", "0"),
        tax_before_pence=given.money("tax_before", "0"),
        payrolled_benefits_pence=given.money("payrolled_benefits", "0"),
    )
    slip = calculate(inputs, law)
    return {name: pounds(getattr(slip, f"{name}_pence")) for name in PAYSLIP_FIGURES}


PAYSLIP_FIGURES = (
    "gross",
    "pension",
    "taxable_pay",
    "tax",
    "employee_ni",
    "employer_ni",
    "student_loan",
    "postgraduate_loan",
    "net",
    "employer_pension",
)

KINDS: dict[str, Callable[[_Input, Law], dict[str, str]]] = {
    "paye": _paye,
    "ni": _ni,
    "ni_director": _ni_director,
    "student_loan": _student_loan,
    "lgps": _lgps,
    "ssp": _ssp,
    "council_tax_order": _council_tax_order,
    "dea": _dea,
    "payslip": _payslip,
}


def run_file(path: Path | str) -> list[CaseResult]:
    """Runs every case of a file. A file that is not of the format raises BadCase."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as bad:
        raise BadCase(f"{path} cannot be read: {bad}") from None
    cases = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(cases, list):
        raise BadCase(f"{path} has no list of cases")
    return [run_case(case, number) for number, case in enumerate(cases, start=1)]


def run_case(case: Any, number: int = 1) -> CaseResult:
    """Runs one case."""
    if not isinstance(case, dict):
        return CaseResult(f"case {number}", "", "", "", {}, {}, {}, (), "the case is not an object")
    given, expected = case.get("input"), case.get("expected")
    kind, tax_year = str(case.get("kind", "")), str(case.get("tax_year", ""))
    found: dict[str, str] = {}
    differences: tuple[tuple[str, str, str], ...] = ()
    reason = ""
    try:
        if not isinstance(given, dict) or not isinstance(expected, dict) or not expected:
            raise BadCase("the case lacks input or expected figures")
        if kind not in KINDS:
            raise BadCase(f"unknown kind {kind!r}")
        found = KINDS[kind](_Input(given), law_for(tax_year))
        differences = tuple(
            (name, str(value), found.get(name, "not worked out"))
            for name, value in expected.items()
            if not _same(value, found.get(name))
        )
    except (BadCase, CannotCalculate, LawError) as refused:
        reason = str(refused)
    except (TypeError, ValueError, AttributeError) as bad:
        reason = f"malformed case: {bad}"
    return CaseResult(
        str(case.get("id", f"case {number}")),
        kind,
        tax_year,
        str(case.get("note") or ""),
        given if isinstance(given, dict) else {},
        expected if isinstance(expected, dict) else {},
        found,
        differences,
        reason,
    )


def _same(expected: object, found: str | None) -> bool:
    """Equal as numbers: 0 and 0.00 are the same amount."""
    if found is None:
        return False
    return _number(str(expected)) == _number(found)


def _number(text: str) -> str:
    text = text.strip()
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def main(arguments: list[str]) -> int:
    """Prints differences and count; 0 when all passed, 1 when not, 2 when the file cannot be read."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m payroll.rules.check FILE\n")
        return 2
    try:
        results = run_file(arguments[0])
    except BadCase as bad:
        sys.stderr.write(f"{bad}\n")
        return 2
    for result in results:
        if not result.passed:
            where = f"{result.id} ({result.kind} {result.tax_year})"
            for name, expected, found in result.differences:
                sys.stdout.write(f"{where}: {name} expected {expected}, found {found}\n")
            if result.reason:
                sys.stdout.write(f"{where}: {result.reason}\n")
    failed = sum(not result.passed for result in results)
    sys.stdout.write(f"{len(results) - failed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
