"""A bank account of Cleveland that begins on 30 September 2026, with a cheque and a lodgement on their way."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from finance.models import Account, BankAccount, BankStatement, JournalLine
from finance.services import Line, bank
from tests.finance.bank.statements import IBAN, NUMBER, Day, camt053

BANK = "8300"
FIRST_DAY = date(2026, 9, 30)
LEDGER, STATEMENT = 10_000_000, 10_020_000  # pence on the first day
ITEMS = [
    bank.OpeningRow("ledger", date(2026, 9, 21), -30_000, "Cheque to Harbour Joinery", "000123"),
    bank.OpeningRow("ledger", date(2026, 9, 29), 10_000, "Lodgement of fees", "LDG55"),
]


@pytest.fixture
def current_account(ledger: str, finance_officer: Any, posted: Callable[..., Any]) -> BankAccount:
    """Not begun yet; the ledger holds £100,000 on it."""
    lines = [Line(BANK, None, None, LEDGER), Line("8790", None, None, -LEDGER)]
    posted("opening", lines=lines, dated_on=date(2026, 9, 1), description="Opening balance")
    return bank.add_bank_account(
        actor=finance_officer.actor,
        name="Current account",
        sort_code="60-16-13",
        account_number=NUMBER,
        iban=IBAN,
        ledger_account=Account.objects.get(code=BANK),
    )


@pytest.fixture
def begun(current_account: BankAccount, finance_officer: Any) -> BankAccount:
    return bank.begin_account(
        actor=finance_officer.actor,
        bank_account=current_account,
        on=FIRST_DAY,
        statement_pence=STATEMENT,
        ledger_pence=LEDGER,
        items=ITEMS,
    )


@pytest.fixture
def load(begun: BankAccount, finance_officer: Any) -> Callable[..., list[BankStatement]]:
    """`load(day, …)` loads them as CAMT.053, or `content` as it is."""

    def run(*days: Day, content: bytes | None = None, filename: str = "statement.xml", **more: Any) -> Any:
        upload = bank.send_statements(
            actor=finance_officer.actor,
            bank_account=begun,
            file=io.BytesIO(content if content is not None else camt053(*days)),
            filename=filename,
            **more,
        )
        return bank.load_statements(actor=finance_officer.actor, upload=upload)

    return run


@pytest.fixture
def paid(posted: Callable[..., Any]) -> Callable[..., JournalLine]:
    """`paid("key", pence)` posts a movement on the bank's ledger account against gas, and gives its line."""

    def post(
        key: str, pence: int, *, on: date = date(2026, 10, 5), description: str = "Gas", account: str = "2010"
    ) -> JournalLine:
        lines = [Line(BANK, None, None, pence), Line(account, "A100", "01.01", -pence)]
        journal = posted(key, lines=lines, dated_on=on, description=description)
        line: JournalLine = journal.lines.get(account__code=BANK)
        return line

    return post
