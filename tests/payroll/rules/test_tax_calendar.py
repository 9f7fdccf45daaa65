"""Tax years, months and weeks of any day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules import tax_calendar as calendar

days = st.dates(date(1990, 1, 1), date(2098, 12, 31))


def test_the_year_turns_on_6_april():
    assert calendar.tax_year_of(date(2026, 4, 5)) == "2025-26"
    assert calendar.tax_year_of(date(2026, 4, 6)) == "2026-27"
    assert calendar.tax_year_of(date(1999, 12, 31)) == "1999-00"
    assert calendar.start_year("1999-00") == 1999
    for wrong in ("2026", "2026-28", "26-27"):
        with pytest.raises(ValueError, match="not a tax year"):
            calendar.start_year(wrong)


@pytest.mark.parametrize(
    ("day", "month", "week"),
    [
        (date(2026, 4, 6), 1, 1),
        (date(2026, 4, 12), 1, 1),
        (date(2026, 4, 13), 1, 2),
        (date(2026, 5, 5), 1, 5),
        (date(2026, 5, 6), 2, 5),
        (date(2026, 10, 23), 7, 29),
        (date(2027, 1, 5), 9, 40),
        (date(2027, 1, 6), 10, 40),
        (date(2027, 4, 4), 12, 52),
        (date(2027, 4, 5), 12, 53),
    ],
)
def test_month_and_week_of_a_day(day, month, week):
    assert (calendar.tax_month(day), calendar.tax_week(day)) == (month, week)


def test_the_odd_pay_day_after_week_52_has_its_own_number():
    day = date(2027, 4, 5)
    found = {
        name: calendar.tax_period(name, day) for name in ("weekly", "fortnightly", "four_weekly", "monthly")
    }
    assert found == {"weekly": 53, "fortnightly": 54, "four_weekly": 56, "monthly": 12}


@given(days)
def test_a_day_lies_in_its_own_month_and_week(day):
    year = calendar.tax_year_of(day)
    for starts_on, ends_before in (
        calendar.tax_month_range(year, calendar.tax_month(day)),
        calendar.tax_week_range(year, calendar.tax_week(day)),
    ):
        assert starts_on <= day < ends_before
    assert calendar.tax_year_starts_on(year) <= day <= calendar.tax_year_ends_on(year)


def test_months_follow_each_other_without_a_gap():
    ranges = [calendar.tax_month_range("2026-27", month) for month in range(1, 13)]
    assert ranges[0][0] == date(2026, 4, 6)
    assert ranges[-1][1] == date(2027, 4, 6)
    assert all(one[1] == two[0] for one, two in pairwise(ranges))
    with pytest.raises(ValueError, match="not a tax month"):
        calendar.tax_month_range("2026-27", 13)
    with pytest.raises(ValueError, match="not a tax week"):
        calendar.tax_week_range("2026-27", 54)


def test_the_weeks_left_count_the_week_of_appointment():
    assert calendar.tax_weeks_left(date(2026, 4, 6)) == 52
    assert calendar.tax_weeks_left(date(2026, 4, 6) + timedelta(weeks=4)) == 48
    assert calendar.tax_weeks_left(date(2027, 4, 5)) == 1


def test_calendar_months():
    assert calendar.calendar_month(2026, 12) == (date(2026, 12, 1), date(2027, 1, 1))
    assert calendar.calendar_month(2028, 2) == (date(2028, 2, 1), date(2028, 3, 1))
