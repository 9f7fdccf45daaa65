"""Income tax: codes, bases, odd weeks, limits, and properties that hold for any pay."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules.errors import CannotCalculate
from payroll.rules.law import UNLIMITED, law_for, tax_years
from payroll.rules.paye import CUMULATIVE, WEEK1_MONTH1, paye, tax_to_date
from payroll.rules.periods import FORTNIGHTLY, FOUR_WEEKLY, MONTHLY, WEEKLY
from payroll.rules.tax_code import code_words, parse_tax_code

LAW = law_for("2026-27")
years = st.sampled_from(tax_years())
amounts = st.integers(0, 30_000_00)
CODES = "1257L S1257L C1257L 0T S0T K475 SK475 CK999 BR SBR CD1 D0 D1 SD2 SD3 NT 500L 501L 999999T 45M 1100N"
codes = st.sampled_from(CODES.split())


def tax(
    code, pay, *, month=1, before=0, tax_before=0, basis=CUMULATIVE, frequency=MONTHLY, law=LAW, benefits=0
):
    return paye(
        tax_code=code,
        basis=basis,
        frequency=frequency,
        period=month,
        pay=pay,
        pay_before=before,
        tax_before=tax_before,
        benefits=benefits,
        law=law,
    )


def test_the_worked_sums_of_the_routine():
    assert tax("1257L", 1156_25) == 21_40
    assert tax("1257L", 1156_26, month=2, before=1156_25, tax_before=21_40) == 21_60
    assert tax("SK585", 895_00) == 273_29


@pytest.mark.parametrize(
    "code",
    ["", "1257", "L1257", "01257L", "0L", "K0", "K", "D2", "D4", "CD2", "SD4", "SNT", "1257LX", "1257L M1"],
)
def test_a_tax_code_that_cannot_exist_is_refused(code):
    with pytest.raises(CannotCalculate) as refused:
        tax(code, 1000_00)
    assert refused.value.where == "tax_code"
    assert refused.value.code in ("bad_tax_code", "no_tax_code")


def test_a_code_of_more_than_seven_characters_is_refused():
    assert parse_tax_code("999999T").number == 999999
    with pytest.raises(CannotCalculate):
        parse_tax_code("S999999T")


def test_a_code_with_its_basis_in_it_is_told_to_give_the_basis_apart():
    with pytest.raises(CannotCalculate, match="as 1257L and the week 1 / month 1 basis apart"):
        parse_tax_code("1257L W1/M1")


def test_case_and_blanks_do_not_matter():
    assert parse_tax_code(" s1257l ") == parse_tax_code("S1257L")


@given(codes)
def test_a_code_can_be_written_again_from_its_numbers(code):
    assert code_words(parse_tax_code(code)) == code


@pytest.mark.parametrize(
    ("frequency", "extra", "ordinary"), [(WEEKLY, 53, 1), (FORTNIGHTLY, 54, 2), (FOUR_WEEKLY, 56, 4)]
)
def test_an_extra_pay_day_is_taxed_on_its_own(frequency, extra, ordinary):
    alone = tax("1257L", 2500_00, month=ordinary, basis=WEEK1_MONTH1, frequency=frequency)
    assert (
        tax("1257L", 2500_00, month=extra, before=60000_00, tax_before=9000_00, frequency=frequency) == alone
    )


@pytest.mark.parametrize(("frequency", "period"), [(MONTHLY, 0), (MONTHLY, 13), (WEEKLY, 0), (WEEKLY, 57)])
def test_a_period_that_cannot_be_is_refused(frequency, period):
    with pytest.raises(CannotCalculate) as refused:
        tax("1257L", 1000_00, month=period, frequency=frequency)
    assert refused.value.code == "bad_period"


def test_no_more_than_half_of_a_payment_is_taken_and_payrolled_benefits_are_left_out():
    assert tax("CK999", 900_00) <= 450_00
    assert tax("D1", 1000_01, before=9000_00) == 500_00
    assert tax("D1", 1000_00, before=9000_00, benefits=300_00) == 350_00


def test_what_the_limit_held_back_is_taken_later_on_a_cumulative_code_only():
    first = tax("K1500", 400_00)
    assert first == 200_00
    due = tax("K1500", 4000_00, month=2, before=400_00)
    assert due < 2000_00
    assert tax("K1500", 4000_00, month=2, before=400_00, tax_before=first) == due - first
    alone = tax("K1500", 4000_00, month=2, before=400_00, tax_before=first, basis=WEEK1_MONTH1)
    assert alone == tax("K1500", 4000_00, basis=WEEK1_MONTH1)


def test_code_nt_gives_back_the_tax_of_the_year_on_the_cumulative_basis_only():
    assert tax("NT", 1000_00, month=5, before=9000_00, tax_before=1234_56) == -1234_56
    assert tax("NT", 1000_00, month=5, before=9000_00, tax_before=1234_56, basis=WEEK1_MONTH1) == 0


@given(years, codes, st.integers(1, 12), amounts, amounts, amounts)
def test_tax_never_falls_when_pay_rises(year, code, month, pay, more, before):
    law = law_for(year)
    assert tax(code, pay + more, month=month, before=before, law=law) >= tax(
        code, pay, month=month, before=before, law=law
    )


@given(years, codes, amounts, amounts)
def test_tax_is_never_more_than_half_of_the_payment(year, code, pay, before):
    assert tax(code, pay, month=3, before=before, law=law_for(year)) <= pay // 2


@given(years, st.sampled_from(["1257L", "S1257L", "C1257L", "0T", "S0T"]), st.integers(0, 400_000_00))
def test_the_tax_of_a_whole_year_is_the_annual_law_within_the_rounding_of_the_routine(year, code, pay):
    """Twelve months' free pay is 12,579.12 for 1257L, and tax is due on whole pounds: 10 pounds at the top rate."""
    law = law_for(year)
    parsed = parse_tax_code(code)
    taxable = Fraction(max(0, pay - parsed.number * 10_00), 100)
    due, below = Fraction(0), Fraction(0)
    for limit, rate in law.paye.bands[parsed.table]:
        upper = taxable if limit == UNLIMITED else min(taxable, Fraction(limit, 100))
        due += max(Fraction(0), upper - below) * Fraction(rate, 1_000_000)
        below = max(below, upper)
    found = Fraction(tax_to_date(law.paye, parsed, 12, 12, pay), 100)
    assert 0 <= due - found <= Fraction(1013, 100) * Fraction(48, 100) + Fraction(1, 50)


@given(years, codes, st.lists(amounts, min_size=12, max_size=12))
def test_a_year_paid_month_by_month_ends_with_the_tax_of_the_year(year, code, payments):
    """The limit may hold tax back; a payment of nothing never pays tax beyond what is due to date."""
    law = law_for(year)
    before = tax_before = 0
    for month, pay in enumerate(payments, start=1):
        tax_before += tax(code, pay, month=month, before=before, tax_before=tax_before, law=law)
        before += pay
        assert tax_before <= tax_to_date(law.paye, parse_tax_code(code), 12, month, before)
