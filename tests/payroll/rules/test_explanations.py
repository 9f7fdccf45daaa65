"""Each figure of the cases is put into words, and the words come to the same amount."""

import pytest

from payroll.rules import (
    council_tax,
    direct_earnings,
    directors,
    lgps,
    national_insurance,
    paye,
    sick_pay,
    student_loans,
)
from payroll.rules.check import VECTORS, CaseResult, run_file
from payroll.rules.derived import Line
from payroll.rules.errors import LawError
from payroll.rules.explain import explain
from payroll.rules.money import pence
from payroll.rules.percentage_tables import interval_of
from payroll.rules.tax_calendar import start_year
from payroll.rules.tax_code import parse_tax_code
from tests.payroll.rules.places import PUBLISHED

PLENTY = 10**9


def lines_of(case: CaseResult) -> list[Line]:
    """The lines that a case's figures would make on a payslip."""
    given, found = case.input, {name: value for name, value in case.found.items() if name != "rate"}
    amounts = {name: pence(value) for name, value in found.items()}

    def money(name: str) -> int:
        return pence(given.get(name) or "0")

    def line(amount: int, rule: str, *inputs: int) -> Line:
        return Line("x", amount, "deduction", rule, inputs)

    frequency = interval_of(given["frequency"]) if "frequency" in given else 0
    letter = ord(given.get("letter", "A"))
    if case.kind == "paye":
        inputs = [*parse_tax_code(given["tax_code"]), frequency, given["period"], money("pay"), 0]
        if given["basis"] == paye.CUMULATIVE:
            inputs += [money("pay_before"), money("tax_before")]
        return [line(-amounts["tax"], paye.RULES[given["basis"]], *inputs)]
    if case.kind == "ni":
        inputs = [letter, frequency, money("earnings")]
        return [
            line(-amounts["employee"], national_insurance.EMPLOYEE_RULE, *inputs),
            line(amounts["employer"], national_insurance.EMPLOYER_RULE, *inputs),
        ]
    if case.kind == "ni_director":
        inputs = [letter, given["weeks"], money("earnings_to_date")]
        return [
            line(-amounts["employee"], directors.EMPLOYEE_RULE, *inputs, money("employee_before")),
            line(amounts["employer"], directors.EMPLOYER_RULE, *inputs, money("employer_before")),
        ]
    if case.kind == "student_loan":
        lines = []
        digits = int("".join(sorted(plan for plan in given["plans"] if plan != "PGL")) or 0)
        inputs = [money("earnings"), frequency]
        if digits:
            lines.append(line(-amounts["student_loan"], student_loans.STUDENT_RULE, *inputs, digits, PLENTY))
        if "PGL" in given["plans"]:
            lines.append(
                line(-amounts["postgraduate_loan"], student_loans.POSTGRADUATE_RULE, *inputs, PLENTY)
            )
        return lines
    if case.kind == "lgps":
        inputs = [money("annual_pay"), money("pensionable"), lgps.section_number(given["section"])]
        return [line(-amounts["contribution"], lgps.RULE, *inputs, start_year(case.tax_year))]
    if case.kind == "ssp":
        return [line(amounts["weekly"], sick_pay.RULE, money("average_weekly_earnings"))]
    if case.kind == "council_tax_order":
        nation = council_tax.nation_number(given["nation"])
        inputs = [1, nation, frequency, money("net"), PLENTY]
        return [line(-amounts["deduction"], council_tax.COUNCIL_TAX_RULE, *inputs)]
    if case.kind == "dea":
        rate = direct_earnings.rate_number(given["rate"])
        inputs = [1, rate, 0, frequency, money("net"), money("earlier"), PLENTY]
        return [line(-amounts["deduction"], direct_earnings.RULE, *inputs)]
    return []


def explained(path) -> int:
    told = 0
    for case in run_file(path):
        for line in lines_of(case):
            explanation = explain(line, case.tax_year)
            assert explanation.amount_pence == line.amount_pence, case.id
            assert explanation.steps
            told += 1
    return told


def test_the_figures_of_the_computed_cases():
    assert explained(VECTORS) > 100


def test_the_figures_of_the_published_rows():
    if not PUBLISHED.is_file():
        pytest.skip(f"the published rows are not here: {PUBLISHED} (set REFERENCE_DIR)")
    assert explained(PUBLISHED) > 200


def test_a_tax_line_reads_from_the_sum_to_the_document():
    code = parse_tax_code("1257L")
    inputs = (*code, 3, 2, 1156_26, 0, 1156_25, 21_40)
    told = explain(Line("paye", -21_60, "deduction", "paye.cumulative", inputs), "2026-27")
    assert [(step.label, step.result) for step in told.steps] == [
        ("Tax code", "1257L"),
        ("Paid", "monthly, tax month 2"),
        ("Taxable pay", "£1,156.26"),
        ("Taxable pay to date", "£2,312.51"),
        ("Free pay of one period", "£1,048.26"),
        ("Pay to be taxed", "£215.99"),
        ("Rounded", "£215"),
        ("Band", "20 %"),
        ("Tax due to date", "£43.00"),
        ("Less tax before", "£21.60"),
        ("Limit", "£578.13"),
    ]
    bands = next(one for one in told.parameters if one.path == "income_tax.bands.rest_of_uk")
    assert bands.source.startswith("Finance Act 2021")
    assert bands.verified
    assert "2003/2682" in told.law


def test_what_is_not_confirmed_is_told_where_it_is_used():
    line = Line("x", -544_32, "deduction", "pension.police_2015", (48_600_00, 4050_00, 2026))
    told = explain(line, "2026-27")
    assert [one.verified for one in told.parameters] == [False]


def test_a_rule_that_is_not_known_is_refused():
    with pytest.raises(LawError, match="no rule folklore"):
        explain(Line("x", 0, "payment", "folklore", ()), "2026-27")


def told(line: Line) -> list[tuple[str, str, str]]:
    return [(step.label, step.sum, step.result) for step in explain(line, "2026-27").steps]


def test_bands_of_national_insurance_are_named_and_their_sums_have_two_decimals():
    steps = told(
        Line("ni_employee", -267_28, "deduction", national_insurance.EMPLOYEE_RULE, (65, 3, 5000_00))
    )
    assert [step[0] for step in steps[3:]] == [
        "From the primary threshold to the upper earnings limit",
        "Above the upper earnings limit",
        "Contribution",
    ]
    (low,) = told(Line("x", 0, "deduction", national_insurance.EMPLOYEE_RULE, (65, 3, 1578_00)))[3:]
    assert low == (
        "From the primary threshold to the upper earnings limit",
        "£530.00 x 8 % = £42.40",
        "£42.40",
    )


def test_an_allowance_is_told_by_the_month_and_not_as_annual_pay():
    inputs = (145_00 * 12, 1, 1, 31, 31, 0)
    assert told(Line("SHIFT", 145_00, "payment", "salary.month", inputs)) == [
        ("Amount a month", "", "£145.00"),
        ("Amount of this month", "£145.00, the whole month, to the nearest penny", "£145.00"),
    ]
    assert told(Line("SHIFT", 70_16, "payment", "salary.month", (145_00 * 12, 1, 1, 15, 31, 0)))[1] == (
        "Amount of this month",
        "£145.00 x 15 / 31 days, to the nearest penny",
        "£70.16",
    )
    assert told(Line("salary", 145_00, "payment", "salary.month", inputs))[0][0] == "Annual pay, full time"
