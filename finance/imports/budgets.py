"""Budget files: each becomes a new draft version."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.forms.budgets import MONTHS
from finance.models import Account, BudgetLine, CostCentre, Objective, PhasingProfile, Project
from finance.rules.money import pounds
from finance.rules.periods import months_of
from finance.services.budgets import BudgetRow, draft_budget, put_lines

PHASINGS = {
    label: value for value, label in BudgetLine.Phasing.choices if value in ("flat", "actual", "profile")
}


def _year(text: str) -> str:
    months_of(text)
    return text


def _months(row: ImportRow) -> list[int] | None:
    given = [row[f"month_{number}"] for number, _ in MONTHS]
    return None if all(each is None for each in given) else [each or 0 for each in given]


def _check(rows: list[ImportRow], context: CheckContext) -> None:
    """Known codes, one year, months that add up, a profile that exists. Five queries, however many rows."""
    known = {
        "account": set(Account.objects.filter(type__in=["expense", "income"]).values_list("code", flat=True)),
        "cost_centre": set(CostCentre.objects.values_list("code", flat=True)),
        "objective": set(Objective.objects.values_list("code", flat=True)),
        "project": set(Project.objects.values_list("code", flat=True)),
    }
    profiles = set(PhasingProfile.objects.filter(is_used=True).values_list("name", flat=True))
    years = [row["financial_year"] for row in rows if row["financial_year"]]
    for row in rows:
        for name, codes in known.items():
            if row[name] and row[name] not in codes:
                row.problem(
                    name,
                    f"There is no {name.replace('_', ' ')} {row[name]} that a budget can stand on.",
                    next_step="Correct the code, or add it first.",
                )
        if years and row["financial_year"] and row["financial_year"] != years[0]:
            row.problem(
                "financial_year",
                f"The file begins with {years[0]}, and this row is for {row['financial_year']}.",
                next_step="Give one file for each year.",
            )
        months = _months(row)
        if months is not None and row["total_pence"] is not None and sum(months) != row["total_pence"]:
            row.problem(
                "total_pence",
                f"The months add up to £{pounds(sum(months))}, the year is £{pounds(row['total_pence'])}.",
                next_step="Correct a month or the year, or leave the months empty.",
            )
        if months is None and row["total_pence"] is None and row.ok:
            row.problem("total_pence", "Neither the year nor a month is given.", next_step="Give the amount.")
        if row["phasing"] == "profile" and row["profile"] not in profiles:
            row.problem(
                "profile",
                f"There is no profile {row['profile'] or ''}".strip() + ".",
                next_step="Give the name of a saved profile.",
            )
        row.outcome = "new"


def _apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    version = draft_budget(
        actor=actor,
        financial_year=rows[0]["financial_year"],
        name=rows[0]["version"] or f"Loaded on {today:%-d %B %Y}",
    )
    profiles = {profile.name: profile for profile in PhasingProfile.objects.filter(is_used=True)}
    by_profile: dict[str, list[BudgetRow]] = {}
    for row in rows:
        months = _months(row)
        by_profile.setdefault(row["profile"] or "", []).append(
            BudgetRow(
                account=row["account"],
                cost_centre=row["cost_centre"],
                objective=row["objective"],
                project=row["project"],
                total_pence=row["total_pence"] if row["total_pence"] is not None else sum(months or []),
                months=months,
                phasing=row["phasing"] or BudgetLine.Phasing.FLAT,
                note=row["note"] or "",
            )
        )
    for name, lines in by_profile.items():
        put_lines(actor=actor, version=version, rows=lines, profile=profiles.get(name))
    return {"added": len(rows)}


def _columns() -> list[Column]:
    money: dict[str, Any] = {"kind": "money"}
    return [
        Column(
            "financial_year",
            "Financial year",
            required=True,
            parse=_year,
            example="2026/27",
            aliases=("Year",),
        ),
        Column(
            "version", "Version", max_length=100, help="What the budget is called.", example="Original budget"
        ),
        Column("cost_centre", "Cost centre", kind="code", required=True, max_length=20, example="A100"),
        Column("account", "Account", kind="code", required=True, max_length=20, example="2010"),
        Column("objective", "Police objective", kind="code", max_length=20, example="01.01"),
        Column("project", "Project", kind="code", max_length=20, example=""),
        Column(
            "total_pence",
            "Amount",
            kind="money",
            help="For the year; spending as it is, income with a minus. Empty where months are given.",
            example="12000.00",
            aliases=("Annual", "Budget", "Total"),
        ),
        *(
            Column(
                f"month_{number}", name, help="Empty: worked out.", example="", aliases=(name[:3],), **money
            )
            for number, name in MONTHS
        ),
        Column(
            "phasing", "Phasing", kind="choice", choices=PHASINGS, help="Empty: equally.", example="Equally"
        ),
        Column("profile", "Profile", max_length=100, help="Where it is phased by a profile.", example=""),
        Column("note", "Note", max_length=200, example=""),
    ]


def offer() -> None:
    """Offer it on the imports pages."""
    register(
        ImportSpec(
            kind="finance.budget_lines",
            label="Budget",
            permission="finance.change_budgets",
            function="finance",
            order=20,
            opens=("finance:budgets",),
            description="One row for each coding of one year's budget. Each file becomes a new draft version, which is then"
            " submitted for approval.",
            columns=_columns(),
            key=("cost_centre", "account", "objective", "project"),
            check=_check,
            apply=_apply,
        )
    )
