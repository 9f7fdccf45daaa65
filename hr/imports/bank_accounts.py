from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.dating import covers
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import PAYROLL_NUMBER, counts, differs, put
from hr.models import BankAccount, Employment
from hr.rules import bank
from hr.services.load import load_bank_accounts


def _values(row: ImportRow) -> dict[str, Any]:
    return {
        "account_name": row["account_name"],
        "sort_code": row["sort_code"],
        "account_number": row["account_number"],
        "building_society_number": row["building_society_number"] or "",
    }


def check(rows: list[ImportRow], context: CheckContext) -> None:
    """The account in force on the row's day is the same (unchanged) or ends there. Two queries."""
    employments = {
        each.number: each
        for each in Employment.objects.filter(number__in=[row["number"] for row in rows if row["number"]])
    }
    stored = defaultdict(list)
    for account in BankAccount.objects.filter(employment__in=[each.pk for each in employments.values()]):
        stored[account.employment_id].append(account)
    for row in rows:
        if row["number"] and row["number"] not in employments:
            row.problem("number", f"Nobody has payroll number {row['number']}.", "Load the people first.")
        if not row.ok:
            continue
        employment = employments[row["number"]]
        row.extra["employment"] = employment
        starts = row.extra["starts_on"] = row["starts_on"] or context.today
        accounts = sorted(stored[employment.pk], key=lambda account: account.starts_on)
        current = next((a for a in accounts if covers(a.starts_on, a.ends_before, starts)), None)
        following = next((a for a in accounts if a.starts_on > starts), None)
        row.extra["current"] = current
        row.extra["ends_before"] = following.starts_on if following else None
        if current is not None:
            row.outcome = "changed" if differs(current, _values(row)) else "unchanged"
        elif following is not None and not differs(following, _values(row)):
            row.outcome = "unchanged"


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    new, changed = [], []
    ends: dict[int, date] = {}
    for row in rows:
        if row.outcome == "unchanged":
            continue
        current, starts = row.extra["current"], row.extra["starts_on"]
        if current is not None and current.starts_on == starts:
            changed.append(put(current, _values(row)))
            continue
        if current is not None:
            ends[current.pk] = starts
        new.append(
            BankAccount(
                employment=row.extra["employment"],
                starts_on=starts,
                ends_before=row.extra["ends_before"],
                **_values(row),
            )
        )
    load_bank_accounts(actor=actor, new=new, changed=changed, ends=ends)
    return counts(rows)


def _bacs_name(text: str) -> str:
    name = text.upper()
    if not re.fullmatch(r"[A-Z0-9 .&/-]+", name):
        raise ValueError(f"{text} has signs Bacs does not take. Use letters, digits, space . & / and - only.")
    return name[:18].strip()


BANK_ACCOUNTS = ImportSpec(
    kind="hr.bank_accounts",
    label="Bank accounts",
    permission="hr.change_bank_details",
    function="hr",
    order=40,
    opens=("hr:people",),
    description="Where net pay goes. An account that differs from the one in force replaces it from the "
    "day given.",
    key=("number",),
    check=check,
    apply=apply,
    columns=[
        PAYROLL_NUMBER,
        Column(
            "account_name",
            "Name on account",
            required=True,
            parse=_bacs_name,
            example="R BENNETT",
            help="As Bacs takes it: capitals, 18 characters; what is longer is cut.",
            aliases=("Account name",),
        ),
        Column(
            "sort_code",
            "Sort code",
            required=True,
            parse=bank.parse_sort_code,
            example="12-34-56",
            help="Six digits. Keep the 0 in front: format the column as text.",
        ),
        Column(
            "account_number",
            "Account number",
            required=True,
            parse=bank.parse_account_number,
            example="01234567",
            help="Eight digits.",
            aliases=("Account no",),
        ),
        Column(
            "building_society_number",
            "Roll number",
            max_length=18,
            help="Building societies only.",
            example="",
        ),
        Column("starts_on", "From", kind="date", example="01/11/2026", help="Empty: from today."),
    ],
)
