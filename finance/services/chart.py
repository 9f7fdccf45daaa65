"""The chart: accounts, cost centres, police objectives."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused
from backoffice.services import lock, service
from finance.errors import UnknownCode
from finance.models import Account, ControlAccount, CostCentre, Objective, VatCode

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as a file or a form gives it."""

    code: str
    name: str
    type: str
    normal_side: str
    group: str = ""
    objective_required: bool = False
    cost_centre_required: bool = False
    project_required: bool = False
    is_control: bool = False
    note: str = ""
    origin: str = ""
    starts_on: date | None = None
    ends_before: date | None = None


@dataclass(frozen=True, slots=True)
class CostCentreRow:
    """A cost centre as a file or a form gives it; `parent` is a code."""

    code: str
    name: str
    parent: str | None = None
    starts_on: date | None = None
    ends_before: date | None = None


ACCOUNT_FIELDS = (
    "name",
    "type",
    "normal_side",
    "group",
    "objective_required",
    "cost_centre_required",
    "project_required",
    "is_control",
    "note",
    "starts_on",
    "ends_before",
)


@service(permission="finance.change_chart")
def load_chart(*, actor: Actor) -> dict[str, int]:
    """Bring in the sample police chart with objectives, control accounts and VAT codes.

    What exists stays as it is; tells what was added.
    """
    objectives = _add_objectives()
    known = set(Account.objects.values_list("code", flat=True))
    rows = [row for row in sample_accounts() if row.code not in known]
    counts = put_accounts(actor=actor, rows=rows)
    _add_control_accounts()
    _add_vat_codes()
    return {"accounts": counts["added"], "objectives": objectives}


@service(permission="finance.change_chart")
def put_accounts(*, actor: Actor, rows: Sequence[AccountRow]) -> dict[str, int]:
    """Add accounts and change those whose code exists. Three statements, however many rows."""
    existing = {
        account.code: account for account in Account.objects.filter(code__in=[row.code for row in rows])
    }
    added, changed = [], []
    for row in rows:
        account = existing.get(row.code)
        if account is None:
            fields = {name: getattr(row, name) for name in ACCOUNT_FIELDS}
            added.append(Account(code=row.code, origin=row.origin, **fields))
        elif _apply(account, row, ACCOUNT_FIELDS):
            changed.append(account)
    Account.objects.bulk_create(added, batch_size=1000)
    Account.objects.bulk_update(changed, ACCOUNT_FIELDS, batch_size=500)
    return {"added": len(added), "changed": len(changed)}


@service(permission="finance.change_chart")
def put_cost_centres(*, actor: Actor, rows: Sequence[CostCentreRow]) -> dict[str, int]:
    """Add cost centres and change those whose code exists; a parent may stand anywhere in the rows."""
    existing = {centre.code: centre for centre in CostCentre.objects.select_for_update().order_by("id")}
    fields = ("name", "starts_on", "ends_before")
    added, changed = [], set()
    for row in rows:
        centre = existing.get(row.code)
        if centre is None:
            centre = CostCentre(
                code=row.code,
                name=row.name,
                starts_on=row.starts_on,
                ends_before=row.ends_before,
            )
            existing[row.code] = centre
            added.append(centre)
        elif _apply(centre, row, fields):
            changed.add(row.code)
    CostCentre.objects.bulk_create(added, batch_size=1000)
    new = {centre.code for centre in added}
    moved = set()
    for row in rows:
        parent = existing.get(row.parent) if row.parent else None
        if row.parent and parent is None:
            raise UnknownCode(
                f"{row.code}: there is no cost centre {row.parent} to stand under.",
                where=row.code,
                next_step="Add that cost centre, or correct the code.",
            )
        if existing[row.code].parent_id != (parent.pk if parent else None):
            existing[row.code].parent_id = parent.pk if parent else None
            moved.add(row.code)
    _refuse_loops({centre.pk: centre for centre in existing.values()})
    CostCentre.objects.bulk_update(
        [existing[code] for code in sorted(changed | moved)],
        [*fields, "parent"],
        batch_size=500,
    )
    return {"added": len(added), "changed": len((changed | moved) - new)}


@service(permission="finance.change_chart")
def add_account(*, actor: Actor, row: AccountRow) -> Account:
    """One more line of the chart."""
    if Account.objects.filter(code=row.code).exists():
        raise _taken("an account", row.code)
    put_accounts(actor=actor, rows=[row])
    return Account.objects.get(code=row.code)


@service(permission="finance.change_chart")
def change_account(*, actor: Actor, account: Account, row: AccountRow) -> Account:
    """Change an account; its code stays."""
    account = lock(account)
    if row.code != account.code:
        raise Refused(
            "The code of an account never changes.",
            where="code",
            next_step="End this account and add another.",
            code="finance_code_kept",
        )
    _apply(account, row, ACCOUNT_FIELDS)
    account.save(update_fields=ACCOUNT_FIELDS)
    return account


@service(permission="finance.change_chart")
def add_cost_centre(*, actor: Actor, row: CostCentreRow) -> CostCentre:
    """One more place that spends."""
    if CostCentre.objects.filter(code=row.code).exists():
        raise _taken("a cost centre", row.code)
    put_cost_centres(actor=actor, rows=[row])
    return CostCentre.objects.get(code=row.code)


@service(permission="finance.change_chart")
def change_cost_centre(*, actor: Actor, cost_centre: CostCentre, row: CostCentreRow) -> CostCentre:
    """Change a cost centre or move it in the tree; its code stays."""
    if row.code != cost_centre.code:
        raise Refused(
            "The code of a cost centre never changes.",
            where="code",
            next_step="End this cost centre and add another.",
            code="finance_code_kept",
        )
    put_cost_centres(actor=actor, rows=[row])
    return CostCentre.objects.get(pk=cost_centre.pk)


def sample_accounts() -> list[AccountRow]:
    """The sample police chart that comes with the product."""
    return [
        AccountRow(
            code=row["code"],
            name=row["name"],
            group=row["group"],
            type=row["type"],
            normal_side=row["normal_side"],
            objective_required=row["objective_required"] == "yes",
            cost_centre_required=row["cost_centre_required"] == "yes",
            is_control=row["control"] == "yes",
            note=row["note"],
            origin=row["origin"],
        )
        for row in _read("accounts.csv")
    ]


def _add_objectives() -> int:
    known = dict(Objective.objects.values_list("code", "id"))
    added = 0
    for level in (0, 1, 2):  # parents first
        rows = [
            row
            for row in _read("objectives.csv")
            if row["code"].count(".") == level and row["code"] not in known
        ]
        made = Objective.objects.bulk_create(
            Objective(
                code=row["code"],
                name=row["name"],
                parent_id=known[row["parent"]] if row["parent"] else None,
                origin=row["origin"],
                is_verified=row["verified"] == "yes",
            )
            for row in rows
        )
        known.update((objective.code, objective.pk) for objective in made)
        added += len(made)
    return added


def _add_control_accounts() -> None:
    """The accounts functions post to, where none is set and the account exists."""
    accounts = dict(Account.objects.values_list("code", "id"))
    known = set(ControlAccount.objects.values_list("purpose", flat=True))
    ControlAccount.objects.bulk_create(
        ControlAccount(purpose=row["purpose"], account_id=accounts[row["account"]])
        for row in _read("control_accounts.csv")
        if row["purpose"] not in known and row["account"] in accounts
    )


def _add_vat_codes() -> None:
    known = set(VatCode.objects.values_list("code", flat=True))
    VatCode.objects.bulk_create(
        VatCode(
            code=row["code"],
            name=row["name"],
            rate_basis_points=int(row["rate_basis_points"]),
            recoverable_basis_points=int(row["recoverable_basis_points"]),
            ubl_category=row["ubl_category"],
        )
        for row in _read("vat_codes.csv")
        if row["code"] not in known
    )


def _read(name: str) -> Iterable[dict[str, str]]:
    with (REFERENCE / name).open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _apply(
    instance: Account | CostCentre,
    row: AccountRow | CostCentreRow,
    fields: Sequence[str],
) -> bool:
    differs = False
    for name in fields:
        if getattr(instance, name) != getattr(row, name):
            setattr(instance, name, getattr(row, name))
            differs = True
    return differs


def _refuse_loops(centres: dict[int, CostCentre]) -> None:
    for centre in centres.values():
        seen, at = {centre.pk}, centre.parent_id
        while at is not None:
            if at in seen:
                raise Refused(
                    f"{centre.code} would stand under itself.",
                    where=centre.code,
                    next_step="Choose a parent that is not below it.",
                    code="cost_centre_loop",
                )
            seen.add(at)
            at = centres[at].parent_id


def _taken(what: str, code: str) -> Conflict:
    return Conflict(
        f"There is {what} {code} already.",
        where="code",
        next_step="Give another code.",
        code="code_taken",
    )
