"""The file of a bank account's first day: its balances and what was open."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec, register
from finance.models import BankAccount
from finance.services import bank

WHAT = {
    "Balance on the statement": "statement_balance",
    "Balance in the ledger": "ledger_balance",
    "In the ledger, not on the statement": "ledger",
    "On the statement, not in the ledger": "statement",
}


def _check(rows: list[ImportRow], context: CheckContext) -> None:
    accounts = {account.name.casefold(): account for account in BankAccount.objects.all()}
    of_account: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        account = accounts.get((row["account"] or "").casefold())
        if row["account"] and account is None:
            row.problem(
                "account",
                f"There is no bank account “{row['account']}”.",
                next_step="Write its name as in the list of bank accounts, or add it there first.",
            )
        elif account is not None and account.take_on_on is not None:
            row.problem(
                "account",
                f"{account} began on {account.take_on_on:%-d %B %Y}.",
                next_step="Leave it out: a first day is given once.",
            )
        elif account is not None:
            row.extra["account"] = account
            row.outcome = "new"
            of_account[account.name].append(row)
        if row["what"] in ("ledger", "statement"):
            if not row["text"]:
                row.problem(
                    "text", "Say what the open item is.", next_step="Give a cheque's payee, for example."
                )
            if row["amount"] == 0:
                row.problem("amount", "An open item of nothing says nothing.", next_step="Leave the row out.")
    for name, its in of_account.items():
        for wanted, label in (("statement_balance", "on the statement"), ("ledger_balance", "in the ledger")):
            count = sum(row["what"] == wanted for row in its)
            if count != 1:
                its[0].problem(
                    "what",
                    f"{name} has {count} rows for its balance {label}.",
                    next_step="Give one row for it, dated the first day.",
                )
        if all(row.ok for row in its):
            try:
                _begin(context.actor, its, check_only=True)
            except Refused as refused:
                its[0].problem("", refused.message, next_step=refused.next_step)


def _begin(actor: Actor, rows: list[ImportRow], *, check_only: bool = False) -> None:
    by_what = {row["what"]: row for row in rows}
    given = {
        "bank_account": rows[0].extra["account"],
        "on": by_what["statement_balance"]["dated_on"],
        "statement_pence": by_what["statement_balance"]["amount"],
        "ledger_pence": by_what["ledger_balance"]["amount"],
        "items": [
            bank.OpeningRow(row["what"], row["dated_on"], row["amount"], row["text"], row["reference"] or "")
            for row in rows
            if row["what"] in ("ledger", "statement")
        ],
    }
    if check_only:
        bank.check_first_day(**given)
    else:
        bank.begin_account(actor=actor, **given)


def _apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    of_account: dict[int, list[ImportRow]] = defaultdict(list)
    for row in rows:
        of_account[row.extra["account"].pk].append(row)
    for its in of_account.values():
        _begin(actor, its)
    return {"added": len(rows)}


def offer() -> None:
    """Offer it on the imports pages."""
    register(
        ImportSpec(
            kind="finance.bank_items",
            label="First day of bank accounts",
            permission="finance.reconcile_bank",
            function="finance",
            order=66,
            opens=("finance:bank_accounts",),
            description="For each bank account: a row for its balance on the statement, a row for its balance in the"
            " ledger, and a row for each item that explains the difference: unpresented cheques, lodgements on their"
            " way, charges not in the ledger yet. It is taken when it proves itself to the penny.",
            columns=[
                Column("account", "Bank account", required=True, max_length=100, example="Current account"),
                Column(
                    "what",
                    "What",
                    kind="choice",
                    required=True,
                    choices=WHAT,
                    example="In the ledger, not on the statement",
                ),
                Column("dated_on", "Date", kind="date", required=True, example="21/09/2026"),
                Column(
                    "amount",
                    "Amount",
                    kind="money",
                    required=True,
                    help="Money in above nothing, money out below: a cheque is -300.00.",
                    example="-300.00",
                ),
                Column("text", "Text", max_length=200, example="Cheque to Harbour Joinery"),
                Column(
                    "reference", "Reference", max_length=100, example="000123", aliases=("Cheque number",)
                ),
            ],
            key=(),
            check=_check,
            apply=_apply,
        )
    )
