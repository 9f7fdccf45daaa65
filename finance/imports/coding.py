"""Files finance takes in: projects."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.imports.chart import DATES
from finance.models import CostCentre, Project
from finance.services.coding import ProjectRow, put_projects


def _project(row: ImportRow) -> ProjectRow:
    return ProjectRow(row["code"], row["name"], row["cost_centre"], row["starts_on"], row["ends_before"])


def _check(rows: list[ImportRow], context: CheckContext) -> None:
    existing = {
        p.code: ProjectRow(
            p.code, p.name, p.cost_centre.code if p.cost_centre else None, p.starts_on, p.ends_before
        )
        for p in Project.objects.select_related("cost_centre").filter(
            code__in={r["code"] for r in rows if r["code"]}
        )
    }
    centres = set(CostCentre.objects.values_list("code", flat=True))
    for row in rows:
        if row["starts_on"] and row["ends_before"] and row["ends_before"] <= row["starts_on"]:
            row.problem("ends_before", "It ends before it starts.", next_step="Give a later date.")
        if row["cost_centre"] and row["cost_centre"] not in centres:
            row.problem(
                "cost_centre",
                f"There is no cost centre {row['cost_centre']}.",
                next_step="Load the cost centre first or correct the code.",
            )
        if row.ok:
            before = existing.get(row["code"])
            row.outcome = "new" if before is None else "unchanged" if before == _project(row) else "changed"


def _apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return put_projects(actor=actor, rows=[_project(row) for row in rows])


def offer() -> None:
    """Offer it on the imports pages."""
    register(
        ImportSpec(
            kind="finance.projects",
            label="Projects",
            permission="finance.change_chart",
            function="finance",
            order=12,
            opens=("finance:projects",),
            description="One row for each project. One whose code exists is changed.",
            columns=[
                Column(
                    "code",
                    "Project",
                    kind="code",
                    required=True,
                    max_length=20,
                    example="P100",
                    aliases=("Code",),
                ),
                Column("name", "Name", required=True, max_length=200, example="Custody suite refurbishment"),
                Column("cost_centre", "Cost centre", kind="code", max_length=20, example="A100"),
                *DATES,
            ],
            key=("code",),
            check=_check,
            apply=_apply,
        )
    )
