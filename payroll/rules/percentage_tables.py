"""Percentage tables of attachment orders: which band, and what it takes.

The band is found from net earnings per week (or month or day); pay for several weeks is averaged per
week. The sum is to the nearest penny, and an exact halfpenny is dropped: no rule was seen for it.
"""

from collections.abc import Mapping

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Workings
from payroll.rules.law import UNLIMITED
from payroll.rules.money import Pence, nearest_half_down, words
from payroll.rules.periods import FREQUENCIES, MONTHLY, WEEKS_OF

Table = tuple[tuple[Pence, int], ...]
DAILY = 4
"""Frequency number of daily earnings, which only the tables of orders have."""


def interval_of(frequency: str) -> int:
    """Frequency number, or 4 for daily earnings."""
    if frequency == "daily":
        return DAILY
    if frequency not in FREQUENCIES:
        raise CannotCalculate("unknown_frequency", f"{frequency!r} is not a pay frequency.", "frequency")
    return FREQUENCIES.index(frequency)


def interval_name(frequency: int) -> str:
    """Which table a frequency uses: weekly, monthly or daily."""
    return "daily" if frequency == DAILY else "monthly" if frequency == MONTHLY else "weekly"


def table_for(tables: Mapping[str, Table], frequency: int, what: str) -> tuple[Table, int]:
    """(table, how many of its intervals the pay covers)."""
    name = interval_name(frequency)
    if name not in tables:
        raise CannotCalculate("no_table", f"There is no {name} table for {what}.", "frequency")
    return tables[name], 1 if frequency in (DAILY, MONTHLY) else WEEKS_OF[frequency]


def share_of_whole(table: Table, intervals: int, net: Pence) -> tuple[int, int]:
    """(the band's percentage of all net earnings, exact, in hundredths of a penny; the percentage)."""
    for limit, percentage in table:
        if net <= limit * intervals:
            return max(0, net) * percentage, percentage
    raise AssertionError("the last band has no end")


def share_with_top(table: Table, intervals: int, net: Pence) -> Pence:
    """As council tax and fines orders have it: in the top band its percentage takes only what is above it."""
    top = table[-2][0] * intervals
    if net > top:
        return nearest_half_down(top * table[-2][1] + (net - top) * table[-1][1], 100)
    return nearest_half_down(share_of_whole(table, intervals, net)[0], 100)


def explain_with_top(work: Workings, table: Table, intervals: int, net: Pence) -> Pence:
    """Adds the steps of `share_with_top`."""
    amount = share_with_top(table, intervals, net)
    if intervals > 1:
        work.step("Average per week", f"{words(net)} / {intervals}", words(net // intervals))
    top = table[-2][0] * intervals
    if net > top:
        sum_ = f"{words(top)} x {table[-2][1]} % + ({words(net)} - {words(top)}) x {table[-1][1]} %"
    else:
        sum_ = f"{words(net)} x {share_of_whole(table, intervals, net)[1]} %"
    work.step("By the table", f"{sum_}, to the nearest penny", words(amount))
    return amount


def table_words(table: Table) -> str:
    """A table in one line."""
    return ", ".join(
        f"{percentage} % above" if limit == UNLIMITED else f"{percentage} % to {words(limit)}"
        for limit, percentage in table
    )


def take(work: Workings, due: Pence, available: Pence) -> Pence:
    """What can be taken of what is due; says so when pay, or the balance of an order, runs out."""
    if due <= available:
        return due
    work.step("Limited to what is left to take", "", words(available))
    return available
