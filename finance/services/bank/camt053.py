"""CAMT.053 (ISO 20022), versions 02 to 13, read as a stream: the XML by defusedxml, the names by this file.

Names are matched without their namespace, because the versions differ in little else (docs/decisions/0014).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from finance.rules.statements import ReadItem, ReadStatement, Unreadable, exact_pence

_NAMESPACE = re.compile(r"^\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d{2}\}Document$")
MOST_DEEP = 60
MOST_ELEMENTS = 1_000_000  # 50,000 items have as many


def read_camt053(file: BinaryIO) -> list[ReadStatement]:
    """Every statement of the file; `Unreadable` where it is none, is cut off or asks for entities."""
    statements = []
    try:
        for element in _statements(file):
            statements.append(_statement(element))
            element.clear()
    except DefusedXmlException as error:
        raise Unreadable(
            "The file defines entities or a document type of its own, which no bank statement does.",
            "Do not use it. Take the statement from the bank itself.",
        ) from error
    except ParseError as error:
        line, column = error.position
        raise Unreadable(f"The file is cut off or damaged: line {line}, column {column}.") from error
    if not statements:
        raise Unreadable("There is no statement in the file.")
    return statements


def _statements(file: BinaryIO) -> Iterator[Any]:
    depth = count = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            depth += 1
            count += 1
            if depth == 1 and not _NAMESPACE.match(element.tag):
                raise Unreadable(
                    "The file is XML, but no CAMT.053 statement.",
                    "Choose statements (camt.053) at the bank, not reports of the day (camt.052) or advices (camt.054).",
                )
            if depth > MOST_DEEP:
                raise Unreadable("The file is nested more deeply than any bank statement.")
            if count > MOST_ELEMENTS:
                raise Unreadable("The file has more in it than any bank statement.")
            continue
        depth -= 1
        if _name(element) == "Stmt":
            yield element


def _name(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _at(element: Element | None, path: str) -> Element | None:
    """The first element below by a path of names; `a|b` is either."""
    for step in path.split("/"):
        if element is None:
            return None
        names = step.split("|")
        element = next((child for child in element if _name(child) in names), None)
    return element


def _text(element: Element | None, path: str) -> str:
    found = _at(element, path)
    return (found.text or "").strip() if found is not None else ""


def _all(element: Element | None, name: str) -> list[Element]:
    return [child for child in element if _name(child) == name] if element is not None else []


def _statement(element: Element) -> ReadStatement:
    named = _text(element, "Id")
    account = _text(element, "Acct/Id/IBAN") or _text(element, "Acct/Id/Othr/Id")
    balances: dict[str, tuple[int, date]] = {}
    currencies = {_text(element, "Acct/Ccy")} - {""}
    for balance in _all(element, "Bal"):
        kind = _text(balance, "Tp/CdOrPrtry/Cd")
        pence, currency = _amount(balance, named)
        balances.setdefault(kind, (pence, _day(_text(balance, "Dt/Dt|DtTm"), named)))
        if kind in ("OPBD", "PRCD", "CLBD"):
            currencies.add(currency)
    opening = balances.get("OPBD") or balances.get("PRCD")
    closing = balances.get("CLBD")
    if opening is None or closing is None:
        which = "opening" if opening is None else "closing"
        raise Unreadable(f"Statement {named} has no booked {which} balance.")
    items = []
    for entry in _all(element, "Ntry"):
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
        if status and status != "BOOK":
            continue  # pending or for information: not on the balance
        item, currency = _item(entry, named, closing[1])
        items.append(item)
        currencies.add(currency)
    days = [item.booked_on for item in items]
    started = _text(element, "FrToDt/FrDtTm") or _text(element, "FrToDt/FrDt")
    from_on = _day(started, named) if started else min([closing[1], *days])
    return ReadStatement(
        their_id=(_text(element, "ElctrncSeqNb") or _text(element, "LglSeqNb") or named)[:100],
        account=account,
        currency=currencies.pop() if len(currencies) == 1 else " and ".join(sorted(currencies)),
        from_on=min([from_on, closing[1], *days]),
        to_on=max([closing[1], *days]),
        opening_pence=opening[0],
        closing_pence=closing[0],
        items=tuple(item.tidy() for item in items),
    )


def _amount(element: Element, named: str) -> tuple[int, str]:
    amount = _at(element, "Amt")
    mark = _text(element, "CdtDbtInd")
    if amount is None or mark not in ("CRDT", "DBIT"):
        raise Unreadable(f"Statement {named}: an amount without its sign.")
    try:
        pence = exact_pence(Decimal((amount.text or "").strip()))
    except (InvalidOperation, ValueError) as error:
        raise Unreadable(f"Statement {named}: “{(amount.text or '')[:30]}” is not an amount.") from error
    return (pence if mark == "CRDT" else -pence), amount.get("Ccy", "")


def _day(text: str, named: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Unreadable(f"Statement {named}: “{text[:30]}” is not a day.") from error


def _item(entry: Element, named: str, otherwise: date) -> tuple[ReadItem, str]:
    pence, currency = _amount(entry, named)
    booked = _text(entry, "BookgDt/Dt|DtTm")
    value = _text(entry, "ValDt/Dt|DtTm")
    booked_on = _day(booked, named) if booked else _day(value, named) if value else otherwise
    details = [each for group in _all(entry, "NtryDtls") for each in _all(group, "TxDtls")]
    only = details[0] if len(details) == 1 else None
    party = "Cdtr" if pence < 0 else "Dbtr"
    remittance = [(each.text or "").strip() for each in _all(_at(only, "RmtInf"), "Ustrd")]
    structured = _text(only, "RmtInf/Strd/CdtrRefInf/Ref")
    end_to_end = _text(only, "Refs/EndToEndId")
    batch = f"{len(details)} payments" if len(details) > 1 else ""
    counterparty = _text(only, f"RltdPties/{party}/Nm") or _text(only, f"RltdPties/{party}/Pty/Nm")
    domain = [
        _text(entry, path) for path in ("BkTxCd/Domn/Cd", "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd")
    ]
    item = ReadItem(
        booked_on=booked_on,
        value_on=_day(value, named) if value else booked_on,
        amount_pence=pence,
        text=" ".join(part for part in (_text(entry, "AddtlNtryInf"), *remittance, batch) if part),
        counterparty=counterparty,
        their_reference=structured
        or (end_to_end if end_to_end != "NOTPROVIDED" else "")
        or _text(entry, "NtryRef")
        or _text(entry, "AcctSvcrRef"),
        kind="-".join(filter(None, domain)) or _text(entry, "BkTxCd/Prtry/Cd"),
    )
    return item, currency
