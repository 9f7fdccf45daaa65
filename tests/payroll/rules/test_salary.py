"""Pay points, part months, changes within a month, arrears, overtime and allowances."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules.allowances import officer_allowance
from payroll.rules.arrears import arrears
from payroll.rules.overtime import officer_overtime, staff_overtime, unsocial_hours
from payroll.rules.salary import DAY_RULES, Segment, month_parts, monthly_salary
from payroll.rules.tax_calendar import calendar_month

OCTOBER = calendar_month(2026, 10)
SINCE = date(2015, 1, 1)


def paid(segments, month=OCTOBER, **rule):
    return [item.amount_pence for item in monthly_salary(segments, *month, **rule)]


def test_a_whole_month_is_a_twelfth_of_annual_pay_for_the_share_of_full_time():
    assert paid([Segment(SINCE, None, 48_600_00)]) == [4050_00]
    assert paid([Segment(SINCE, None, 48_600_00, 6, 10)]) == [2430_00]
    assert paid([Segment(SINCE, None, 30_000_01)]) == [2500_00]


def test_a_starter_and_a_leaver_are_paid_their_calendar_days():
    assert paid([Segment(date(2026, 10, 12), None, 37_200_00)]) == [2000_00]
    assert paid([Segment(SINCE, date(2026, 10, 12), 37_200_00)]) == [1100_00]
    assert paid([Segment(SINCE, date(2026, 10, 1), 37_200_00)]) == []
    assert paid([Segment(date(2026, 11, 1), None, 37_200_00)]) == []


def test_the_authoritys_own_rule_for_part_months():
    starter = [Segment(date(2026, 10, 12), None, 36_500_00)]
    assert paid(starter, day_rule="365ths") == [2000_00]
    assert paid([Segment(date(2026, 10, 12), None, 26_400_00)], day_rule="working_days") == [1500_00]
    assert paid([Segment(SINCE, None, 36_500_00)], day_rule="365ths") == [3041_67]
    with pytest.raises(ValueError, match="not a day rule"):
        paid(starter, day_rule="lunar")


def test_a_rise_within_the_month_makes_two_lines():
    segments = [Segment(date(2026, 10, 16), None, 48_000_00), Segment(SINCE, date(2026, 10, 16), 36_000_00)]
    assert paid(segments) == [1451_61, 2064_52]


@given(
    st.sampled_from(DAY_RULES),
    st.integers(1, 200_000_00),
    st.integers(1, 10_000),
    st.dates(OCTOBER[0], OCTOBER[1]),
)
def test_a_record_split_in_two_on_equal_terms_pays_the_same(rule, annual, share, day):
    whole = [Segment(SINCE, None, annual, share, 10_000)]
    split = [Segment(SINCE, day, annual, share, 10_000), Segment(day, None, annual, share, 10_000)]
    assert paid(split, day_rule=rule) == paid(whole, day_rule=rule)


@given(st.integers(1, 200_000_00), st.integers(1, 200_000_00), st.dates(OCTOBER[0], OCTOBER[1]))
def test_a_change_pays_between_the_two_months_pay(one, two, day):
    total = sum(paid([Segment(SINCE, day, one), Segment(day, None, two)]))
    low, high = sorted([paid([Segment(SINCE, None, one)])[0], paid([Segment(SINCE, None, two)])[0]])
    assert low - 1 <= total <= high + 1


def test_two_rates_on_one_day_and_a_share_above_one_are_refused():
    with pytest.raises(ValueError, match="Two rates of pay"):
        month_parts([Segment(SINCE, None, 1), Segment(date(2026, 10, 9), None, 2)], *OCTOBER)
    with pytest.raises(ValueError, match="share of full time"):
        month_parts([Segment(SINCE, None, 1, 11, 10)], *OCTOBER)


def test_arrears_are_the_difference_month_by_month():
    was = [Segment(SINCE, None, 36_000_00)]
    now = [Segment(SINCE, date(2026, 9, 1), 36_000_00), Segment(date(2026, 9, 1), None, 37_200_00)]
    items = arrears([(2026, 10), (2026, 8), (2026, 9)], was, now)
    assert [(item.inputs[:2], item.amount_pence) for item in items] == [
        ((2026, 9), 100_00),
        ((2026, 10), 100_00),
    ]
    assert [item.amount_pence for item in arrears([(2026, 9)], now, was)] == [-100_00]


def test_officers_overtime_counts_completed_quarters_of_an_hour():
    def overtime(minutes, multiplier):
        on = date(2026, 10, 3)
        item = officer_overtime(annual_pence=50_080_00, minutes=minutes, multiplier=multiplier, on=on)
        return item.amount_pence

    assert overtime(60, "time_and_a_third") == 32_00
    assert overtime(74, "time_and_a_third") == 32_00
    assert overtime(75, "time_and_a_third") == 40_00
    assert overtime(60, "time_and_a_half") == 36_00
    assert overtime(240, "double_time") == 192_00
    with pytest.raises(ValueError, match="not an overtime rate"):
        overtime(60, "triple")


def test_unsocial_hours_are_a_tenth_of_the_hourly_rate():
    assert unsocial_hours(annual_pence=50_080_00, full_hours=10, on=date(2026, 10, 3)).amount_pence == 24_00


def test_staff_overtime_follows_the_hours_of_the_week():
    item = staff_overtime(
        annual_pence=38_585_82,
        weekly_hours_hundredths=3700,
        minutes=60,
        multiplier="time_and_a_half",
        on=date(2026, 10, 3),
    )
    assert item.amount_pence == 30_00
    assert item.pensionable


def test_an_allowance_is_at_the_rate_of_its_day():
    def on_call(day):
        return officer_allowance(allowance="on_call", number=4, on=day).amount_pence

    assert on_call(date(2025, 8, 31)) == 100_00
    assert on_call(date(2025, 9, 1)) == 140_00
    with pytest.raises(ValueError, match="No rate is held"):
        on_call(date(2001, 1, 1))
