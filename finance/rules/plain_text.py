"""The ledger as text that other people's tools can recheck: hledger and Beancount. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

ROOTS = {
    "expense": "Expenses",
    "income": "Income",
    "asset": "Assets",
    "liability": "Liabilities",
    "reserve": "Equity",
}
CURRENCY = "GBP"
UNSAFE = re.compile(r"[^A-Za-z0-9]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line: account type and code, pence with debit above nothing, the codes that follow it, and its memo."""

    type: str
    account: str
    amount_pence: int
    cost_centre: str | None = None
    objective: str | None = None
    project: str | None = None
    memo: str = ""

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What is said about the line beside its amount, by name."""
        given = {
            "cost_centre": self.cost_centre,
            "objective": self.objective,
            "project": self.project,
            "memo": self.memo,
        }
        return tuple((name, value) for name, value in given.items() if value)


@dataclass(frozen=True, slots=True)
class TextJournal:
    """A posted journal."""

    number: str
    dated_on: date
    description: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class TextAccount:
    """An account the text opens or declares."""

    type: str
    code: str
    name: str


def account_name(type: str, code: str) -> str:
    """Such as Expenses:A1000: what both tools take, whatever the code holds. Two codes never share a name."""
    return f"{ROOTS[type]}:A{UNSAFE.sub(lambda found: f'-{ord(found[0]):x}-', code)}"


def amount(pence: int) -> str:
    """Pounds with two places."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02}"


def _line(text: str) -> str:
    """One line, without control characters."""
    return " ".join(CONTROL.sub(" ", text).split())


def _quoted(text: str) -> str:
    return '"' + _line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def beancount(
    accounts: Iterable[TextAccount], journals: Iterable[TextJournal], opened_on: date
) -> Iterator[str]:
    """A Beancount file, piece by piece."""
    yield f'option "operating_currency" "{CURRENCY}"\n\n'
    for account in accounts:
        yield (
            f"{opened_on:%Y-%m-%d} open {account_name(account.type, account.code)} {CURRENCY}\n"
            f"  name: {_quoted(account.name)}\n"
        )
    for journal in journals:
        yield f"\n{journal.dated_on:%Y-%m-%d} * {_quoted(journal.number)} {_quoted(journal.description)}\n"
        for line in journal.lines:
            yield f"  {account_name(line.type, line.account)}  {amount(line.amount_pence)} {CURRENCY}\n"
            for name, value in line.notes:
                yield f"    {name}: {_quoted(value)}\n"


def hledger(accounts: Iterable[TextAccount], journals: Iterable[TextJournal]) -> Iterator[str]:
    """An hledger journal, piece by piece; strict checks pass, for every account and the currency are declared."""
    yield f"commodity 1000.00 {CURRENCY}\n\n"
    for account in accounts:
        yield f"account {account_name(account.type, account.code)}  ; {_plain(account.name)}\n"
    for journal in journals:
        yield f"\n{journal.dated_on:%Y-%m-%d} * ({journal.number}) {_plain(journal.description)}\n"
        for line in journal.lines:
            tags = ", ".join(f"{name}:{_tagged(value)}" for name, value in line.notes)
            yield (
                f"    {account_name(line.type, line.account)}  {amount(line.amount_pence)} {CURRENCY}"
                f"{'  ; ' + tags if tags else ''}\n"
            )


HARMLESS = str.maketrans({";": ",", "|": "/", "[": "(", "]": ")", ":": "."})


def _plain(text: str) -> str:
    """One line without what begins a comment, a tag or a date in brackets."""
    return _line(text).translate(HARMLESS)


def _tagged(text: str) -> str:
    """The value of a tag, which a comma would end."""
    return _plain(text).replace(",", ".")
