"""Electronic invoices: UBL 2.1 and Peppol BIS Billing 3 (EN 16931), invoices and credit notes. Plain Python.

Read with defusedxml, which refuses entities and document type declarations. The totals of the document are checked as
EN 16931 asks (BR-CO-10, -13, -15): a document that does not add up is refused, not mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError  # nosec B405: the types; reading goes through defusedxml

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
ROOTS = {
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": False,
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": True,
}
MOST_LINES = 2000
MOST_ELEMENTS = 250_000  # an invoice of the most lines has half as many
MOST_DEEP = 40
LARGEST_PENCE = 10**13
CATEGORIES = frozenset({"S", "Z", "E", "O", "AE", "K", "G"})


class NotReadable(ValueError):
    """What is wrong with the file, in words."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as the document has it."""

    description: str
    quantity: Decimal
    unit_price: Decimal  # pounds
    net_pence: int
    category: str
    rate_basis_points: int
    order_line: str


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """An electronic invoice as it was read."""

    is_credit: bool
    number: str
    dated_on: date
    due_on: date | None
    order: str
    credits: str  # the supplier's number of the invoice it takes back
    supplier_name: str
    supplier_vat_number: str
    supplier_company_number: str
    net_pence: int
    vat_pence: int
    gross_pence: int
    lines: list[ReadLine]


def read_ubl(file: BinaryIO) -> ReadInvoice:
    """The invoice in a file; `NotReadable` says in words why it is none."""
    try:
        root = _root(file)
    except DefusedXmlException:
        raise NotReadable(
            "The file declares entities or a document type, which can hide other content."
        ) from None
    except NotReadable:
        raise
    except (ParseError, UnicodeDecodeError, ValueError, LookupError) as error:
        raise NotReadable(f"The file is not whole XML ({error}).") from None
    if root is None or root.tag not in ROOTS:
        raise NotReadable("The file is XML, but neither a UBL 2.1 invoice nor a credit note.")
    credit = ROOTS[root.tag]
    currency = _text(root, "cbc:DocumentCurrencyCode")
    if currency != "GBP":
        raise NotReadable(f"The invoice is in {currency or 'no currency'}; only pounds (GBP) are taken.")
    what = "CreditNote" if credit else "Invoice"
    found = root.findall(f"{CAC}{what}Line")
    if not found or len(found) > MOST_LINES:
        raise NotReadable(f"The invoice has {len(found)} lines; 1 to {MOST_LINES:,} are taken.")
    lines = [_line(each, number, credit) for number, each in enumerate(found, start=1)]
    lines += _allowances(root)
    party = "cac:AccountingSupplierParty/cac:Party/"
    read = ReadInvoice(
        is_credit=credit,
        number=_needed(root, "cbc:ID", "the supplier's number"),
        dated_on=_day(_needed(root, "cbc:IssueDate", "the date")),
        due_on=_due(root),
        order=_text(root, "cac:OrderReference/cbc:ID"),
        credits=_text(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        supplier_name=_text(root, f"{party}cac:PartyLegalEntity/cbc:RegistrationName")
        or _text(root, f"{party}cac:PartyName/cbc:Name"),
        supplier_vat_number=_text(root, f"{party}cac:PartyTaxScheme/cbc:CompanyID"),
        supplier_company_number=_text(root, f"{party}cac:PartyLegalEntity/cbc:CompanyID"),
        net_pence=_pence(root, "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount", "the total without VAT"),
        vat_pence=_pence(root, "cac:TaxTotal/cbc:TaxAmount", "the VAT"),
        gross_pence=_pence(root, "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "the total with VAT"),
        lines=lines,
    )
    _check(read, root)
    return read


def _root(file: BinaryIO) -> Element | None:
    """The root once all is read; megabytes of empty elements, or thousands one in the other, are not kept in memory."""
    root, count, depth = None, 0, 0
    for event, element in iterparse(
        file, events=("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
    ):
        if event == "end":
            depth -= 1
            continue
        root = element if root is None else root
        count, depth = count + 1, depth + 1
        if count > MOST_ELEMENTS or depth > MOST_DEEP:
            raise NotReadable("The file has more in it than any invoice of 2,000 lines.")
    return root


def _check(read: ReadInvoice, root: Element) -> None:
    total = sum(line.net_pence for line in read.lines)
    if total != read.net_pence:
        raise NotReadable(
            f"The lines come to £{total / 100:,.2f}; the document says £{read.net_pence / 100:,.2f} without VAT."
        )
    if read.net_pence + read.vat_pence != read.gross_pence:
        raise NotReadable(
            f"£{read.net_pence / 100:,.2f} and VAT of £{read.vat_pence / 100:,.2f} are not the"
            f" £{read.gross_pence / 100:,.2f} the document says."
        )
    subtotals = root.findall(_path("cac:TaxTotal/cac:TaxSubtotal"))
    if subtotals:
        vat = sum(_pence(each, "cbc:TaxAmount", "the VAT of a rate") for each in subtotals)
        if vat != read.vat_pence:
            raise NotReadable(
                f"The VAT of the rates comes to £{vat / 100:,.2f}; the document says £{read.vat_pence / 100:,.2f}."
            )


def _line(element: Element, number: int, credit: bool) -> ReadLine:
    quantity = _decimal(
        _text(element, "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity") or "1", f"line {number}"
    )
    net = _pence(element, "cbc:LineExtensionAmount", f"the amount of line {number}")
    return ReadLine(
        description=_text(element, "cac:Item/cbc:Name") or _text(element, "cac:Item/cbc:Description"),
        quantity=abs(quantity) or Decimal(1),
        unit_price=_decimal(_text(element, "cac:Price/cbc:PriceAmount") or "0", f"line {number}"),
        net_pence=net,
        category=_category(_text(element, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID"), f"line {number}"),
        rate_basis_points=_rate(element, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", f"line {number}"),
        order_line=_text(element, "cac:OrderLineReference/cbc:LineID"),
    )


def _allowances(root: Element) -> list[ReadLine]:
    """Allowances and charges of the whole document, as lines of their own."""
    found = []
    for element in root.findall(f"{CAC}AllowanceCharge"):
        charge = _text(element, "cbc:ChargeIndicator") == "true"
        pence = _pence(element, "cbc:Amount", "a charge or allowance")
        found.append(
            ReadLine(
                description=_text(element, "cbc:AllowanceChargeReason")
                or ("Charge" if charge else "Allowance"),
                quantity=Decimal(1),
                unit_price=Decimal(pence if charge else -pence) / 100,
                net_pence=pence if charge else -pence,
                category=_category(_text(element, "cac:TaxCategory/cbc:ID"), "a charge"),
                rate_basis_points=_rate(element, "cac:TaxCategory/cbc:Percent", "a charge"),
                order_line="",
            )
        )
    return found


def _path(path: str) -> str:
    return path.replace("cbc:", CBC).replace("cac:", CAC)


def _text(element: Element, path: str) -> str:
    found = element.findtext(_path(path)) or ""
    return re.sub(r"\s+", " ", found).strip()[:300]


def _needed(element: Element, path: str, what: str) -> str:
    text = _text(element, path)
    if not text:
        raise NotReadable(f"The document does not say {what}.")
    return text


def _pence(element: Element, path: str, what: str) -> int:
    text = _needed(element, path, what)
    node = element.find(_path(path))
    if node is not None and node.get("currencyID", "GBP") != "GBP":
        raise NotReadable(
            f"{what[0].upper()}{what[1:]} is in {node.get('currencyID')}; only pounds are taken."
        )
    pence = _decimal(text, what) * 100
    if pence != int(pence):
        raise NotReadable(f"{what[0].upper()}{what[1:]}, {text}, has more than two decimals.")
    if abs(pence) > LARGEST_PENCE:
        raise NotReadable(f"{what[0].upper()}{what[1:]}, {text}, is larger than can be taken.")
    return int(pence)


def _decimal(text: str, what: str) -> Decimal:
    try:
        value = Decimal(text) if re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{0,10})?", text) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise NotReadable(f"“{text[:40]}” is no number ({what}).")
    return value


def _rate(element: Element, path: str, what: str) -> int:
    rate = _decimal(_text(element, path) or "0", f"the VAT rate of {what}")
    if not 0 <= rate <= 100:
        raise NotReadable(f"A VAT rate of {rate} per cent does not exist ({what}).")
    return int(rate * 100)


def _category(text: str, what: str) -> str:
    if text not in CATEGORIES:
        raise NotReadable(f"“{text[:10]}” is no category of VAT ({what}).")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise NotReadable(f"“{text[:40]}” is no date.") from None


def _due(root: Element) -> date | None:
    text = _text(root, "cbc:DueDate") or _text(root, "cac:PaymentMeans/cbc:PaymentDueDate")
    return _day(text) if text else None
