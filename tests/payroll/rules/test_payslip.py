"""From gross to net: what always holds, and what happens when pay runs out."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import payroll.rules
from payroll.rules.attachments import Order
from payroll.rules.deductions import Deduction
from payroll.rules.errors import CannotCalculate
from payroll.rules.explain import RULES, explain
from payroll.rules.freeze import freeze, thaw
from payroll.rules.law import law_for
from payroll.rules.pay_items import entered, expense
from payroll.rules.payslip import Director, PayInputs, Payslip, calculate
from tests.payroll.rules.strategies import orders, pay_inputs

STANDARD = PayInputs(
    tax_year="2026-27",
    frequency="monthly",
    period=7,
    pay_on=date(2026, 10, 23),
    pay_items=(entered("salary", 4050_00), entered("overtime", 200_00, pensionable=False)),
    tax_code="1257L",
    loans=("2",),
    pension="police_2015",
    annual_pensionable_pence=48_600_00,
    taxable_before_pence=24_300_00,
    tax_before_pence=3_392_00,
)


def slip_of(inputs: PayInputs) -> Payslip:
    try:
        return calculate(inputs)
    except CannotCalculate as refused:
        assume(refused.code != "pay_too_low")
        raise


@settings(max_examples=300, deadline=None)
@given(pay_inputs())
def test_what_is_paid_less_what_is_taken_is_net_and_net_is_never_negative(inputs):
    slip = slip_of(inputs)
    own = [line for line in slip.lines if line.kind != "employer"]
    assert slip.net_pence == sum(line.amount_pence for line in own) >= 0
    assert slip.net_pence == (
        slip.gross_pence
        + slip.expenses_pence
        - slip.pension_pence
        - slip.tax_pence
        - slip.employee_ni_pence
        - slip.student_loan_pence
        - slip.postgraduate_loan_pence
        - slip.attachments_pence
        - slip.other_deductions_pence
    )
    assert sum(line.amount_pence for line in slip.lines if line.kind == "employer") == (
        slip.employer_ni_pence + slip.employer_pension_pence
    )
    assert all(short.amount_pence > 0 for short in slip.not_taken)


@settings(max_examples=400, deadline=None)
@given(pay_inputs())
def test_every_line_explains_itself_to_its_own_amount(inputs):
    for line in slip_of(inputs).lines:
        told = explain(line, law_for(inputs.tax_year, inputs.pay_on))
        assert told.amount_pence == line.amount_pence
        assert told.title
        assert told.law
        assert told.steps
        assert all(parameter.source for parameter in told.parameters)


@settings(max_examples=200, deadline=None)
@given(pay_inputs())
def test_frozen_inputs_come_back_and_give_the_same_bytes_and_the_same_payslip(inputs):
    frozen = freeze(inputs)
    again = thaw(frozen)
    assert again == inputs
    assert freeze(again) == frozen
    assert slip_of(again) == slip_of(inputs)
    hash(again)


@settings(max_examples=20, deadline=None)
@given(st.lists(pay_inputs(), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_people_and_the_size_of_chunks_change_nothing(people, random):
    def outcome(inputs):
        try:
            return calculate(inputs)
        except CannotCalculate as refused:
            return refused.code

    alone = {freeze(inputs): outcome(inputs) for inputs in people}
    random.shuffle(people)
    assert {freeze(inputs): outcome(inputs) for inputs in people} == alone


@settings(max_examples=200, deadline=None)
@given(st.lists(orders(), max_size=4), st.integers(0, 5_000_00))
def test_the_order_in_which_attachments_are_given_changes_nothing(given_orders, pay):
    inputs = STANDARD._replace(pension=None, pay_items=(entered("salary", pay),))
    distinct = {order.reference: order for order in given_orders}.values()
    one = calculate(inputs._replace(orders=tuple(distinct)))
    two = calculate(inputs._replace(orders=tuple(reversed(list(distinct)))))
    assert one == two


def test_every_rule_that_makes_a_line_can_be_explained():
    code = "\n".join(path.read_text() for path in Path(payroll.rules.__file__).parent.glob("*.py"))
    named = re.findall(r'^\w*RULE = "([\w.]+)"', code, re.MULTILINE)
    assert set(named) <= set(RULES)
    assert len(named) > 25


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"tax_code": "1257"}, "bad_tax_code", "tax_code"),
        ({"tax_code": ""}, "no_tax_code", "tax_code"),
        ({"ni_letter": "Q"}, "bad_ni_letter", "ni_letter"),
        ({"ni_letter": ""}, "bad_ni_letter", "ni_letter"),
        ({"loans": ("3rd",)}, "unknown_loan_plan", "loans"),
        ({"pension": "pps_1987"}, "unknown_pension", "pension"),
        ({"pension": "lgps", "pension_section": "third"}, "unknown_pension_section", "section"),
        ({"frequency": "daily"}, "unknown_frequency", "frequency"),
        ({"period": 13}, "bad_period", "period"),
        ({"basis": "weekly"}, "unknown_basis", "basis"),
        ({"tax_year": "2019-20"}, "unknown_tax_year", "tax_year"),
        ({"director": Director(method="monthly")}, "unknown_director_method", "director"),
        ({"director": Director(weeks=0)}, "bad_director_weeks", "weeks"),
        ({"orders": (Order("vow", 1, date(2026, 1, 1)),)}, "unknown_order", "orders"),
        ({"deductions": (Deduction("club", -1),)}, "negative_deduction", "deductions"),
        ({"pay_items": (entered("salary", -100_00),)}, "pay_too_low", "pay_items"),
    ],
)
def test_a_person_whose_pay_cannot_be_worked_out_is_refused_with_the_reason(change, code, where):
    with pytest.raises(CannotCalculate) as refused:
        calculate(STANDARD._replace(**change))
    assert (refused.value.code, refused.value.where) == (code, where)
    assert len(refused.value.message) > 20


def test_expenses_go_straight_to_net_pay():
    plain = calculate(STANDARD)
    repaid = calculate(STANDARD._replace(pay_items=(*STANDARD.pay_items, expense("mileage", 45_00))))
    assert repaid.net_pence == plain.net_pence + 45_00
    assert (repaid.gross_pence, repaid.tax_pence, repaid.nicable_pence) == (
        plain.gross_pence,
        plain.tax_pence,
        plain.nicable_pence,
    )


def test_pension_reduces_tax_and_not_national_insurance_and_overtime_of_officers_bears_none():
    slip = calculate(STANDARD)
    assert slip.pensionable_pence == 4050_00
    assert slip.pension_pence == 544_32
    assert slip.taxable_pay_pence == 4250_00 - 544_32
    assert slip.nicable_pence == 4250_00


def test_payroll_giving_is_taken_before_tax_and_after_national_insurance():
    plain = calculate(STANDARD)
    giving = calculate(STANDARD._replace(deductions=(Deduction("giving", 100_00, before_tax=True),)))
    assert giving.taxable_pay_pence == plain.taxable_pay_pence - 100_00
    assert giving.employee_ni_pence == plain.employee_ni_pence
    assert giving.other_deductions_pence == 100_00


def test_a_deduction_for_which_pay_does_not_suffice_is_taken_in_part_and_reported():
    slip = calculate(STANDARD._replace(deductions=(Deduction("advance", 9_000_00), Deduction("club", 5_00))))
    assert slip.net_pence == 0
    assert [short.element for short in slip.not_taken] == ["advance", "club"]
    assert slip.other_deductions_pence + sum(s.amount_pence for s in slip.not_taken) == 9_005_00


def test_child_maintenance_leaves_sixty_per_cent_and_carries_the_rest():
    order = Order("child_maintenance", 7, date(2026, 1, 1), amount_pence=3_000_00, owed_pence=50_00)
    slip = calculate(STANDARD._replace(orders=(order,)))
    net = slip.gross_pence - slip.pension_pence - slip.tax_pence - slip.employee_ni_pence
    taken = slip.attachments_pence
    assert net - taken == -(-net * 60 // 100)
    assert slip.carried[0].owed_pence == 3_050_00 - taken
    assert [(s.element, s.is_carried_forward) for s in slip.not_taken] == [("child_maintenance_order", True)]


def test_orders_rank_by_class_and_then_by_date():
    a = Order("direct_earnings", 1, date(2020, 1, 1), table="standard")
    b = Order("council_tax", 2, date(2026, 1, 1), table="england", charge_pence=1_00)
    c = Order("court_priority", 3, date(2026, 2, 1), amount_pence=100_00, protected_pence=500_00)
    d = Order("fines", 4, date(2026, 1, 2))
    slip = calculate(STANDARD._replace(orders=(a, b, c, d)))
    taken = [line.element for line in slip.lines if line.rule.startswith("order.")]
    assert taken == ["fines_order", "court_order", "council_tax_order", "order_charge"][: len(taken)]
    plain = calculate(STANDARD._replace(orders=(a,)))
    assert [line.element for line in plain.lines if line.rule.startswith("order.")] == ["dea"]


def test_an_order_takes_no_more_than_it_has_left_to_recover():
    order = Order("direct_earnings", 1, date(2026, 1, 1), table="higher", balance_pence=12_34)
    slip = calculate(STANDARD._replace(orders=(order,)))
    assert slip.attachments_pence == 12_34
    assert slip.not_taken == ()


def test_a_director_on_the_alternative_method_pays_as_an_employee_until_the_last_payment():
    plain = calculate(STANDARD)
    during = calculate(STANDARD._replace(director=Director(method="alternative")))
    assert (during.employee_ni_pence, during.employer_ni_pence) == (
        plain.employee_ni_pence,
        plain.employer_ni_pence,
    )
    last = Director("alternative", 52, 60_000_00, 3_000_00, 7_000_00, is_last_payment=True)
    slip = calculate(STANDARD._replace(director=last))
    assert slip.employee_ni_pence == 3_016_00 + (64_250_00 - 50_270_00) * 2 // 100 - 3_000_00


def test_the_previous_employments_figures_count_on_a_cumulative_code():
    moved = STANDARD._replace(
        taxable_before_pence=0,
        tax_before_pence=0,
        previous_taxable_pence=STANDARD.taxable_before_pence,
        previous_tax_pence=STANDARD.tax_before_pence,
    )
    assert calculate(moved).tax_pence == calculate(STANDARD).tax_pence
    assert calculate(moved).taxable_to_date_pence == calculate(moved).taxable_pay_pence
