"""What several files of HR have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from backoffice.imports.specs import Column, ImportRow
from hr.models import WorkforceType

WORKFORCE = {
    "Officer": WorkforceType.OFFICER.value,
    "Staff": WorkforceType.STAFF.value,
    "PCSO": WorkforceType.PCSO.value,
    "Special": WorkforceType.SPECIAL.value,
}
PAYROLL_NUMBER = Column(
    "number",
    "Payroll number",
    kind="code",
    required=True,
    max_length=20,
    help="The number the person is paid under. It is kept for good.",
    example="100123",
    aliases=(
        "Emp No",
        "Employee number",
        "Employee no",
        "Payroll no",
        "Pay number",
        "Staff number",
        "Collar no",
    ),
)
STARTS_ON = Column(
    "starts_on",
    "From",
    kind="date",
    required=True,
    example="01/04/2010",
    aliases=("Start date", "Effective from", "Valid from", "Date from"),
)
LAST_DAY = Column(
    "last_day",
    "Last day",
    kind="date",
    help="The last day on which it is so. Empty: no end.",
    example="31/03/2027",
    aliases=("End date", "Effective to", "Valid to", "Date to"),
)


def ends_before(row: ImportRow) -> date | None:
    """The day after the row's last day."""
    last_day: date | None = row["last_day"]
    return None if last_day is None else last_day + timedelta(days=1)


def check_order(row: ImportRow, first: str = "starts_on", message: str = "It ends before it starts.") -> None:
    """A last day on or after the first."""
    if row["last_day"] is not None and row[first] is not None and row["last_day"] < row[first]:
        row.problem(
            "last_day",
            f"{message} The first day is {row[first]:%d/%m/%Y}.",
            "Give a last day on or after it.",
        )


def differs(record: Any, values: Mapping[str, Any]) -> bool:
    """Whether a stored record says anything else."""
    return any(getattr(record, name) != value for name, value in values.items())


def put(record: Any, values: Mapping[str, Any]) -> Any:
    for name, value in values.items():
        setattr(record, name, value)
    return record


def outcome(record: Any, values: Mapping[str, Any]) -> str:
    """new, changed or unchanged."""
    if record is None:
        return "new"
    return "changed" if differs(record, values) else "unchanged"


def counts(rows: list[ImportRow]) -> dict[str, int]:
    found = {"added": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        found[{"new": "added"}.get(row.outcome, row.outcome)] += 1
    return found
