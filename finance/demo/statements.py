"""Bank statements of the demonstration as CAMT.053 files: what the bank would send for the ledger's own movements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A movement on the account; pence, money in above nothing."""

    on: date
    amount_pence: int
    text: str
    their_reference: str = ""


def camt(
    *,
    sort_code: str,
    account_number: str,
    iban: str,
    number: int,
    first: date,
    last: date,
    opening_pence: int,
    items: list[DemoItem],
) -> bytes:
    """One statement of the account, closing with what opening and items come to."""
    root = ElementTree.Element("Document", xmlns=NAMESPACE)
    body = ElementTree.SubElement(root, "BkToCstmrStmt")
    header = ElementTree.SubElement(body, "GrpHdr")
    _text(header, "MsgId", f"DEMO-{account_number}-{number:04d}")
    _text(header, "CreDtTm", f"{last}T23:00:00")
    statement = ElementTree.SubElement(body, "Stmt")
    _text(statement, "Id", f"{account_number}-{number:04d}")
    _text(statement, "ElctrncSeqNb", str(number))
    _text(statement, "CreDtTm", f"{last}T23:00:00")
    period = ElementTree.SubElement(statement, "FrToDt")
    _text(period, "FrDtTm", f"{first}T00:00:00")
    _text(period, "ToDtTm", f"{last}T23:59:59")
    account = ElementTree.SubElement(statement, "Acct")
    _text(ElementTree.SubElement(account, "Id"), "IBAN", iban)
    _text(account, "Ccy", "GBP")
    closing = opening_pence + sum(item.amount_pence for item in items)
    for kind, pence, on in (("OPBD", opening_pence, first), ("CLBD", closing, last)):
        balance = ElementTree.SubElement(statement, "Bal")
        _text(ElementTree.SubElement(ElementTree.SubElement(balance, "Tp"), "CdOrPrtry"), "Cd", kind)
        _amount(balance, pence)
        _text(ElementTree.SubElement(balance, "Dt"), "Dt", str(on))
    for position, item in enumerate(items, start=1):
        entry = ElementTree.SubElement(statement, "Ntry")
        _text(entry, "NtryRef", str(position))
        _amount(entry, item.amount_pence)
        _text(ElementTree.SubElement(entry, "Sts"), "Cd", "BOOK")
        for name in ("BookgDt", "ValDt"):
            _text(ElementTree.SubElement(entry, name), "Dt", str(item.on))
        code = ElementTree.SubElement(ElementTree.SubElement(entry, "BkTxCd"), "Prtry")
        _text(code, "Cd", "BACS" if item.amount_pence < 0 else "CREDIT")
        details = ElementTree.SubElement(ElementTree.SubElement(entry, "NtryDtls"), "TxDtls")
        references = ElementTree.SubElement(details, "Refs")
        _text(references, "EndToEndId", item.their_reference or "NOTPROVIDED")
        _text(ElementTree.SubElement(details, "RmtInf"), "Ustrd", item.text)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _amount(parent: ElementTree.Element, pence: int) -> None:
    amount = ElementTree.SubElement(parent, "Amt", Ccy="GBP")
    amount.text = f"{abs(pence) // 100}.{abs(pence) % 100:02d}"
    _text(parent, "CdtDbtInd", "CRDT" if pence >= 0 else "DBIT")
