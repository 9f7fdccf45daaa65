"""A bank's CSV or workbook, read by a saved mapping. The kernel's reader finds encoding, separator and formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from backoffice.imports.reading import RawRow, Sheet, read_file
from finance.rules.money import pounds
from finance.rules.statements import (
    ReadItem,
    ReadStatement,
    Unreadable,
    first_break,
    pence_of,
    running_order,
)

FIELDS = {
    "booked_on": "Date",
    "value_on": "Value date",
    "amount": "Amount",
    "paid_in": "Paid in",
    "paid_out": "Paid out",
    "mark": "Debit or credit",
    "balance": "Balance after it",
    "text": "Text",
    "more_text": "More text",
    "counterparty": "Who paid or was paid",
    "their_reference": "Reference",
    "kind": "Type",
    "account": "Account number",
    "currency": "Currency",
}
WORDS = {  # headings as banks write them, in small letters
    "booked_on": ("date", "transaction date", "posting date", "booking date", "entry date"),
    "value_on": ("value date",),
    "amount": ("amount", "value", "transaction amount"),
    "paid_in": ("paid in", "credit amount", "money in", "credit"),
    "paid_out": ("paid out", "debit amount", "money out", "debit"),
    "balance": ("balance", "running balance", "ledger balance"),
    "text": ("description", "text", "narrative", "transaction description", "details"),
    "counterparty": ("name", "payee", "counterparty"),
    "their_reference": ("reference", "customer reference"),
    "kind": ("type", "transaction type"),
    "account": ("account number",),
    "currency": ("currency",),
}
OUT_MARKS = frozenset(("d", "dr", "debit", "dbit", "out", "-"))
IN_MARKS = frozenset(("c", "cr", "credit", "crdt", "in", "+"))


def guessed_columns(headings: Sequence[str]) -> dict[str, str]:
    """What the headings of a file say by themselves, for whoever chooses them to look at."""
    written = {heading.strip().lower(): heading for heading in headings}
    return {
        name: heading
        for name, words in WORDS.items()
        if (heading := next((written[word] for word in words if word in written), ""))
    }


@dataclass(frozen=True, slots=True)
class CsvMapping:
    """What stands in which column (`FIELDS` -> heading), how dates are written and which way the sign goes."""

    columns: Mapping[str, str]
    signs: str
    date_format: str


def needed(signs: str) -> tuple[str, ...]:
    """The columns a way of signs cannot do without."""
    amounts = {"columns": ("paid_in", "paid_out"), "marked": ("amount", "mark")}.get(signs, ("amount",))
    return ("booked_on", *amounts)


def read_csv(
    file: BinaryIO,
    filename: str,
    mapping: CsvMapping,
    *,
    opening_pence: int | None = None,
    closing_pence: int | None = None,
) -> ReadStatement:
    """The one statement of the file, oldest item first.

    With a column of balances they prove order, signs and completeness; without, both balances have to be given.
    """
    sheet = read_file(file, filename)
    at = _places(sheet, mapping)
    rows = list(sheet.rows)
    if not rows:
        raise Unreadable(f"{filename} has headings and no rows.")
    items, balances = [], []
    for row in rows:
        item = _item(row, at, mapping)
        if item.amount_pence == 0:
            continue
        items.append(item)
        if "balance" in at:
            balances.append(_pence(row, at["balance"], FIELDS["balance"]))
    if not items:
        raise Unreadable(f"{filename} has no row with an amount.")
    if balances:
        items, opening_pence, closing_pence = _by_balances(items, balances, rows)
    elif opening_pence is None or closing_pence is None:
        raise Unreadable(
            f"{filename} has no balances.",
            "Give the balances it begins and ends with; they stand on the bank's page.",
        )
    if items[0].booked_on > items[-1].booked_on:
        items.reverse()
    days = [item.booked_on for item in items]
    return ReadStatement(
        their_id="",
        account=_one_value(rows, at, "account", filename),
        currency=_one_value(rows, at, "currency", filename) or "GBP",
        from_on=min(days),
        to_on=max(days),
        opening_pence=opening_pence,
        closing_pence=closing_pence,
        items=tuple(item.tidy() for item in items),
    )


def _places(sheet: Sheet, mapping: CsvMapping) -> dict[str, int]:
    headings = [heading.strip().casefold() for heading in sheet.headings]
    at: dict[str, int] = {}
    for name, heading in mapping.columns.items():
        if not heading:
            continue
        if heading.strip().casefold() not in headings:
            raise Unreadable(
                f"There is no column “{heading}” in the file. It has: {', '.join(sheet.headings)}.",
                "Choose the mapping of this bank, or change it.",
            )
        at[name] = headings.index(heading.strip().casefold())
    for name in needed(mapping.signs):
        if name not in at:
            raise Unreadable(f"The mapping does not say which column is “{FIELDS[name]}”.", "Change it.")
    return at


def _item(row: RawRow, at: Mapping[str, int], mapping: CsvMapping) -> ReadItem:
    used = set(at.values())
    for position, what, next_step in row.problems:
        if position in used or position < 0:
            raise Unreadable(f"Row {row.number}: {what}", next_step)
    booked_on = _day(row, at["booked_on"], FIELDS["booked_on"], mapping.date_format)
    value = row.cells[at["value_on"]] if "value_on" in at else ""
    texts = [row.cells[at[name]] for name in ("text", "more_text") if name in at]
    return ReadItem(
        booked_on=booked_on,
        value_on=_day(row, at["value_on"], FIELDS["value_on"], mapping.date_format) if value else booked_on,
        amount_pence=_amount(row, at, mapping.signs),
        text=" ".join(filter(None, texts)),
        counterparty=row.cells[at["counterparty"]] if "counterparty" in at else "",
        their_reference=row.cells[at["their_reference"]] if "their_reference" in at else "",
        kind=row.cells[at["kind"]] if "kind" in at else "",
    )


def _amount(row: RawRow, at: Mapping[str, int], signs: str) -> int:
    if signs == "columns":
        paid_in = _pence(row, at["paid_in"], FIELDS["paid_in"], empty=0)
        paid_out = _pence(row, at["paid_out"], FIELDS["paid_out"], empty=0)
        if paid_in and paid_out:
            raise Unreadable(f"Row {row.number} has money in and money out.")
        return paid_in - abs(paid_out)
    pence = _pence(row, at["amount"], FIELDS["amount"])
    if signs == "marked":
        mark = row.cells[at["mark"]].strip().casefold()
        if mark not in OUT_MARKS | IN_MARKS:
            raise Unreadable(
                f"Row {row.number}: “{mark[:20]}” says neither debit nor credit.",
                "Choose the column that holds D or C, DR or CR, debit or credit.",
            )
        return -abs(pence) if mark in OUT_MARKS else abs(pence)
    return -pence if signs == "reversed" else pence


def _pence(row: RawRow, position: int, label: str, *, empty: int | None = None) -> int:
    text = row.cells[position]
    if not text.strip() and empty is not None:
        return empty
    try:
        return pence_of(text)
    except ValueError as error:
        raise Unreadable(
            f"Row {row.number}, {label}: “{text[:30]}” is not an amount.",
            "Choose the right column, or mend it.",
        ) from error


def _day(row: RawRow, position: int, label: str, written: str) -> date:
    text = row.cells[position].strip()
    try:
        return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        pass
    try:
        return date.fromisoformat(text[:10])  # a workbook's own dates come as ISO
    except ValueError as error:
        shape = written.replace("%d", "DD").replace("%m", "MM").replace("%Y", "YYYY").replace("%y", "YY")
        raise Unreadable(
            f"Row {row.number}, {label}: “{text[:30]}” is not a day written {shape.replace('%b', 'Mon')}.",
            "Choose how this bank writes dates in the mapping.",
        ) from error


def _by_balances(
    items: list[ReadItem], balances: list[int], rows: list[RawRow]
) -> tuple[list[ReadItem], int, int]:
    amounts = [item.amount_pence for item in items]
    order = running_order(amounts, balances)
    if order is None:
        at = first_break(amounts, balances)
        raise Unreadable(
            f"The balances do not follow from the amounts: after {at} rows, at"
            f" {items[at].booked_on:%-d %B %Y} and £{pounds(items[at].amount_pence)}, the balance is"
            f" £{pounds(balances[at])}.",
            "A row is missing or was changed. Take the file from the bank again.",
        )
    newest_first, reversed_signs = order
    if reversed_signs:
        raise Unreadable(
            "The signs are the wrong way round: with the balances of the file, money in is what the mapping takes as"
            " money out.",
            "Change the mapping: choose the other way of signs.",
        )
    if newest_first:
        items, balances = items[::-1], balances[::-1]
    return items, balances[0] - items[0].amount_pence, balances[-1]


def _one_value(rows: list[RawRow], at: Mapping[str, int], name: str, filename: str) -> str:
    if name not in at:
        return ""
    values = {row.cells[at[name]].strip() for row in rows} - {""}
    if len(values) > 1:
        raise Unreadable(
            f"{filename} holds more than one {FIELDS[name].lower()}: {', '.join(sorted(values)[:5])}.",
            "Download one account's statement at a time.",
        )
    return values.pop() if values else ""
