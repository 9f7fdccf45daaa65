"""Files finance takes in: accounts and cost centres."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.models import Account, CostCentre
from finance.services import AccountRow, CostCentreRow, put_accounts, put_cost_centres
from finance.services.chart import ACCOUNT_FIELDS

TYPES = {label: value for value, label in Account.Type.choices}
SIDES = {label: value for value, label in Account.Side.choices}


def _account(row: ImportRow) -> AccountRow:
    return AccountRow(
        code=row["code"],
        name=row["name"],
        group=row["group"] or "",
        type=row["type"],
        normal_side=row["normal_side"],
        objective_required=bool(row["objective_required"]),
        cost_centre_required=bool(row["cost_centre_required"]),
        project_required=bool(row["project_required"]),
        is_control=bool(row["is_control"]),
        note=row["note"] or "",
        origin=row["origin"] or "import",
        starts_on=row["starts_on"],
        ends_before=row["ends_before"],
    )


def _check_accounts(rows: list[ImportRow], context: CheckContext) -> None:
    existing = {
        a.code: a for a in Account.objects.filter(code__in={row["code"] for row in rows if row["code"]})
    }
    for row in rows:
        _check_dates(row)
        if not row.ok:
            continue
        account, given = existing.get(row["code"]), _account(row)
        if account is None:
            row.outcome = "new"
        elif any(getattr(account, name) != getattr(given, name) for name in ACCOUNT_FIELDS):
            row.outcome = "changed"
        else:
            row.outcome = "unchanged"


def _check_dates(row: ImportRow) -> None:
    if row["starts_on"] and row["ends_before"] and row["ends_before"] <= row["starts_on"]:
        row.problem("ends_before", "It ends before it starts.", next_step="Give a later date.")


def _apply_accounts(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return put_accounts(actor=actor, rows=[_account(row) for row in rows])


def _centre(row: ImportRow) -> CostCentreRow:
    return CostCentreRow(
        code=row["code"],
        name=row["name"],
        parent=row["parent"],
        starts_on=row["starts_on"],
        ends_before=row["ends_before"],
    )


def _check_centres(rows: list[ImportRow], context: CheckContext) -> None:
    existing: dict[str, Any] = {c.code: c for c in CostCentre.objects.select_related("parent")}
    in_file = {row["code"]: row["parent"] for row in rows}
    for row in rows:
        _check_dates(row)
        parent = row["parent"]
        if parent and parent not in existing and parent not in in_file:
            row.problem(
                "parent",
                f"There is no cost centre {parent}.",
                next_step="Add it to the file or correct the code.",
            )
        if parent and _loops(row["code"], in_file, existing):
            row.problem(
                "parent",
                f"{row['code']} would stand under itself.",
                next_step="Choose a parent that is not below it.",
            )
        if not row.ok:
            continue
        centre = existing.get(row["code"])
        if centre is None:
            row.outcome = "new"
        else:
            before = CostCentreRow(
                centre.code,
                centre.name,
                centre.parent.code if centre.parent else None,
                centre.starts_on,
                centre.ends_before,
            )
            row.outcome = "unchanged" if before == _centre(row) else "changed"


def _loops(code: str, in_file: dict[str, str | None], existing: dict[str, Any]) -> bool:
    """Whether going up from a cost centre, by the file first, comes back to one that was passed."""
    seen: set[str] = set()
    at: str | None = code
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        if at in in_file:
            at = in_file[at]
        else:
            centre = existing.get(at)
            at = centre.parent.code if centre is not None and centre.parent else None
    return False


def _apply_centres(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return put_cost_centres(actor=actor, rows=[_centre(row) for row in rows])


DATES = [
    Column("starts_on", "In use from", kind="date", help="Empty: always.", example="01/04/2026"),
    Column("ends_before", "No longer in use from", kind="date", help="Empty: in use.", example=""),
]


def offer() -> None:
    """Offer them on the imports pages."""
    register(
        ImportSpec(
            kind="finance.accounts",
            label="Chart of accounts",
            permission="finance.change_chart",
            function="finance",
            order=10,
            opens=("finance:accounts",),
            description="One row for each account. An account whose code exists is changed.",
            columns=[
                Column(
                    "code",
                    "Account",
                    kind="code",
                    required=True,
                    max_length=20,
                    example="1000",
                    aliases=("Code",),
                ),
                Column("name", "Name", required=True, max_length=200, example="Police officer basic pay"),
                Column("group", "Group", max_length=100, example="Employees"),
                Column("type", "Type", kind="choice", required=True, choices=TYPES, example="Expense"),
                Column(
                    "normal_side", "Usual side", kind="choice", required=True, choices=SIDES, example="Debit"
                ),
                Column("objective_required", "Objective required", kind="yes_no", example="Yes"),
                Column("cost_centre_required", "Cost centre required", kind="yes_no", example="Yes"),
                Column("project_required", "Project required", kind="yes_no", example="No"),
                Column("is_control", "Control account", kind="yes_no", example="No", aliases=("Control",)),
                Column("note", "Note", max_length=200),
                Column(
                    "origin", "Origin", max_length=60, help="Where the account comes from.", example="sample"
                ),
                *DATES,
            ],
            key=("code",),
            check=_check_accounts,
            apply=_apply_accounts,
        )
    )
    register(
        ImportSpec(
            kind="finance.cost_centres",
            label="Cost centres",
            permission="finance.change_chart",
            function="finance",
            order=11,
            opens=("finance:cost_centres",),
            description="One row for each cost centre. One whose code exists is changed; a parent may stand anywhere.",
            columns=[
                Column(
                    "code",
                    "Cost centre",
                    kind="code",
                    required=True,
                    max_length=20,
                    example="A100",
                    aliases=("Code",),
                ),
                Column("name", "Name", required=True, max_length=200, example="District A response"),
                Column(
                    "parent", "Stands under", kind="code", max_length=20, example="A", aliases=("Parent",)
                ),
                *DATES,
            ],
            key=("code",),
            check=_check_centres,
            apply=_apply_centres,
        )
    )
