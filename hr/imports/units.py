from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import LAST_DAY, STARTS_ON, check_order, counts, differs, ends_before, put
from hr.models import Unit, UnitKind
from hr.services.load import load_units


def _values(row: ImportRow) -> dict[str, Any]:
    return {
        "name": row["name"],
        "kind": row["kind"] or UnitKind.UNIT,
        "starts_on": row["starts_on"],
        "ends_before": ends_before(row),
    }


def check(rows: list[ImportRow], context: CheckContext) -> None:
    stored = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    parents = {code: unit.parent.code if unit.parent else None for code, unit in stored.items()}
    parents |= {row["code"]: row["parent"] for row in rows if row["code"]}
    for row in rows:
        check_order(row)
        code, parent = row["code"], row["parent"]
        if parent and parent not in parents:
            row.problem(
                "parent", f"There is no unit {parent}.", "Give a unit of this file or one that is there."
            )
        elif code and _stands_under(code, parents):
            row.problem("parent", f"{code} would stand under itself.", "Give a unit that is not below it.")
        if not row.ok:
            continue
        unit = stored.get(code)
        row.extra["unit"] = unit
        if unit is not None:
            same = not differs(unit, _values(row)) and (unit.parent.code if unit.parent else None) == parent
            row.outcome = "unchanged" if same else "changed"


def _stands_under(code: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    above = parents.get(code)
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    units = {unit.code: unit for unit in Unit.objects.all()}
    new, changed = [], []
    for row in rows:
        if row.outcome == "new":
            units[row["code"]] = Unit(code=row["code"], **_values(row))
            new.append(row)
        elif row.outcome == "changed":
            put(units[row["code"]], _values(row))
            changed.append(row)
    for row in (*new, *changed):
        units[row["code"]].parent = units[row["parent"]] if row["parent"] else None
    levels: list[list[Unit]] = []
    for row in new:
        depth, above = 0, units[row["code"]].parent
        while above is not None and above.pk is None:
            depth, above = depth + 1, above.parent
        levels += [[] for _ in range(depth + 1 - len(levels))]
        levels[depth].append(units[row["code"]])
    load_units(actor=actor, levels=levels, changed=[units[row["code"]] for row in changed])
    return counts(rows)


UNITS = ImportSpec(
    kind="hr.units",
    label="Units",
    permission="hr.import_people",
    function="hr",
    order=20,
    opens=("hr:units",),
    description="The organisation: one row for each unit, and the unit it is part of.",
    key=("code",),
    check=check,
    apply=apply,
    columns=[
        Column(
            "code",
            "Unit code",
            kind="code",
            required=True,
            max_length=20,
            example="HA-140",
            help="Capital letters, digits and . _ / - only. It stays the same.",
            aliases=("Org unit", "Department code"),
        ),
        Column("name", "Name", required=True, max_length=120, example="Hartlepool crime management unit"),
        Column(
            "kind",
            "Kind",
            kind="choice",
            choices={kind.label: kind.value for kind in UnitKind},
            example="Unit",
            help="Empty: a unit.",
        ),
        Column(
            "parent",
            "Part of",
            kind="code",
            max_length=20,
            example="HA",
            help="The code of the unit above it. Empty: the top.",
            aliases=("Parent", "Parent unit"),
        ),
        STARTS_ON,
        LAST_DAY,
    ],
)
