"""Council tax attachment of earnings orders, and fines collection orders, which use tables of the same form.

Law: Council Tax (Administration and Enforcement) Regulations 1992 (SI 1992/613) Part V and Sch 4, and for
Wales WSI 2022/107; Fines Collection Regulations 2006 (SI 2006/501) reg 5.

Rules and their inputs, in order:

- `order.council_tax`: reference of the order, nation (0 England, 1 Wales), frequency (4 daily), net
  earnings after earlier orders, pay that is left;
- `order.fines`: reference of the order, frequency, net earnings after earlier orders, pay that is left.
"""

from payroll.rules.errors import CannotCalculate
from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import NATIONS, Law
from payroll.rules.money import Pence, words
from payroll.rules.percentage_tables import (
    Table,
    explain_with_top,
    interval_name,
    interval_of,
    share_with_top,
    table_for,
    table_words,
    take,
)

COUNCIL_TAX_RULE = "order.council_tax"
FINES_RULE = "order.fines"


def nation_number(nation: str) -> int:
    """0 England, 1 Wales. The tables of no other nation are held."""
    if nation not in NATIONS:
        raise CannotCalculate(
            "unknown_nation", f"There is no council tax table for {nation!r}. Use england or wales.", "nation"
        )
    return NATIONS.index(nation)


def council_tax_due(law: Law, nation: int, frequency: int, net: Pence) -> Pence:
    """What the table takes from net earnings, in pence."""
    table, intervals = _council_tax_table(law, nation, frequency)
    return share_with_top(table, intervals, net)


def fines_due(law: Law, frequency: int, net: Pence) -> Pence:
    """What the fines table takes from net earnings, in pence."""
    return share_with_top(*table_for(law.attachments.fines, frequency, "fines"), net)


def council_tax_order(*, nation: str, frequency: str, net: Pence, law: Law) -> Pence:
    """Deduction from the words of a case: nation and frequency by name, net earnings in pence."""
    return council_tax_due(law, nation_number(nation), interval_of(frequency), net)


def _council_tax_table(law: Law, nation: int, frequency: int) -> tuple[Table, int]:
    name = NATIONS[nation]
    tables = {key[1]: table for key, table in law.attachments.council_tax.items() if key[0] == name}
    return table_for(tables, frequency, f"council tax orders in {name.capitalize()}")


def explain_table_order(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Table, band and deduction."""
    work = Workings(law)
    if rule == COUNCIL_TAX_RULE:
        _, nation, frequency, net, available = inputs
        table, intervals = _council_tax_table(law, nation, frequency)
        path = f"attachments.council_tax.{NATIONS[nation]}.{interval_name(frequency)}"
        title = "Council tax order"
    else:
        _, frequency, net, available = inputs
        table, intervals = table_for(law.attachments.fines, frequency, "fines")
        path, title = f"attachments.fines.{interval_name(frequency)}", "Fine"
    work.parameter(f"Table, {interval_name(frequency)}", path, table_words(table))
    work.step("Net earnings", "after tax, National Insurance, pension and earlier orders", words(net))
    amount = take(work, explain_with_top(work, table, intervals, net), available)
    return work.explanation(title, -amount, law.leaf(path).source)
