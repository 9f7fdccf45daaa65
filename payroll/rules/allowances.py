"""Officers' allowances at a rate for each day or night: on call, away from home, hardship; and the dog
handler's.

Law: Police Regulations 2003 (SI 2003/527) reg 34 and Annex U. Not pensionable.

Rule and its inputs, in order:

- `allowance.officer`: which (place in `ALLOWANCES`), how many, day (its ordinal) whose rate applies;
- `allowance.dog_handler`: days served, days in the month, day (its ordinal) whose rate applies.
"""

from datetime import date

from payroll.rules.explanation import Explanation, Workings
from payroll.rules.law import Law, police_determinations
from payroll.rules.money import Pence, nearest, pence, words
from payroll.rules.overtime import parameter
from payroll.rules.pay_items import PayItem

RULE = "allowance.officer"
DOG_HANDLER_RULE = "allowance.dog_handler"
ALLOWANCES = ("on_call", "away_from_home", "hardship")
PROVISION = "Police Regulations 2003 (SI 2003/527), reg 34 and Annex U"


def officer_allowance(*, allowance: str, number: int, on: date) -> PayItem:
    """So many days or nights at the rate of a day. A day before the first rate held raises ValueError."""
    if allowance not in ALLOWANCES:
        raise ValueError(f"{allowance!r} is not an allowance. Use one of {', '.join(ALLOWANCES)}.")
    inputs = (ALLOWANCES.index(allowance), number, on.toordinal())
    amount = number * _rate(f"officer.{allowance}", on)
    return PayItem(allowance, amount, RULE, inputs, True, True, False, True)


def dog_handler(*, days: int, days_in_month: int, on: date) -> PayItem:
    """The dog handler's allowance of a month or part of one, to the nearest penny."""
    annual = _rate("officer.dog_handler", on)
    amount = nearest(annual * days, 12 * days_in_month)
    inputs = (days, days_in_month, on.toordinal())
    return PayItem("dog_handler", amount, DOG_HANDLER_RULE, inputs, True, True, False, True)


def _rate(path: str, on: date) -> Pence:
    leaf = police_determinations(on).get(path)
    if leaf is None:
        raise ValueError(f"No rate is held for {path.split('.')[-1].replace('_', ' ')} on {on:%d %B %Y}.")
    return pence(leaf.value)


def explain_allowance(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Rate and number."""
    work = Workings(law)
    ordinal = inputs[-1]
    on = date.fromordinal(ordinal)
    if rule == DOG_HANDLER_RULE:
        days, days_in_month, _ = inputs
        annual = _rate("officer.dog_handler", on)
        parameter(work, "Allowance of the year", "officer.dog_handler", words(annual), ordinal)
        amount = nearest(annual * days, 12 * days_in_month)
        work.step("Allowance", f"{words(annual)} / 12 x {days} / {days_in_month} days", words(amount))
        return work.explanation("Dog handler's allowance", amount, PROVISION)
    place, number, _ = inputs
    name = ALLOWANCES[place]
    each = _rate(f"officer.{name}", on)
    title = name.replace("_", " ").capitalize()
    parameter(work, f"{title}, from {on:%d %B %Y}", f"officer.{name}", words(each), ordinal)
    work.step("Allowance", f"{words(each)} x {number}", words(each * number))
    return work.explanation(f"{title} allowance", each * number, PROVISION)
