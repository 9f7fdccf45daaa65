"""National Insurance and loans for any letter, frequency and earnings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules.directors import director_contributions, director_rates
from payroll.rules.errors import CannotCalculate
from payroll.rules.law import law_for, tax_years
from payroll.rules.money import up
from payroll.rules.national_insurance import EMPLOYER_RULE, explain_class_1, national_insurance, rounded
from payroll.rules.periods import FREQUENCIES, MONTHLY, WEEKS
from payroll.rules.student_loans import student_loan

LAW = law_for("2026-27")
years = st.sampled_from(tax_years())
letters = st.sampled_from(sorted(LAW.national_insurance.letters))
frequencies = st.integers(0, 3)
earnings = st.integers(0, 40_000_00)


@given(years, letters, frequencies, earnings, earnings)
def test_contributions_never_fall_when_earnings_rise(year, letter, frequency, pay, more):
    law = law_for(year)
    less = national_insurance(letter=letter, frequency=frequency, earnings=pay, law=law)
    greater = national_insurance(letter=letter, frequency=frequency, earnings=pay + more, law=law)
    assert greater.employee >= less.employee
    assert greater.employer >= less.employer


@given(years, letters, frequencies, earnings)
def test_the_bands_add_up_to_the_earnings_once_the_lower_limit_is_reached(year, letter, frequency, pay):
    law = law_for(year)
    found = national_insurance(letter=letter, frequency=frequency, earnings=pay, law=law)
    limits = law.national_insurance.thresholds[FREQUENCIES[frequency]]
    assert sum(found[2:]) == (pay if pay >= limits.lower_earnings_limit else 0)


def test_the_third_decimal_alone_decides_the_penny():
    assert rounded(2_560_000, 5) == 2
    assert rounded(2_600_000, 5) == 3
    assert rounded(2_599_999, 5) == 2


@pytest.mark.parametrize("letter", ["", "G", "AA", "1", None])
def test_a_letter_that_does_not_exist_is_refused(letter):
    with pytest.raises(CannotCalculate) as refused:
        national_insurance(letter=letter, frequency=MONTHLY, earnings=1000_00, law=LAW)
    assert (refused.value.code, refused.value.where) == ("bad_ni_letter", "ni_letter")


@pytest.mark.parametrize("year", tax_years())
def test_thresholds_of_weeks_follow_from_the_annual_ones(year):
    thresholds = law_for(year).national_insurance.thresholds
    for frequency in ("fortnightly", "four_weekly"):
        for name in thresholds["annual"].__dataclass_fields__:
            if name != "lower_earnings_limit":
                whole = up(getattr(thresholds["annual"], name) * WEEKS[frequency], 5200) * 100
                assert getattr(thresholds[frequency], name) == whole


def test_what_a_letter_leaves_out_of_the_employers_contribution():
    def employer(letter, pay):
        return national_insurance(letter=letter, frequency=MONTHLY, earnings=pay, law=LAW).employer

    assert employer("A", 2083_00) == 249_90
    assert all(employer(letter, 2083_00) == 0 for letter in "FILSDEKNX")
    assert all(employer(letter, 4189_00) == 0 for letter in "HMVZX")
    assert all(employer(letter, 5189_00) == 150_00 for letter in "HMVZ")


@given(years, letters, st.integers(1, 52), st.lists(earnings, min_size=1, max_size=12))
def test_a_director_has_paid_the_annual_sum_whatever_the_payments(year, letter, weeks, payments):
    law = law_for(year)
    employee = employer = 0
    for number in range(1, len(payments) + 1):
        due = director_contributions(
            letter=letter,
            weeks=weeks,
            earnings_to_date=sum(payments[:number]),
            employee_before=employee,
            employer_before=employer,
            law=law,
        )
        employee, employer = employee + due.employee, employer + due.employer
    once = director_contributions(
        letter=letter,
        weeks=weeks,
        earnings_to_date=sum(payments),
        employee_before=0,
        employer_before=0,
        law=law,
    )
    assert (employee, employer) == (once.employee, once.employer)


def test_a_directors_thresholds_shrink_with_the_weeks_left_up_to_the_pound():
    rates = director_rates(LAW.national_insurance, "A", 48)
    assert (rates.lower, rates.primary, rates.secondary, rates.upper) == (
        6192_00,
        11604_00,
        4616_00,
        46404_00,
    )
    for weeks in (0, 53):
        with pytest.raises(CannotCalculate):
            director_rates(LAW.national_insurance, "A", weeks)


@given(years, st.sets(st.sampled_from(["1", "2", "4", "5"])), frequencies, earnings)
def test_two_plans_make_one_deduction_over_the_lowest_threshold(year, plans, frequency, pay):
    law = law_for(year)
    together, _ = student_loan(earnings=pay, plans=tuple(plans), frequency=frequency, law=law)
    apart = [student_loan(earnings=pay, plans=(plan,), frequency=frequency, law=law)[0] for plan in plans]
    assert together == max(apart, default=0)
    assert together % 100 == 0


def test_plan_5_takes_nothing_before_april_2026():
    pay = {"earnings": 4000_00, "plans": ("5",), "frequency": MONTHLY}
    assert student_loan(**pay, law=law_for("2025-26")) == (0, 0)
    assert student_loan(**pay, law=LAW) == (172_00, 0)


def test_an_unknown_plan_is_refused():
    with pytest.raises(CannotCalculate, match="not a loan plan"):
        student_loan(earnings=1, plans=("9",), frequency=MONTHLY, law=LAW)


def test_an_explanation_names_only_thresholds_at_which_something_changes():
    inputs = (ord("A"), MONTHLY, 300_000)
    names = [each.name for each in explain_class_1(EMPLOYER_RULE, inputs, LAW).parameters]
    assert names[0] == "Secondary" and not any("Freeport" in name for name in names)
    inputs = (ord("F"), MONTHLY, 300_000)
    names = [each.name for each in explain_class_1(EMPLOYER_RULE, inputs, LAW).parameters]
    assert any("Freeport" in name for name in names)
