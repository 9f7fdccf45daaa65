"""Files finance takes in: projects and VAT codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.imports.chart import DATES
from finance.models import CostCentre, Project, VatCode
from finance.services.coding import ProjectRow, VatCodeRow, put_projects, put_vat_codes
from finance.services.coding.vat_codes import FIELDS as VAT_FIELDS


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


CATEGORIES = {
    "S: standard or reduced rate": "S",
    "Z: zero rate": "Z",
    "E: exempt": "E",
    "O: outside the scope": "O",
    "AE: reverse charge": "AE",
} | {code: code for code in ("S", "Z", "E", "O", "AE")}


def _points(per_cent: Decimal | None, otherwise: int) -> int:
    return otherwise if per_cent is None else int(per_cent * 100)


def _vat_code(row: ImportRow) -> VatCodeRow:
    return VatCodeRow(
        row["code"],
        row["name"],
        _points(row["rate"], 0),
        _points(row["recovered"], 10_000),
        row["category"],
        row["starts_on"],
        row["ends_before"],
    )


def _check_vat_codes(rows: list[ImportRow], context: CheckContext) -> None:
    existing = {
        found.code: VatCodeRow(found.code, *(getattr(found, name) for name in VAT_FIELDS))
        for found in VatCode.objects.filter(code__in={row["code"] for row in rows if row["code"]})
    }
    for row in rows:
        if row["starts_on"] and row["ends_before"] and row["ends_before"] <= row["starts_on"]:
            row.problem("ends_before", "It ends before it starts.", next_step="Give a later date.")
        for name in ("rate", "recovered"):
            value = row[name]
            if value is not None and (not 0 <= value <= 100 or value * 100 != int(value * 100)):
                row.problem(
                    name,
                    f"{value} is not a share in per cent with at most two decimals.",
                    next_step="Give a number between 0 and 100, such as 17.5.",
                )
        if row.ok:
            before = existing.get(row["code"])
            row.outcome = "new" if before is None else "unchanged" if before == _vat_code(row) else "changed"


def _apply_vat_codes(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    return put_vat_codes(actor=actor, rows=[_vat_code(row) for row in rows])


def _offer_vat_codes() -> None:
    register(
        ImportSpec(
            kind="finance.vat_codes",
            label="VAT codes",
            permission="finance.change_chart",
            function="finance",
            order=13,
            opens=("finance:vat_codes",),
            description="One row for each VAT code. One whose code exists is changed;"
            " what was entered with it keeps its VAT.",
            columns=[
                Column(
                    "code",
                    "VAT code",
                    kind="code",
                    required=True,
                    max_length=10,
                    example="S",
                    aliases=("Code",),
                ),
                Column("name", "Name", required=True, max_length=100, example="Standard rate"),
                Column("rate", "Rate in per cent", kind="decimal", required=True, example="20"),
                Column(
                    "recovered",
                    "Recovered in per cent",
                    kind="decimal",
                    help="Share of the VAT that is recovered. Empty: all of it.",
                    example="100",
                ),
                Column(
                    "category",
                    "Category",
                    kind="choice",
                    required=True,
                    choices=CATEGORIES,
                    help="As in electronic invoices.",
                    example="S: standard or reduced rate",
                ),
                *DATES,
            ],
            key=("code",),
            check=_check_vat_codes,
            apply=_apply_vat_codes,
        )
    )


def offer() -> None:
    """Offer them on the imports pages."""
    _offer_vat_codes()
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
