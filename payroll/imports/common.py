"""What every file of pay details has: the payroll number and its employment, dates, and the way to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.imports.specs import CheckContext, Column, ImportRow
from backoffice.imports.values import Unreadable
from backoffice.ui.formats import day as day_words
from hr.queries import employments_for
from payroll.services.details.fitting import UNCHANGED
from payroll.services.details.kinds import DatedKind, SingleKind
from payroll.services.details.loading import Plan, Wanted, plan_dated, plan_single

NUMBER = Column(
    "number",
    "Payroll number",
    kind="code",
    required=True,
    max_length=20,
    help="The number of the employment, as in the people file.",
    example="100123",
    aliases=("Employee number", "Emp No", "Employment number", "Pay number", "Staff number"),
)
STARTS_ON = Column(
    "starts_on",
    "From",
    kind="date",
    required=True,
    help="The first day. The record in force on that day ends the day before.",
    example="06/04/2026",
    aliases=("Start date", "Effective date", "Effective from", "From date"),
)
LAST_DAY = Column(
    "last_day",
    "Last day",
    kind="date",
    help="Empty while it runs.",
    aliases=("End date", "Effective to", "To date"),
)


@dataclass(frozen=True, slots=True)
class Employed:
    """An employment as the checks need it."""

    id: int
    workforce_type: str
    starts_on: date
    ends_before: date | None


def employments(actor: Actor, rows: Iterable[ImportRow]) -> dict[str, Employed]:
    """By payroll number. One query."""
    numbers = {row["number"] for row in rows if row["number"]}
    found = employments_for(viewer=actor)
    if len(numbers) < 5000:
        found = found.filter(number__in=numbers)
    known = found.order_by("pk").values_list("number", "pk", "workforce_type", "starts_on", "ends_before")
    return {
        number: Employed(pk, workforce_type, starts_on, ends_before)
        for number, pk, workforce_type, starts_on, ends_before in known
        if number in numbers
    }


def find_employments(rows: list[ImportRow], context: CheckContext) -> None:
    """Put each row's employment in `extra`; an unknown number and dates outside the employment are told."""
    known = employments(context.actor, rows)
    for row in rows:
        if row["number"] is None:
            continue
        found = known.get(row["number"])
        if found is None:
            row.problem(
                "number",
                f"No employment has payroll number {row['number']}.",
                "Load the people first, or correct the number.",
            )
            continue
        row.extra["employment"] = found
        check_dates(row, found)


def check_dates(row: ImportRow, employed: Employed | None = None) -> None:
    """The last day is not before the first, and the record touches the employment."""
    starts_on, last_day = row["starts_on"], row["last_day"]
    if starts_on and last_day and last_day < starts_on:
        row.problem(
            "last_day",
            f"{last_day:%d/%m/%Y} is before the first day, {starts_on:%d/%m/%Y}.",
            "Give a last day on or after it.",
        )
    if employed is None:
        return
    if starts_on and employed.ends_before and starts_on >= employed.ends_before:
        left = employed.ends_before - timedelta(days=1)
        row.problem(
            "starts_on",
            f"The employment ended on {left:%d/%m/%Y}.",
            "Give an earlier day, or leave the row out.",
        )
    if last_day and last_day < employed.starts_on:
        row.problem(
            "last_day",
            f"The employment began on {employed.starts_on:%d/%m/%Y}, after this.",
            "Give a later day, or leave the row out.",
        )


def ends_before(row: ImportRow) -> date | None:
    last_day: date | None = row["last_day"]
    return last_day + timedelta(days=1) if last_day else None


def checked(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """A check of the services as a column's reading: its refusal becomes the cell's."""

    def read(text: str) -> Any:
        try:
            return parse(text)
        except Refused as refused:
            raise Unreadable(refused.message, refused.next_step) from refused

    return read


def digits(length: int, what: str) -> Callable[[str], str]:
    """So many figures; dashes and spaces may stand between them."""

    def read(text: str) -> str:
        bare = text.replace("-", "").replace(" ", "")
        if not (bare.isascii() and bare.isdigit() and len(bare) == length):
            raise Unreadable(f"{text} is not {what}.", f"Give {length} figures.")
        return bare

    return read


Key = Callable[[ImportRow], tuple[Any, ...]]
Values = Callable[[ImportRow], tuple[Any, ...]]


def employment_key(*names: str) -> Key:
    def key(row: ImportRow) -> tuple[Any, ...]:
        return (row.extra["employment"].id, *(row[name] for name in names))

    return key


def wanted_dated(rows: Iterable[ImportRow], key: Key, values: Values) -> list[Wanted]:
    return [Wanted(key(row), values(row), row["starts_on"], ends_before(row), row.number) for row in rows]


def wanted_single(rows: Iterable[ImportRow], key: Key, values: Values) -> list[Wanted]:
    return [Wanted(key(row), values(row), tag=row.number) for row in rows]


def check_dated(kind: DatedKind, rows: Sequence[ImportRow], key: Key, values: Values) -> None:
    """Tell what runs into another record, and what each row comes to."""
    good = {row.number: row for row in rows if row.ok}
    plan = plan_dated(kind, wanted_dated(good.values(), key, values))
    for clash in plan.clashes:
        row = good[clash.wanted.tag]
        if clash.other.pk is None:
            row.problem(
                "starts_on",
                f"Row {clash.other.tag} runs into this one.",
                "Let one end before the other begins.",
            )
        else:
            row.problem(
                "last_day",
                f"Another record begins on {day_words(clash.starts_on)}, before this one ends.",
                "Leave the last day empty to let this one end there, or give an earlier one.",
            )
    _tell_outcomes(plan, good)


def check_single(kind: SingleKind, rows: Sequence[ImportRow], key: Key, values: Values) -> None:
    good = {row.number: row for row in rows if row.ok}
    _tell_outcomes(plan_single(kind, wanted_single(good.values(), key, values)), good)


def _tell_outcomes(plan: Plan, rows: Mapping[int, ImportRow]) -> None:
    for number, outcome in plan.outcomes.items():
        rows[number].outcome = outcome


def changed_rows(rows: Iterable[ImportRow]) -> list[ImportRow]:
    return [row for row in rows if row.outcome != UNCHANGED]
