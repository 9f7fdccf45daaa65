from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import LAST_DAY, STARTS_ON, WORKFORCE, check_order, counts, ends_before, outcome, put
from hr.models import Post, Unit
from hr.services.codes import CODES, unknown
from hr.services.load import load_posts


def _values(row: ImportRow) -> dict[str, Any]:
    return {
        "title": row["title"],
        "unit_id": row.extra["unit_id"],
        "workforce_type": row["workforce_type"],
        "rank": row["rank"] or "",
        "fte": row["fte"] if row["fte"] is not None else Decimal(1),
        "needs_warrant": bool(row["needs_warrant"]),
        "warrant_reason": row["warrant_reason"] or "",
        "cost_centre": row["cost_centre"] or "",
        "objective": row["objective"] or "",
        "location": row["location"] or "",
        "starts_on": row["starts_on"],
        "ends_before": ends_before(row),
    }


def check(rows: list[ImportRow], context: CheckContext) -> None:
    units = dict(Unit.objects.values_list("code", "pk"))
    stored = {
        post.number: post
        for post in Post.objects.filter(number__in=[r["number"] for r in rows if r["number"]])
    }
    wrong = {column: unknown(column, [row[column] for row in rows]) for column in CODES}
    for row in rows:
        check_order(row)
        for column, (_, words, next_step) in CODES.items():
            if row[column] in wrong[column]:
                row.problem(column, f"There is no {words} {row[column]} in the ledger.", next_step)
        if row["unit"] and row["unit"] not in units:
            row.problem(
                "unit", f"There is no unit {row['unit']}.", "Load the units first, or correct the code."
            )
        if row["fte"] is not None and not 0 < row["fte"] <= 1:
            row.problem(
                "fte", f"FTE {row['fte']} is not above 0 and at most 1.", "Give 1 for a full-time post."
            )
        if row["needs_warrant"] and row["workforce_type"] in ("STAFF", "PCSO"):
            row.problem(
                "needs_warrant",
                "A post that needs a warrant is an officer's or a special constable's.",
                "Give no, or another workforce.",
            )
        if row.ok:
            row.extra["unit_id"] = units[row["unit"]]
            row.extra["post"] = stored.get(row["number"])
            row.outcome = outcome(row.extra["post"], _values(row))


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    load_posts(
        actor=actor,
        new=[Post(number=row["number"], **_values(row)) for row in rows if row.outcome == "new"],
        changed=[put(row.extra["post"], _values(row)) for row in rows if row.outcome == "changed"],
    )
    return counts(rows)


POSTS = ImportSpec(
    kind="hr.posts",
    label="Posts",
    permission="hr.import_people",
    function="hr",
    order=25,
    opens=("hr:posts",),
    description="The establishment: one row for each funded post.",
    key=("number",),
    check=check,
    apply=apply,
    columns=[
        Column(
            "number",
            "Post number",
            kind="code",
            required=True,
            max_length=20,
            example="HA140-0123",
            aliases=("Position number", "Position", "Post no"),
        ),
        Column(
            "title",
            "Title",
            required=True,
            max_length=120,
            example="Crime management clerk",
            aliases=("Job title",),
        ),
        Column(
            "unit",
            "Unit code",
            kind="code",
            required=True,
            max_length=20,
            example="HA-140",
            aliases=("Org unit",),
        ),
        Column(
            "workforce_type", "Workforce", kind="choice", required=True, choices=WORKFORCE, example="Staff"
        ),
        Column(
            "rank", "Rank or grade", kind="code", max_length=20, example="GRADE C", aliases=("Rank", "Grade")
        ),
        Column("fte", "FTE", kind="decimal", example="1", help="Above 0, at most 1. Empty: 1."),
        Column("needs_warrant", "Needs a warrant", kind="yes_no", example="no", help="Empty: no."),
        Column("warrant_reason", "Why a warrant", max_length=200, example="Powers of a constable"),
        Column(
            "cost_centre",
            "Cost centre",
            kind="code",
            max_length=20,
            example="HA140",
            help="The ledger's code: pay is posted there.",
        ),
        Column(
            "objective",
            "Objective",
            kind="code",
            max_length=10,
            example="07.02",
            help="Workforce function by police objective analysis.",
            aliases=("POA", "POA code", "Function code"),
        ),
        Column("location", "Location", max_length=80, example="Avenue Road"),
        STARTS_ON,
        LAST_DAY,
    ],
)
