"""Any payslip that could be: hypothesis strategies for inputs."""

from datetime import date

from hypothesis import strategies as st

from payroll.rules.allowances import ALLOWANCES, dog_handler, officer_allowance
from payroll.rules.arrears import arrears_item
from payroll.rules.attachments import ELEMENTS, Order
from payroll.rules.deductions import Deduction
from payroll.rules.law import tax_years
from payroll.rules.overtime import (
    OFFICER_MULTIPLIERS,
    STAFF_MULTIPLIERS,
    officer_overtime,
    staff_overtime,
    unsocial_hours,
)
from payroll.rules.pay_items import entered, expense, units
from payroll.rules.payslip import Director, EarlierPension, PayInputs
from payroll.rules.periods import FREQUENCIES
from payroll.rules.salary import DAY_RULES, Segment, monthly_salary
from payroll.rules.tax_calendar import calendar_month, tax_year_ends_on, tax_year_starts_on

CODES = "1257L S1257L C1257L 0T S0T K475 SK475 CK99 BR SBR CD1 D0 D1 SD2 SD3 NT 500L 501T 999999T 45M 1100N"
money = st.integers(0, 20_000_00)
annual = st.integers(12_000_00, 180_000_00)
days = st.dates(date(2025, 4, 6), date(2027, 4, 5))


@st.composite
def salaries(draw):
    year, month = draw(st.sampled_from([(2025, 9), (2026, 2), (2026, 10), (2028, 2)]))
    starts_on, ends_before = calendar_month(year, month)
    change = draw(st.dates(starts_on, ends_before))
    hours = st.integers(1, 10_000)
    segments = [
        Segment(date(2020, 1, 1), change, draw(annual), draw(hours), 10_000),
        Segment(change, draw(st.sampled_from([None, ends_before])), draw(annual), draw(hours), 10_000),
    ]
    return monthly_salary(segments, starts_on, ends_before, day_rule=draw(st.sampled_from(DAY_RULES)))


other_items = st.one_of(
    st.builds(entered, st.just("bonus"), money),
    st.builds(expense, st.just("mileage"), money),
    st.builds(
        units, st.just("nights"), st.integers(0, 5_000), st.integers(0, 50_00), pensionable=st.booleans()
    ),
    st.builds(arrears_item, st.just(2026), st.integers(1, 12), money, st.just(0)),
    st.builds(
        officer_overtime,
        annual_pence=annual,
        minutes=st.integers(0, 3000),
        multiplier=st.sampled_from(OFFICER_MULTIPLIERS),
        on=days,
    ),
    st.builds(
        staff_overtime,
        annual_pence=annual,
        weekly_hours_hundredths=st.sampled_from([3700, 3750, 4000]),
        minutes=st.integers(0, 3000),
        multiplier=st.sampled_from(STAFF_MULTIPLIERS),
        on=days,
    ),
    st.builds(unsocial_hours, annual_pence=annual, full_hours=st.integers(0, 160), on=days),
    st.builds(officer_allowance, allowance=st.sampled_from(ALLOWANCES), number=st.integers(0, 31), on=days),
    st.builds(dog_handler, days=st.integers(0, 30), days_in_month=st.just(30), on=days),
)

directors = st.builds(
    Director,
    method=st.sampled_from(["annual", "alternative"]),
    weeks=st.integers(1, 52),
    earnings_before_pence=money,
    employee_before_pence=st.integers(0, 2_000_00),
    employer_before_pence=st.integers(0, 2_000_00),
    is_last_payment=st.booleans(),
)


@st.composite
def orders(draw):
    kind = draw(st.sampled_from(sorted(ELEMENTS)))
    tables = {"council_tax": ["england", "wales"], "direct_earnings": ["standard", "higher", "fixed"]}
    small = st.integers(0, 1_000_00)
    return Order(
        kind,
        draw(st.integers(1, 10**6)),
        draw(days),
        draw(small),
        draw(small),
        draw(small),
        draw(small),
        draw(st.sampled_from(tables.get(kind, [""]))),
        draw(st.none() | small),
        draw(st.sampled_from([0, 1_00])),
    )


agreed = st.builds(
    Deduction, st.sampled_from(["federation", "giving"]), st.integers(0, 1_000_00), before_tax=st.booleans()
)


@st.composite
def pay_inputs(draw):
    tax_year = draw(st.sampled_from(tax_years()))
    frequency = draw(st.sampled_from(FREQUENCIES))
    items = tuple(draw(salaries()) + draw(st.lists(other_items, max_size=4)))
    earlier = draw(
        st.lists(
            st.builds(EarlierPension, st.sampled_from(tax_years()), annual, st.integers(0, 500_00)),
            max_size=1,
        )
    )
    return PayInputs(
        tax_year=tax_year,
        frequency=frequency,
        period=draw(st.integers(1, 12 if frequency == "monthly" else 56)),
        pay_on=draw(st.dates(tax_year_starts_on(tax_year), tax_year_ends_on(tax_year))),
        pay_items=items,
        tax_code=draw(st.sampled_from(CODES.split())),
        basis=draw(st.sampled_from(["cumulative", "week1_month1"])),
        ni_letter=draw(st.sampled_from("ABCDEFHIJKLMNSVXZ")),
        director=draw(st.none() | directors),
        loans=tuple(draw(st.lists(st.sampled_from(["1", "2", "4", "5", "PGL"]), max_size=3))),
        pension=draw(st.sampled_from([None, "police_2015", "lgps"])),
        pension_section=draw(st.sampled_from([None, "main", "50/50"])),
        annual_pensionable_pence=draw(annual),
        earlier_pension=tuple(earlier),
        employer_pension_rate=draw(st.none() | st.integers(0, 400_000)),
        taxable_before_pence=draw(money),
        tax_before_pence=draw(st.integers(0, 5_000_00)),
        previous_taxable_pence=draw(money),
        previous_tax_pence=draw(st.integers(0, 500_00)),
        payrolled_benefits_pence=draw(st.integers(0, 300_00)),
        orders=tuple(draw(st.lists(orders(), max_size=3))),
        deductions=tuple(draw(st.lists(agreed, max_size=3))),
    )
