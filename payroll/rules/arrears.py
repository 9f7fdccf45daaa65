"""Arrears of a back-dated change, month by month: what was due less what was paid.

Tax and National Insurance are those of the day of payment; pension is at the rate of the month it belongs to
(`payslip.EarlierPension`).

Rule and its inputs, in order:

- `arrears.month`: year, month, pay due on today's record, pay due on the record that was paid.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law
from payroll.rules.money import Pence, words
from payroll.rules.pay_items import PayItem
from payroll.rules.salary import Segment, month_parts
from payroll.rules.tax_calendar import calendar_month

RULE = "arrears.month"


def arrears(
    months: Iterable[tuple[int, int]],
    paid: Sequence[Segment],
    due: Sequence[Segment],
    *,
    day_rule: str = "calendar_days",
    element: str = "arrears",
    pensionable: bool = True,
) -> list[PayItem]:
    """One item for each (year, month) whose pay differs between the record paid and today's."""
    items = []
    for year, month in sorted(months):
        starts_on, ends_before = calendar_month(year, month)
        was = sum(part.amount_pence for part in month_parts(paid, starts_on, ends_before, day_rule))
        now = sum(part.amount_pence for part in month_parts(due, starts_on, ends_before, day_rule))
        if now != was:
            items.append(arrears_item(year, month, now, was, element=element, pensionable=pensionable))
    return items


def arrears_item(
    year: int,
    month: int,
    due_pence: Pence,
    paid_pence: Pence,
    *,
    element: str = "arrears",
    pensionable: bool = True,
) -> PayItem:
    """The item of one month, where both sums are known already."""
    inputs = (year, month, due_pence, paid_pence)
    return PayItem(element, due_pence - paid_pence, RULE, inputs, True, True, pensionable, True)


def explain_arrears(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Due, paid, difference."""
    year, month, due, paid = inputs
    name = date(year, month, 1).strftime("%B %Y")
    work = Workings(law)
    work.given(f"Due for {name}", due)
    work.given("Paid before", paid)
    work.step("Difference", f"{words(due)} - {words(paid)}", words(due - paid))
    return work.explanation(f"Arrears of {name}", due - paid, "Terms of service")
