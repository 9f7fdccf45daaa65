"""Direct earnings attachments: benefit debts taken at the request of the Department for Work and Pensions.

Law: Social Security (Overpayments and Recovery) Regulations 2013 (SI 2013/384) Part 6 and Sch 2. Band and
percentage are of full net earnings; all orders together leave at least 60 per cent of them. The sum is to
the nearest penny.

Rule and its inputs, in order:

- `order.direct_earnings`: reference of the order, rate (0 standard, 1 higher, 2 fixed sum), fixed sum,
  frequency, net earnings, taken by earlier orders, pay that is left.
"""

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import DEA_RATES, Law
from payroll.rules.money import MILLION, Pence, nearest_half_down, percent, words
from payroll.rules.percentage_tables import (
    interval_name,
    interval_of,
    share_of_whole,
    table_for,
    table_words,
    take,
)

RULE = "order.direct_earnings"
RATES = (*DEA_RATES, "fixed")
FIXED = 2
PROVISION = "Social Security (Overpayments and Recovery) Regulations 2013 (SI 2013/384), Part 6 and Sch 2"


def rate_number(rate: str) -> int:
    """0 standard, 1 higher, 2 a fixed sum."""
    if rate not in RATES:
        raise CannotCalculate(
            "unknown_dea_rate", f"{rate!r} is not a rate. Use standard, higher or fixed.", "rate"
        )
    return RATES.index(rate)


def direct_earnings_due(
    law: Law, rate: int, fixed: Pence, frequency: int, net: Pence, earlier: Pence
) -> Pence:
    """The deduction in pence, never more than leaves the protected share after earlier orders."""
    if net <= 0:
        return 0
    room = net * (MILLION - law.attachments.direct_earnings_protected) - earlier * MILLION
    if rate == FIXED:
        due = fixed * MILLION
    else:
        due = share_of_whole(*_table(law, rate, frequency), net)[0] * (MILLION // 100)
    return max(0, nearest_half_down(min(due, room), MILLION))


def direct_earnings_attachment(*, frequency: str, net: Pence, rate: str, earlier: Pence, law: Law) -> Pence:
    """Deduction from the words of a case: frequency and rate by name, amounts in pence."""
    return direct_earnings_due(law, rate_number(rate), 0, interval_of(frequency), net, earlier)


def _table(law: Law, rate: int, frequency: int) -> tuple[tuple[tuple[Pence, int], ...], int]:
    name = DEA_RATES[rate]
    tables = {key[1]: table for key, table in law.attachments.direct_earnings.items() if key[0] == name}
    return table_for(tables, frequency, "direct earnings attachments")


def explain_direct_earnings(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Band, percentage and protection."""
    _, rate, fixed, frequency, net, earlier, available = inputs
    work = Workings(law)
    work.step("Net earnings", "after tax, National Insurance and pension", words(net))
    if rate == FIXED:
        work.given("Fixed sum of the notice", fixed)
    else:
        table, intervals = _table(law, rate, frequency)
        path = f"attachments.direct_earnings.{DEA_RATES[rate]}.{interval_name(frequency)}"
        work.parameter(
            f"{DEA_RATES[rate].capitalize()} rates, {interval_name(frequency)}", path, table_words(table)
        )
        if intervals > 1:
            work.step("Average per week", f"{words(net)} / {intervals}", words(net // intervals))
        exact, percentage = share_of_whole(table, intervals, net)
        work.step("By the table", f"{words(net)} x {percentage} %", words(nearest_half_down(exact, 100)))
    share = law.attachments.direct_earnings_protected
    work.parameter("Protected share", "attachments.direct_earnings_protected", percent(share))
    room = net * (MILLION - share) - earlier * MILLION
    work.step(
        "Room left by the protected share",
        f"{words(net)} x {percent(MILLION - share)} - {words(earlier)} taken by earlier orders",
        words(max(0, nearest_half_down(room, MILLION))),
    )
    due = direct_earnings_due(law, rate, fixed, frequency, net, earlier)
    work.step("Deduction", "the lower of the two, to the nearest penny", words(due))
    amount = take(work, due, available)
    return work.explanation("Direct earnings attachment", -amount, PROVISION)
