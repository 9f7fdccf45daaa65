"""The least of the bank's things that its pages need, by Cleveland's finance officer."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from finance.models import Account, BankAccount
from finance.services import Line, bank
from tests.finance.bank.statements import MAPPING, Day, camt053

OTHER_IBAN = "GB29NWBK60161331926820"
FIRST_DAY = date(2026, 9, 30)
DAY = Day(date(2026, 10, 5), 0, [(-4_000, "GAS", ""), (777, "UNKNOWN", "")])


def bank_things(actor: Any, posted: Callable[..., Any]) -> dict[str, str]:
    """What it is -> its reference: an account that has begun, a statement, a match, a file waiting, …"""
    account: BankAccount = bank.add_bank_account(
        actor=actor,
        name="Payroll account",
        sort_code="60-16-13",
        account_number="31926820",
        iban=OTHER_IBAN,
        ledger_account=Account.objects.get(code="8310"),
    )
    bank.begin_account(actor=actor, bank_account=account, on=FIRST_DAY, statement_pence=0)
    account.refresh_from_db()

    def send(content: bytes) -> Any:
        return bank.send_statements(
            actor=actor, bank_account=account, file=io.BytesIO(content), filename="statement.xml"
        )

    (statement,) = bank.load_statements(actor=actor, upload=send(camt053(DAY, iban=OTHER_IBAN)))
    waiting = send(camt053(Day(date(2026, 10, 6), DAY.closing_pence, [(5, "X", "")]), iban=OTHER_IBAN))
    lines = [Line("8310", None, None, -4_000), Line("2010", "A100", "01.01", 4_000)]
    journal = posted("bank.gas", lines=lines, dated_on=DAY.on, description="Gas")
    paid = statement.items.get(number=1)
    line = journal.lines.get(account__code="8310")
    match = bank.match(actor=actor, bank_account=account, keys=[f"s{paid.pk}", f"l{line.pk}"])
    rule = account.rules.get()
    mapping = bank.put_mapping(
        actor=actor, mapping=None, name="Invented", columns=MAPPING, signs="signed", date_format="%d/%m/%Y"
    )
    reconciliation = bank.prepare_reconciliation(
        actor=actor, bank_account=account, on=DAY.on, today=date(2026, 10, 6)
    )
    return {
        "account": account.reference,
        "statement": statement.reference,
        "item": statement.items.get(number=2).reference,
        "upload": waiting.reference,
        "match": match.reference,
        "rule": rule.reference,
        "mapping": mapping.reference,
        "reconciliation": reconciliation.reference,
    }
