"""Files of regular payments and deductions, and of claims: overtime, allowances by the day, one-off payments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from backoffice.imports.values import MONTHS, Unreadable, to_date, to_decimal
from payroll.imports.common import (
    LAST_DAY,
    NUMBER,
    STARTS_ON,
    check_dated,
    find_employments,
    wanted_dated,
)
from payroll.imports.details import FUNCTION, PERMISSION
from payroll.models import Claim, ElementType, PayPeriod
from payroll.queries.details import released_periods
from payroll.services.details.fitting import NEW, UNCHANGED
from payroll.services.details.kinds import ELEMENT
from payroll.services.details.load_records import load_details
from payroll.services.details.record_claims import CLAIM_FIELDS, claim_problem, load_claims

ELEMENT_COLUMN = Column(
    "element",
    "Pay element",
    kind="code",
    required=True,
    max_length=20,
    help="Its code, as in the list of pay elements.",
    example="SHIFT",
    aliases=("Element", "Element code", "Pay code", "Payment type"),
)

# --- regular payments and deductions


def _amount(row: ImportRow) -> tuple[Any, ...]:
    return (row["amount_pence"],)


def _element_key(row: ImportRow) -> tuple[Any, ...]:
    return row.extra["employment"].id, row.extra["element"].pk


def _find_elements(rows: list[ImportRow]) -> None:
    known = {each.code: each for each in ElementType.objects.all()}
    for row in rows:
        code = row["element"]
        if code is None:
            continue
        if code not in known:
            row.problem(
                "element",
                f"There is no pay element {code}.",
                "Add it to the list of pay elements, or correct the code.",
            )
        else:
            row.extra["element"] = known[code]


def check_elements(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    _find_elements(rows)
    for row in rows:
        element = row.extra.get("element")
        if element is not None and element.basis != "amount":
            row.problem("element", f"{element.name} is worked out from claims.", "Load it with the claims.")
        if row["amount_pence"] is not None and row["amount_pence"] <= 0:
            row.problem("amount_pence", "The amount is above 0.", "A deduction is an element of that kind.")
    check_dated(ELEMENT, rows, _element_key, _amount)


def apply_elements(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    return load_details(actor=actor, kind=ELEMENT, wanted=wanted_dated(rows, _element_key, _amount))


PAY_ELEMENTS = ImportSpec(
    kind="payroll.pay_elements",
    label="Regular payments and deductions",
    permission=PERMISSION,
    function=FUNCTION,
    order=130,
    opens=("payroll:records", "regular-payments"),
    description="One row for each allowance or deduction that is the same amount every period.",
    columns=[
        NUMBER,
        ELEMENT_COLUMN,
        Column(
            "amount_pence",
            "Amount",
            kind="money",
            required=True,
            help="Of a whole period; part of one is paid by days.",
            example="185.00",
            aliases=("Monthly amount", "Amount each period"),
        ),
        STARTS_ON,
        LAST_DAY,
    ],
    key=("number", "element", "starts_on"),
    check=check_elements,
    apply=apply_elements,
)

# --- claims

_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})|([A-Za-z]+)[ -](\d{4})")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")


def pay_month(text: str) -> date:
    """The first day of a month written 10/2026, 2026-10 or October 2026, or of the month of a date."""
    found = _MONTH.fullmatch(text)
    if found is None:
        try:
            return to_date(text).replace(day=1)
        except Unreadable:
            raise Unreadable(f"{text} is not a month.", "Give a month such as 10/2026.") from None
    month = int(found[1] or found[4] or MONTHS.get((found[5] or "").lower(), 0))
    year = int(found[2] or found[3] or found[6])
    if not (1 <= month <= 12 and 1900 <= year <= 2199):
        raise Unreadable(f"{text} is not a month.", "Give a month such as 10/2026.")
    return date(year, month, 1)


def to_minutes(text: str) -> int:
    """Hours as 3:45 or 3.75, in minutes."""
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * 60 + int(found[2])
    minutes = to_decimal(text) * 60
    if minutes != minutes.to_integral_value() or not 0 < minutes <= Decimal(60 * 400):
        raise Unreadable(f"{text} is not a time worked.", "Give hours such as 3:45 or 3.75.")
    return int(minutes)


def check_claims(rows: list[ImportRow], context: CheckContext) -> None:
    find_employments(rows, context)
    _find_elements(rows)
    periods = {
        period.starts_on.replace(day=1): period
        for period in PayPeriod.objects.filter(frequency="monthly", starts_on__in=_months(rows))
    }
    for row in rows:
        month = row["period"]
        if month is not None and month not in periods:
            row.problem(
                "period",
                f"The pay calendar has no {month:%B %Y}.",
                "Add it to the calendar, or correct the month.",
            )
        elif month is not None:
            row.extra["period"] = periods[month]
    ids = [row.extra["employment"].id for row in rows if "employment" in row.extra]
    closed = released_periods(ids)
    for row in rows:
        _check_claim(row, closed)
    _find_twice(rows, ids, [period.pk for period in periods.values()])


def _months(rows: list[ImportRow]) -> set[date]:
    return {row["period"] for row in rows if row["period"] is not None}


def _check_claim(row: ImportRow, closed: set[tuple[int, int]]) -> None:
    employed, element, period = (row.extra.get(name) for name in ("employment", "element", "period"))
    worked_on = row["worked_on"]
    if employed and period and (employed.id, period.pk) in closed:
        row.problem("period", f"{period} has been paid.", "Give the next month that has not been paid.")
    if (
        worked_on
        and employed
        and (worked_on < employed.starts_on or (employed.ends_before and worked_on >= employed.ends_before))
    ):
        row.problem(
            "worked_on", f"{worked_on:%d/%m/%Y} is outside the employment.", "Correct the day or the number."
        )
    if worked_on and period and worked_on >= period.ends_before:
        row.problem("worked_on", f"{worked_on:%d/%m/%Y} is after {period}.", "Correct the day or the month.")
    if not row.ok or element is None or employed is None:
        return
    found = claim_problem(
        element,
        employed.workforce_type,
        minutes=row["minutes"],
        units=row["units"],
        amount_pence=row["amount_pence"],
    )
    if found is not None:
        row.problem(found.where, found.message, found.next_step)


def _claim(row: ImportRow) -> tuple[Any, ...]:
    return (
        row.extra["employment"].id,
        row.extra["period"].pk,
        row.extra["element"].pk,
        row["worked_on"],
        row["minutes"] or row["units"] or 0,
        row["amount_pence"] or 0,
        row["note"] or "",
    )


def _find_twice(rows: list[ImportRow], employment_ids: list[int], period_ids: list[int]) -> None:
    """The same claim twice in the file is wrong; one that is held already is left alone."""
    held = set(
        Claim.objects.filter(period__in=period_ids, employment__in=employment_ids).values_list(*CLAIM_FIELDS)
    )
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if not row.ok:
            continue
        claim = _claim(row)
        if claim in first:
            row.problem(
                "",
                f"The same claim stands in row {first[claim]}.",
                "Keep one, or say in the note how they differ.",
            )
            continue
        first[claim] = row.number
        row.outcome = UNCHANGED if claim in held else NEW


def apply_claims(*, actor: Actor, rows: Sequence[ImportRow], today: date) -> Mapping[str, int]:
    new = [_claim(row) for row in rows if row.outcome == NEW]
    return {"added": load_claims(actor=actor, claims=new), "unchanged": len(rows) - len(new)}


CLAIMS = ImportSpec(
    kind="payroll.claims",
    label="Claims",
    permission=PERMISSION,
    function=FUNCTION,
    order=134,
    opens=("payroll:records", "claims"),
    description=(
        "One row for each claim to be paid with a month: overtime by its hours, unsocial hours, on-call days and nights "
        "away by their number, and one-off payments, deductions and expenses by their amount."
    ),
    columns=[
        NUMBER,
        ELEMENT_COLUMN,
        Column(
            "period",
            "Pay month",
            required=True,
            parse=pay_month,
            help="The month it is paid with.",
            example="10/2026",
            aliases=("Period", "Month"),
        ),
        Column("worked_on", "Day worked", kind="date", example="12/10/2026", aliases=("Date worked", "Date")),
        Column("minutes", "Hours", parse=to_minutes, help="Overtime only: 3:45 or 3.75.", example="3:45"),
        Column(
            "units",
            "Number",
            kind="integer",
            help="Full unsocial hours, days on call, nights away.",
            aliases=("Quantity", "Units"),
        ),
        Column("amount_pence", "Amount", kind="money", help="Where nothing is to be worked out."),
        Column("note", "Note", max_length=100, aliases=("Reason", "Comment")),
    ],
    check=check_claims,
    apply=apply_claims,
)
