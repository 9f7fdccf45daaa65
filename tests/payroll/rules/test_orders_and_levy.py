"""Council tax orders, fines, direct earnings attachments, and the apprenticeship levy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules.apprenticeship_levy import apprenticeship_levy
from payroll.rules.council_tax import council_tax_order
from payroll.rules.direct_earnings import direct_earnings_attachment
from payroll.rules.errors import CannotCalculate
from payroll.rules.explain import explain
from payroll.rules.law import law_for, tax_years
from payroll.rules.lgps import lgps
from payroll.rules.police_pension import police_pension_2015

LAW = law_for("2026-27")
years = st.sampled_from(tax_years())
net_pay = st.integers(0, 10_000_00)


def test_the_top_band_of_a_council_tax_order_takes_half_of_what_is_above_it():
    assert council_tax_order(nation="england", frequency="monthly", net=2020_00, law=LAW) == 343_40
    assert council_tax_order(nation="england", frequency="monthly", net=2120_00, law=LAW) == 393_40
    assert council_tax_order(nation="wales", frequency="weekly", net=815_00, law=LAW) == 121_55 + 50_00
    assert council_tax_order(nation="england", frequency="daily", net=33_00, law=LAW) == 2_31


def test_pay_for_several_weeks_is_averaged_per_week():
    one = council_tax_order(nation="england", frequency="weekly", net=300_00, law=LAW)
    assert council_tax_order(nation="england", frequency="fortnightly", net=600_00, law=LAW) == 2 * one
    assert council_tax_order(nation="england", frequency="four_weekly", net=1200_00, law=LAW) == 4 * one
    week = direct_earnings_attachment(frequency="weekly", net=385_00, rate="standard", earlier=0, law=LAW)
    four = direct_earnings_attachment(
        frequency="four_weekly", net=1540_00, rate="standard", earlier=0, law=LAW
    )
    assert (week, four) == (57_75, 231_00)


@pytest.mark.parametrize(
    ("nation", "frequency"), [("scotland", "weekly"), ("wales", "daily"), ("england", "yearly")]
)
def test_a_table_that_is_not_held_is_refused(nation, frequency):
    with pytest.raises(CannotCalculate):
        council_tax_order(nation=nation, frequency=frequency, net=100_00, law=LAW)


@given(years, st.sampled_from(["weekly", "fortnightly", "four_weekly", "monthly"]), net_pay, net_pay)
def test_a_direct_earnings_attachment_leaves_sixty_per_cent_to_the_nearest_penny(
    year, frequency, net, earlier
):
    for rate in ("standard", "higher"):
        due = direct_earnings_attachment(
            frequency=frequency, net=net, rate=rate, earlier=earlier, law=law_for(year)
        )
        assert due >= 0
        assert due == 0 or 10 * (net - earlier - due) >= 6 * net - 5


@given(years, net_pay, st.integers(0, 300))
def test_pension_of_a_higher_band_never_costs_a_lower_rate(year, annual, more):
    law = law_for(year)
    for section in ("main", "50/50"):
        rates = [
            lgps(annual_pence=pay * 20, pensionable_pence=100_00, section=section, law=law)[0]
            for pay in (annual, annual + more)
        ]
        assert rates == sorted(rates)
    whole = lgps(annual_pence=annual, pensionable_pence=0, section="main", law=law)[0]
    assert whole == 2 * lgps(annual_pence=annual, pensionable_pence=0, section="50/50", law=law)[0]


def test_the_tiers_of_the_police_pension_turn_where_the_regulations_say():
    def rate(annual):
        return police_pension_2015(annual_pence=annual, pensionable_pence=0, law=LAW)[0]

    assert [rate(27_000_00), rate(27_000_01)] == [124_400, 134_400]
    assert [rate(59_999_99), rate(60_000_00)] == [134_400, 137_800]


@given(years, st.lists(st.integers(0, 60_000_000_00), min_size=12, max_size=12))
def test_the_levy_of_a_year_is_the_annual_sum_and_each_month_explains_itself(year, bills):
    law = law_for(year)
    paid = to_date = 0
    for month, bill in enumerate(bills, start=1):
        to_date += bill
        line = apprenticeship_levy(pay_bill_to_date=to_date, month=month, levy_before=paid, law=law)
        assert explain(line, law).amount_pence == line.amount_pence
        paid += line.amount_pence
    assert paid == max(0, (to_date * 5 + 500) // 1000 - 15_000_00)


def test_no_levy_is_due_under_the_allowance():
    assert apprenticeship_levy(pay_bill_to_date=250_000_00, month=1, levy_before=0, law=LAW).amount_pence == 0
    assert (
        apprenticeship_levy(pay_bill_to_date=350_000_00, month=1, levy_before=0, law=LAW).amount_pence
        == 500_00
    )
    with pytest.raises(ValueError, match="not a tax month"):
        apprenticeship_levy(pay_bill_to_date=1, month=13, levy_before=0, law=LAW)
