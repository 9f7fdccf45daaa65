"""MT940, read by the library mt-940."""

from __future__ import annotations

import io
import logging
from datetime import date
from decimal import Decimal
from typing import Any

import mt940

from finance.rules.statements import ReadItem, ReadStatement, Unreadable, exact_pence

# It writes the lines it cannot read: names, numbers.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)
MOST_FIELDS = 200_000  # 50,000 items have half as many


def read_mt940(text: str) -> list[ReadStatement]:
    """Every statement of the file; pages that close with an intermediate balance are joined."""
    if text.count("\n:") > MOST_FIELDS:
        raise Unreadable("The file has more in it than any bank statement.")
    try:
        blocks = mt940.parse_statements(io.StringIO(text), options=mt940.Options.all())
        pages = [_page(block) for block in blocks]
    except Unreadable:
        raise
    except (RuntimeError, ValueError, KeyError, ArithmeticError, AttributeError, TypeError) as error:
        raise Unreadable("The file is cut off or damaged, or no MT940 statement.") from error
    if not pages:
        raise Unreadable("There is no statement in the file.")
    joined: list[ReadStatement] = []
    more = False
    for statement, is_first, is_last in pages:
        if more and not is_first:
            before = joined.pop()
            statement = _join(before, statement)
        elif more or not is_first:
            raise Unreadable("A page of a statement is missing from the file.")
        joined.append(statement)
        more = not is_last
    if more:
        raise Unreadable(f"Statement {joined[-1].their_id} has no final balance: the file is cut off.")
    return joined


def _page(block: Any) -> tuple[ReadStatement, bool, bool]:
    data = block.data
    named = str(data.get("statement_number") or data.get("transaction_reference") or "")
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    if opening is None or closing is None:
        which = "opening" if opening is None else "closing"
        raise Unreadable(f"Statement {named} has no {which} balance: the file is cut off or damaged.")
    currencies = {opening.amount.currency, closing.amount.currency}
    items = []
    for transaction in block:
        if "amount" not in transaction.data:
            continue  # text before the first item
        items.append(_item(transaction.data))
    days = [item.booked_on for item in items]
    statement = ReadStatement(
        their_id=named,
        account=str(data.get("account_identification") or ""),
        currency=" and ".join(sorted(currencies)),
        from_on=min([_plain(closing.date), *days]),
        to_on=max([_plain(closing.date), *days]),
        opening_pence=exact_pence(Decimal(opening.amount.amount)),
        closing_pence=exact_pence(Decimal(closing.amount.amount)),
        items=tuple(items),
    )
    return statement, "final_opening_balance" in data, "final_closing_balance" in data


def _item(data: dict[str, Any]) -> ReadItem:
    value_on = data["date"]
    booked_on = data.get("entry_date") or value_on
    details = str(data.get("purpose") or data.get("transaction_details") or "")
    text = " ".join(filter(None, (details, str(data.get("extra_details") or ""))))
    reference = str(data.get("customer_reference") or "")
    if reference == "NONREF":
        reference = ""
    return ReadItem(
        booked_on=_plain(booked_on),
        value_on=_plain(value_on),
        amount_pence=exact_pence(Decimal(data["amount"].amount)),
        text=text,
        counterparty=str(data.get("applicant_name") or ""),
        their_reference=reference or str(data.get("bank_reference") or ""),
        kind=str(data.get("id") or ""),
    ).tidy()


def _plain(day: Any) -> date:
    return date(day.year, day.month, day.day)


def _join(before: ReadStatement, after: ReadStatement) -> ReadStatement:
    if before.closing_pence != after.opening_pence:
        raise Unreadable("A page of a statement is missing from the file.")
    return ReadStatement(
        their_id=before.their_id,
        account=before.account,
        currency=before.currency
        if before.currency == after.currency
        else f"{before.currency} and {after.currency}",
        from_on=before.from_on,
        to_on=after.to_on,
        opening_pence=before.opening_pence,
        closing_pence=after.closing_pence,
        items=before.items + after.items,
    )
