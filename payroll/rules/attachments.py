"""Attachment orders of one person: their order, what each takes, what is carried to the next pay day.

Net earnings are attachable pay less tax, National Insurance and pension. Orders rank by class
(`attachments.order_of_priority`), then by the date they were made, then by reference. The guides differ
on the base of a percentage after an earlier order: here direct earnings attachments look at full net
earnings, as GOV.UK words it, and the others at what earlier orders left.
"""

from datetime import date
from typing import NamedTuple

from payroll.rules.council_tax import COUNCIL_TAX_RULE, FINES_RULE, council_tax_due, fines_due, nation_number
from payroll.rules.derived import DEDUCTION, Line
from payroll.rules.direct_earnings import RULE as DIRECT_EARNINGS_RULE
from payroll.rules.direct_earnings import direct_earnings_due, rate_number
from payroll.rules.errors import CannotCalculate
from payroll.rules.fixed_orders import (
    CHARGE_RULE,
    CHILD_MAINTENANCE_RULE,
    COURT_CIVIL_RULE,
    COURT_PRIORITY_RULE,
    child_maintenance_due,
    court_due,
)
from payroll.rules.law import Law
from payroll.rules.money import Pence

CHILD_MAINTENANCE = "child_maintenance"
COURT_PRIORITY = "court_priority"
FINES = "fines"
COUNCIL_TAX = "council_tax"
DIRECT_EARNINGS = "direct_earnings"
COURT_CIVIL = "court_civil"

ELEMENTS = {
    CHILD_MAINTENANCE: "child_maintenance_order",
    COURT_PRIORITY: "court_order",
    FINES: "fines_order",
    COUNCIL_TAX: "council_tax_order",
    DIRECT_EARNINGS: "dea",
    COURT_CIVIL: "civil_court_order",
}
CARRIES = (CHILD_MAINTENANCE, COURT_PRIORITY)
"""Orders that carry what could not be taken to the next pay day."""


class Order(NamedTuple):
    """One order against a person, as far as this payment needs it. Amounts in pence."""

    kind: str
    """A key of `ELEMENTS`."""
    reference: int
    """The product's own number of the order."""
    made_on: date
    amount_pence: Pence = 0
    """Sum of the period: normal deduction, maintenance, or the fixed sum of a direct earnings one."""
    protected_pence: Pence = 0
    """Protected earnings of the period (court orders)."""
    owed_pence: Pence = 0
    """Unpaid at earlier pay days (maintenance)."""
    protected_owed_pence: Pence = 0
    """Protected earnings unused at earlier pay days (maintenance)."""
    table: str = ""
    """Council tax: `england` or `wales`. Direct earnings: `standard`, `higher` or `fixed`."""
    balance_pence: Pence | None = None
    """What the order has left to recover, where it says so."""
    charge_pence: Pence = 0
    """The employer's charge for a deduction, at most the law's."""


class Carried(NamedTuple):
    """What an order takes to the next pay day, in pence."""

    reference: int
    owed_pence: Pence
    protected_owed_pence: Pence


class Attached(NamedTuple):
    lines: list[Line]
    taken_pence: Pence
    charged_pence: Pence
    carried: list[Carried]
    not_taken: list[tuple[str, Pence, bool]]
    """(element, pence, carried forward?)."""


def attach(orders: tuple[Order, ...], law: Law, frequency: int, net: Pence, available: Pence) -> Attached:
    """Works through the orders. `net` is net earnings; `available` what pay is left to take from."""
    ranks = {kind: rank for rank, kind in enumerate(law.attachments.order_of_priority)}
    ranks[FINES] = ranks[COURT_PRIORITY]
    for order in orders:
        if order.kind not in ELEMENTS:
            raise CannotCalculate("unknown_order", f"{order.kind!r} is not a kind of order.", "orders")
        if order.charge_pence > law.attachments.employer_charge or order.charge_pence < 0:
            raise CannotCalculate(
                "bad_order_charge", "The charge for an order is above what the law allows.", "orders"
            )
    net = max(0, net)
    lines: list[Line] = []
    carried: list[Carried] = []
    not_taken: list[tuple[str, Pence, bool]] = []
    taken = charged = 0
    for order in sorted(orders, key=lambda o: (ranks[o.kind], o.made_on, o.reference)):
        due, rule, inputs = _due(order, law, frequency, net, taken)
        left = available - taken - charged
        if order.balance_pence is not None:
            left = min(left, order.balance_pence)
        amount = min(due, left)
        element = ELEMENTS[order.kind]
        if amount:
            lines.append(Line(element, -amount, DEDUCTION, rule, (order.reference, *inputs, left)))
        if order.kind in CARRIES:
            carried.append(_carry(order, net - taken, amount))
            short = order.amount_pence + order.owed_pence - amount
        else:
            short = due - amount
        if short > 0 and (order.balance_pence is None or amount < order.balance_pence):
            not_taken.append((element, short, order.kind in CARRIES))
        taken += amount
        charge = min(order.charge_pence, available - taken - charged) if amount else 0
        if charge:
            inputs = (order.reference, order.charge_pence, available - taken - charged)
            lines.append(Line("order_charge", -charge, DEDUCTION, CHARGE_RULE, inputs))
            charged += charge
    return Attached(lines, taken, charged, carried, not_taken)


def _due(
    order: Order, law: Law, frequency: int, net: Pence, taken: Pence
) -> tuple[Pence, str, tuple[int, ...]]:
    normal, owed = order.amount_pence, order.owed_pence
    if order.kind == CHILD_MAINTENANCE:
        due = child_maintenance_due(law, normal, owed, net, taken)
        return due, CHILD_MAINTENANCE_RULE, (normal, owed, net, taken)
    if order.kind == COUNCIL_TAX:
        nation = nation_number(order.table)
        due = council_tax_due(law, nation, frequency, net - taken)
        return due, COUNCIL_TAX_RULE, (nation, frequency, net - taken)
    if order.kind == FINES:
        return fines_due(law, frequency, net - taken), FINES_RULE, (frequency, net - taken)
    if order.kind == DIRECT_EARNINGS:
        rate = rate_number(order.table)
        due = direct_earnings_due(law, rate, normal, frequency, net, taken)
        return due, DIRECT_EARNINGS_RULE, (rate, normal, frequency, net, taken)
    if order.kind == COURT_CIVIL:
        due = court_due(normal, 0, order.protected_pence, 0, net - taken)
        return due, COURT_CIVIL_RULE, (normal, 0, order.protected_pence, 0, net - taken)
    due = court_due(normal, owed, order.protected_pence, order.protected_owed_pence, net - taken)
    inputs = (normal, owed, order.protected_pence, order.protected_owed_pence, net - taken)
    return due, COURT_PRIORITY_RULE, inputs


def _carry(order: Order, net: Pence, amount: Pence) -> Carried:
    protected_owed = 0
    if order.kind == COURT_PRIORITY:
        protected_owed = max(0, order.protected_pence + order.protected_owed_pence - (net - amount))
    return Carried(order.reference, max(0, order.amount_pence + order.owed_pence - amount), protected_owed)
