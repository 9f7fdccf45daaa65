"""Which kind of file it is, and its statements."""

from __future__ import annotations

import io
from typing import BinaryIO

from finance.models import BankAccount, StatementMapping
from finance.rules.statements import ReadStatement, Unreadable, fault_of
from finance.services.bank.camt053 import read_camt053
from finance.services.bank.csv_statement import CsvMapping, read_csv
from finance.services.bank.errors import (
    DoesNotAddUp,
    OtherAccount,
    OtherCurrency,
    StatementTooLarge,
    UnreadableStatement,
)
from finance.services.bank.mt940 import read_mt940

MOST_BYTES = 20 * 1024 * 1024  # a busy account's year is a tenth of it
MOST_ITEMS = 50_000


def read_statements(
    file: BinaryIO,
    filename: str,
    *,
    bank_account: BankAccount,
    mapping: StatementMapping | None = None,
    opening_pence: int | None = None,
    closing_pence: int | None = None,
) -> tuple[list[ReadStatement], list[str]]:
    """The account's statements in order, and the other accounts whose statements the file holds besides.

    Refuses what cannot be read, does not add up, or is of other accounts only. Nothing is written.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise StatementTooLarge(
            f"{filename} has {size // 1024 // 1024} MB; a statement file has at most {MOST_BYTES // 1024 // 1024} MB.",
            where="file",
            next_step="Download fewer days at a time.",
        )
    try:
        found = _read(file, filename, mapping, opening_pence, closing_pence)
    except Unreadable as error:
        raise UnreadableStatement(str(error), where="file", next_step=error.next_step) from error
    return _of_account(found, bank_account, filename)


def _read(
    file: BinaryIO,
    filename: str,
    mapping: StatementMapping | None,
    opening_pence: int | None,
    closing_pence: int | None,
) -> list[ReadStatement]:
    head = file.read(2048).lstrip(b"\xef\xbb\xbf \r\n\t")
    file.seek(0)
    if head.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\x00<")):
        return read_camt053(file)
    if b":20:" in head and (b":25" in head or b":60" in head):
        text = file.read().decode("utf-8-sig", errors="replace")
        return read_mt940(text)
    if mapping is None:
        raise Unreadable(
            f"{filename} is neither CAMT.053 nor MT940.",
            "If it is a CSV file, choose its mapping; if there is none yet, make one.",
        )
    given = CsvMapping(mapping.columns, mapping.signs, mapping.date_format)
    return [read_csv(file, filename, given, opening_pence=opening_pence, closing_pence=closing_pence)]


def _of_account(
    found: list[ReadStatement], bank_account: BankAccount, filename: str
) -> tuple[list[ReadStatement], list[str]]:
    mine = [statement for statement in found if is_of(statement.account, bank_account)]
    others = sorted({statement.account for statement in found if statement not in mine})
    if not mine:
        raise OtherAccount(
            f"{filename} is of account {', '.join(others)}, not of {bank_account.name}"
            f" ({bank_account.written_sort_code} {bank_account.account_number}).",
            where="file",
            next_step="Load it at that account, or correct the account's IBAN.",
        )
    for statement in mine:
        if statement.currency != bank_account.currency:
            raise OtherCurrency(
                f"Statement {statement.their_id} is in {statement.currency}; the account is in pounds.",
                where="file",
                next_step="Take the statement of the account in pounds.",
            )
        if len(statement.items) > MOST_ITEMS:
            raise StatementTooLarge(
                f"Statement {statement.their_id} has {len(statement.items):,} items; at most {MOST_ITEMS:,} are taken.",
                where="file",
                next_step="Download fewer days at a time.",
            )
        if any(item.amount_pence == 0 for item in statement.items):
            raise UnreadableStatement(
                f"Statement {statement.their_id} has an item of nothing.", where="file",
                next_step="Take the statement from the bank again.",
            )  # fmt: skip
        if fault := fault_of(statement):
            raise DoesNotAddUp(
                fault,
                where="file",
                next_step="If it is a CSV file, choose the other way of signs in its mapping; otherwise take the"
                " whole statement from the bank again.",
            )
    return sorted(mine, key=lambda s: (s.from_on, s.to_on)), others


def is_of(account: str, bank_account: BankAccount) -> bool:
    """Whether the account a file names is this one: its IBAN, or sort code and number, or the number alone."""
    said = "".join(c for c in account.upper() if c.isalnum())
    number = bank_account.sort_code + bank_account.account_number
    if not said:
        return True  # the file does not say: it was chosen for this account
    iban = "".join(bank_account.iban.upper().split())
    return said in (iban, number, bank_account.account_number) or (
        said.startswith("GB") and len(said) == 22 and said.endswith(number)
    )
