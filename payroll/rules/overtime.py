"""Overtime of officers and staff, and officers' unsocial hours.

Law: Police Regulations 2003 (SI 2003/527) reg 25 and Annexes G, H and U; Police Staff Council terms. An
officer's hourly rate is annual pay x 6 / 12,520; only completed quarters of an hour count. Staff: annual
pay over the weeks of the year and the hours of the week. To the nearest penny.

Rules and their inputs, in order:

- `overtime.officer`: annual pay, minutes, multiplier (place in `OFFICER_MULTIPLIERS`), day (its ordinal);
- `overtime.staff`: annual pay, hours of the full-time week in hundredths, minutes, multiplier (place in
  `STAFF_MULTIPLIERS`), day (its ordinal);
- `unsocial_hours.officer`: annual pay, full hours, day (its ordinal).
"""

from collections.abc import Mapping
from datetime import date

from payroll.rules.explanation import Explanation, Parameter, Workings
from payroll.rules.law import Law, Leaf, police_determinations
from payroll.rules.money import MILLION, Pence, decimals, nearest, percent, rate, words
from payroll.rules.pay_items import PayItem

OFFICER_RULE = "overtime.officer"
STAFF_RULE = "overtime.staff"
UNSOCIAL_RULE = "unsocial_hours.officer"
OFFICER_MULTIPLIERS = ("time_and_a_third", "time_and_a_half", "double_time")
STAFF_MULTIPLIERS = ("time_and_a_half", "double_time")


def officer_overtime(*, annual_pence: Pence, minutes: int, multiplier: str, on: date) -> PayItem:
    """Overtime of a constable or sergeant on a day. Not pensionable."""
    inputs = (annual_pence, minutes, _place(multiplier, OFFICER_MULTIPLIERS), on.toordinal())
    return PayItem("overtime", _officer(*inputs), OFFICER_RULE, inputs, True, True, False, True)


def staff_overtime(
    *, annual_pence: Pence, weekly_hours_hundredths: int, minutes: int, multiplier: str, on: date
) -> PayItem:
    """Overtime of a member of staff on a day. Pensionable in the LGPS."""
    if weekly_hours_hundredths <= 0:
        raise ValueError("The hours of the full-time week are above 0.")
    place = _place(multiplier, STAFF_MULTIPLIERS)
    inputs = (annual_pence, weekly_hours_hundredths, minutes, place, on.toordinal())
    return PayItem("overtime", _staff(*inputs), STAFF_RULE, inputs, True, True, True, True)


def unsocial_hours(*, annual_pence: Pence, full_hours: int, on: date) -> PayItem:
    """Unsocial hours allowance of an officer for full hours between 20:00 and 06:00. Not pensionable."""
    inputs = (annual_pence, full_hours, on.toordinal())
    return PayItem("unsocial_hours", _unsocial(*inputs), UNSOCIAL_RULE, inputs, True, True, False, True)


def _place(multiplier: str, known: tuple[str, ...]) -> int:
    if multiplier not in known:
        raise ValueError(f"{multiplier!r} is not an overtime rate. Use one of {', '.join(known)}.")
    return known.index(multiplier)


def _leaves(ordinal: int) -> Mapping[str, Leaf]:
    return police_determinations(date.fromordinal(ordinal))


def _counted(minutes: int, ordinal: int) -> int:
    unit: int = _leaves(ordinal)["officer.overtime_period_minutes"].value
    return minutes // unit * unit


def _hourly(ordinal: int) -> tuple[int, int]:
    value = _leaves(ordinal)["officer.hourly_rate"].value
    return value["times"], value["divided_by"]


def _multiplier(who: str, known: tuple[str, ...], place: int, ordinal: int) -> tuple[int, int]:
    top, bottom = _leaves(ordinal)[f"{who}.overtime.{known[place]}"].value
    return top, bottom


def _officer(annual: Pence, minutes: int, place: int, ordinal: int) -> Pence:
    times, divisor = _hourly(ordinal)
    top, bottom = _multiplier("officer", OFFICER_MULTIPLIERS, place, ordinal)
    return nearest(annual * times * top * _counted(minutes, ordinal), divisor * bottom * 60)


def _staff(annual: Pence, weekly_hours_hundredths: int, minutes: int, place: int, ordinal: int) -> Pence:
    weeks = rate(_leaves(ordinal)["staff.weeks_in_year"].value)
    top, bottom = _multiplier("staff", STAFF_MULTIPLIERS, place, ordinal)
    return nearest(annual * MILLION * 100 * top * minutes, weeks * weekly_hours_hundredths * bottom * 60)


def _unsocial(annual: Pence, full_hours: int, ordinal: int) -> Pence:
    times, divisor = _hourly(ordinal)
    share = rate(_leaves(ordinal)["officer.unsocial_hours_share"].value)
    return nearest(annual * times * share * full_hours, divisor * MILLION)


def paid_minutes(rule: str, inputs: tuple[int, ...]) -> int | None:
    """The time that a line of this module pays for; None for lines of other rules."""
    if rule == OFFICER_RULE:
        return _counted(inputs[1], inputs[3])
    if rule == STAFF_RULE:
        return inputs[2]
    return inputs[1] * 60 if rule == UNSOCIAL_RULE else None


def parameter(work: Workings, name: str, path: str, value: str, ordinal: int) -> None:
    """Adds a parameter of the police determinations in force on a day."""
    leaf = _leaves(ordinal)[path]
    work.parameters.append(Parameter(name, value, leaf.source, leaf.verified, path, leaf.note))


def explain_overtime(rule: str, inputs: tuple[int, ...], law: Law) -> Explanation:
    """Hourly rate, multiplier and time."""
    work = Workings(law)
    if rule == STAFF_RULE:
        return _explain_staff(work, inputs)
    annual, quantity, *rest = inputs
    ordinal = rest[-1]
    times, divisor = _hourly(ordinal)
    work.given("Annual pay, full time", annual)
    parameter(work, "Hourly rate", "officer.hourly_rate", f"annual pay x {times} / {divisor:,}", ordinal)
    hourly = f"{words(annual)} x {times} / {divisor:,}"
    work.step("Hourly rate", hourly, words(nearest(annual * times, divisor)))
    if rule == UNSOCIAL_RULE:
        path = "officer.unsocial_hours_share"
        share = percent(rate(_leaves(ordinal)[path].value))
        parameter(work, "Share for unsocial hours", path, share, ordinal)
        amount = _unsocial(annual, quantity, ordinal)
        work.step("Allowance", f"{hourly} x {share} x {quantity} hours, to the nearest penny", words(amount))
        return work.explanation("Unsocial hours", amount, "Police Regulations 2003 (SI 2003/527), Annex U")
    counted = _counted(quantity, ordinal)
    period = str(_leaves(ordinal)["officer.overtime_period_minutes"].value)
    parameter(work, "Completed periods of minutes", "officer.overtime_period_minutes", period, ordinal)
    work.step("Time that counts", f"{quantity} minutes, completed periods of {period}", f"{counted} minutes")
    top, bottom = _multiplier("officer", OFFICER_MULTIPLIERS, rest[0], ordinal)
    name = OFFICER_MULTIPLIERS[rest[0]]
    parameter(
        work, name.replace("_", " ").capitalize(), f"officer.overtime.{name}", f"{top} / {bottom}", ordinal
    )
    amount = _officer(annual, quantity, rest[0], ordinal)
    work.step(
        "Overtime", f"{hourly} x {top} / {bottom} x {counted} / 60, to the nearest penny", words(amount)
    )
    return work.explanation(
        "Overtime", amount, "Police Regulations 2003 (SI 2003/527), reg 25 and Annexes G and H"
    )


def _explain_staff(work: Workings, inputs: tuple[int, ...]) -> Explanation:
    annual, hours, minutes, place, ordinal = inputs
    weeks = str(_leaves(ordinal)["staff.weeks_in_year"].value)
    work.given("Annual pay, full time", annual)
    parameter(work, "Weeks in the year", "staff.weeks_in_year", weeks, ordinal)
    hourly = f"{words(annual)} / {weeks} / {decimals(hours, 2)} hours"
    exact = nearest(annual * MILLION * 100, rate(weeks) * hours)
    work.step("Hourly rate", hourly, words(exact))
    top, bottom = _multiplier("staff", STAFF_MULTIPLIERS, place, ordinal)
    name = STAFF_MULTIPLIERS[place]
    parameter(
        work, name.replace("_", " ").capitalize(), f"staff.overtime.{name}", f"{top} / {bottom}", ordinal
    )
    amount = _staff(*inputs)
    work.step(
        "Overtime", f"{hourly} x {top} / {bottom} x {minutes} / 60, to the nearest penny", words(amount)
    )
    return work.explanation(
        "Overtime", amount, "Police Staff Council terms; the authority's own where it has left them"
    )
