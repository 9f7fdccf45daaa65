"""The file of the balances an authority brings along: it becomes one journal that another person approves."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.errors import NoPeriod
from finance.models import Account, CostCentre, Objective, Project
from finance.rules.money import pounds
from finance.services.lines import Line
from finance.services.opening import first_open_day, loaded_already, open_balances, opening_journal
from finance.services.periods import open_periods_for

CODED: dict[str, tuple[str, type[Any], str]] = {
    "account": ("account", Account, "Load the chart first or correct the code."),
    "cost_centre": ("cost centre", CostCentre, "Load the cost centre first or correct the code."),
    "objective": ("objective", Objective, "Choose one from the list of police objectives."),
    "project": ("project", Project, "Load the project first or correct the code."),
}


def _pence(row: ImportRow) -> int | None:
    """What the row says, debit above nothing; None where it says nothing, or more than one thing."""
    given = [row[name] for name in ("amount_pence", "debit_pence", "credit_pence") if row[name]]
    if len(given) != 1:
        return None
    if row["credit_pence"]:
        return -int(row["credit_pence"])
    return int(given[0])


def _day(rows: list[ImportRow]) -> date | None:
    return next((row["dated_on"] for row in rows if row["dated_on"]), None) or first_open_day()


def _check(rows: list[ImportRow], context: CheckContext) -> None:
    """Seven queries, however many rows."""
    if not rows:
        return
    before = opening_journal()
    if before is not None:
        said = loaded_already(before)
        rows[0].problem("", said.message, next_step=said.next_step)
        return
    day = _day(rows)
    _check_day(rows, day, context.actor)
    known = {
        name: {
            found.code: found
            for found in model.objects.filter(code__in={row[name] for row in rows if row[name]})
        }
        for name, (_, model, _) in CODED.items()
    }
    for row in rows:
        _check_amount(row)
        _check_codes(row, known, day)
        row.outcome = "new"
    if all(row.ok for row in rows):
        total = sum(_pence(row) or 0 for row in rows)
        if total:
            rows[-1].problem(
                "",
                f"The file does not balance: {'debits' if total > 0 else 'credits'} are £{pounds(abs(total))} more.",
                next_step="Add what is missing, such as the general fund, or correct the amounts.",
            )


def _check_day(rows: list[ImportRow], day: date | None, actor: Actor) -> None:
    for row in rows:
        if row["dated_on"] and row["dated_on"] != day:
            row.problem(
                "dated_on",
                f"Another row says {day:%-d %B %Y}.",
                next_step="Give one date: the file becomes one journal.",
            )
    first = next((row for row in rows if row["dated_on"]), rows[0])
    if day is None:
        first.problem("dated_on", "No period is open.", next_step="Open the periods of the year first.")
        return
    try:
        open_periods_for({day}, made_by=actor.member_id)
    except Refused as refused:
        first.problem("dated_on", refused.message, next_step=refused.next_step)


def _check_amount(row: ImportRow) -> None:
    for name in ("debit_pence", "credit_pence"):
        if (row[name] or 0) < 0:
            row.problem(name, "It is below nothing.", next_step="Give it on the other side.")
    if row.ok and _pence(row) is None:
        row.problem(
            "amount_pence",
            "Nothing is given, or more than one of amount, debit and credit.",
            next_step="Give a debit, a credit, or an amount that is below nothing on credits.",
        )


def _check_codes(row: ImportRow, known: dict[str, dict[str, Any]], day: date | None) -> None:
    for name, (label, _, next_step) in CODED.items():
        code = row[name]
        if not code:
            continue
        found = known[name].get(code)
        if found is None:
            row.problem(name, f"There is no {label} {code}.", next_step=next_step)
        elif day is not None and name != "objective" and not found.is_open_on(day):
            row.problem(
                name, f"{found} is not in use on {day:%-d %B %Y}.", next_step=f"Choose another {label}."
            )
    account = known["account"].get(row["account"])
    for name in ("cost_centre", "objective", "project"):
        if account is not None and getattr(account, f"{name}_required") and not row[name]:
            row.problem(name, f"Account {account} asks for it.", next_step=f"Give the {CODED[name][0]}.")


def _apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    day = _day(rows)
    if day is None:
        raise NoPeriod("No period is open.", next_step="Open the periods of the year first.")
    journal = open_balances(
        actor=actor,
        dated_on=day,
        lines=[
            Line(
                row["account"],
                row["cost_centre"],
                row["objective"],
                _pence(row) or 0,
                row["memo"] or "",
                row["project"],
            )
            for row in rows
        ],
    )
    return {"added": journal.lines.count()}


def offer() -> None:
    """Offer it on the imports pages."""
    coding = {"kind": "code", "max_length": 20}
    register(
        ImportSpec(
            kind="finance.opening_balances",
            label="Opening balances",
            permission="finance.draft_journal",
            function="finance",
            order=18,
            opens=("finance:journals",),
            description="One row for each balance the authority brings along. The file balances, and becomes one journal"
            " that another person approves.",
            columns=[
                Column("account", "Account", required=True, example="8300", **coding),  # type: ignore[arg-type]
                Column("cost_centre", "Cost centre", **coding),  # type: ignore[arg-type]
                Column("objective", "Objective", **coding),  # type: ignore[arg-type]
                Column("project", "Project", **coding),  # type: ignore[arg-type]
                Column("debit_pence", "Debit", kind="money", example="125000.00"),
                Column("credit_pence", "Credit", kind="money"),
                Column(
                    "amount_pence",
                    "Amount",
                    kind="money",
                    help="In place of debit and credit: credits below nothing.",
                    aliases=("Balance",),
                ),
                Column("memo", "Memo", max_length=200, example="Main account at 31 March 2026"),
                Column(
                    "dated_on",
                    "Date",
                    kind="date",
                    help="The same in every row. Empty: the first day of the first open period.",
                    example="01/04/2026",
                ),
            ],
            key=(),
            check=_check,
            apply=_apply,
        )
    )
