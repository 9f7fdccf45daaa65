"""Interest and compensation on invoices paid late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from finance.queries.payments.late_payment import law
from finance.rules.late_payment import late_interest, rate_for

LAW = law()
DUE = date(2026, 1, 31)
amounts = st.integers(min_value=1, max_value=10**9)
lateness = st.integers(min_value=-30, max_value=2000)


def interest(pence, until, due_on=DUE, paid=()):
    return late_interest(LAW, gross_pence=pence, due_on=due_on, until=until, paid=paid)


def test_interest_runs_from_the_day_after_at_8_per_cent_over_the_rate_of_the_half_year():
    found = interest(
        100_000, date(2026, 3, 2)
    )  # £1,000, 30 days late, in the half-year of the rate of 31 December 2025
    assert (found.days, found.rate_basis_points) == (30, 1175)
    assert found.interest_pence == 966  # 1,000.00 x 11.75 % x 30 / 365 = 9.6575
    assert found.compensation_pence == 7_000
    assert interest(99_999, date(2026, 3, 2)).compensation_pence == 4_000
    assert interest(1_000_000, date(2026, 3, 2)).compensation_pence == 10_000
    assert interest(100_000, DUE).total_pence == 0  # on the day it is due nothing is late
    assert interest(100_000, date(2026, 2, 1)).days == 1


def test_the_rate_is_that_of_the_first_late_day_and_stays():
    assert rate_for(LAW, date(2025, 6, 30)).basis_points == 475
    assert rate_for(LAW, date(2025, 7, 1)).basis_points == 425
    late = interest(100_000, date(2026, 1, 10), due_on=date(2025, 6, 30))
    assert late.rate_basis_points == 1225  # late from 1 July, though most of it is later


def test_each_part_runs_until_it_is_paid_and_the_fixed_sum_is_of_what_was_late():
    parts = interest(200_000, date(2026, 3, 2), paid=[(DUE, 150_000), (date(2026, 2, 10), 30_000)])
    assert (
        parts.interest_pence
        == interest(30_000, date(2026, 2, 10)).interest_pence
        + interest(20_000, date(2026, 3, 2)).interest_pence
    )
    assert parts.compensation_pence == 4_000
    assert interest(5_000, date(2026, 3, 2), paid=[(DUE, 5_000)]).total_pence == 0


@given(amounts, lateness, st.integers(min_value=0, max_value=400))
def test_it_never_falls_with_time_and_is_nothing_before(pence, days, more):
    now, later = (interest(pence, DUE + timedelta(days=each)) for each in (days, days + more))
    assert now.interest_pence <= later.interest_pence and now.compensation_pence <= later.compensation_pence
    assert (now.total_pence == 0) == (days <= 0)


@given(amounts, st.integers(min_value=1, max_value=1000), st.integers(min_value=1, max_value=1000))
def test_paying_a_part_never_makes_it_more(pence, days, paid_after):
    until = DUE + timedelta(days=days)
    part = [(DUE + timedelta(days=paid_after), pence // 2)] if pence > 1 else []
    # Two parts round each for itself: by half a penny.
    assert interest(pence, until, paid=part).interest_pence <= interest(pence, until).interest_pence + 1
