"""Electronic invoices: kept as they came, shown as they were read, entered once."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from backoffice.actor import Actor
from backoffice.documents.services import open_document, store_document
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Invoice, InvoiceUpload, OrderLine, PurchaseOrder, Supplier, VatCode
from finance.rules.duplicates import number_key
from finance.rules.ubl import NotReadable, ReadInvoice, ReadLine, read_ubl
from finance.rules.vat import vat_on
from finance.services.invoices.entering import NewInvoice, NewLine, enter_invoice
from finance.services.invoices.errors import InvoiceWrong

KIND = "finance.electronic_invoice"
LARGEST = 10 * 1024 * 1024


class ElectronicWrong(Refused):
    code = "electronic_invoice_wrong"


@service(permission="finance.enter_invoice")
def upload_electronic(*, actor: Actor, filename: str, content: BinaryIO) -> InvoiceUpload:
    """Keep an electronic invoice that can be read. Nothing is entered yet; one that cannot be read is not kept."""
    size = content.seek(0, 2)
    content.seek(0)
    if size > LARGEST:
        raise ElectronicWrong(
            f"{filename} has {size // 1024 // 1024} MB; an electronic invoice has at most 10 MB.",
            where="file",
            next_step="Ask the supplier for the invoice without what is embedded in it.",
        )
    try:
        read_ubl(content)
    except NotReadable as error:
        raise ElectronicWrong(
            str(error), where="file", next_step="Ask the supplier to send it again; nothing was entered."
        ) from error
    document = store_document(actor=actor, kind=KIND, filename=filename, content=content)
    return InvoiceUpload.objects.create(document=document, made_by_id=actor.member_id)


def read_upload(upload: InvoiceUpload) -> tuple[ReadInvoice, NewInvoice | None, str]:
    """What was read, what it becomes, and what stands in the way of entering it, in words."""
    with open_document(upload.document) as file:
        read = read_ubl(file)
    try:
        return read, translate(read), ""
    except Refused as error:
        return read, None, f"{error.message} {error.next_step}".strip()


@service(permission="finance.enter_invoice")
def enter_upload(*, actor: Actor, upload: InvoiceUpload, today: date) -> Invoice:
    """Enter what was read, and match it. Asked twice, entered once."""
    upload = lock(upload)
    if upload.invoice_id is not None:
        return Invoice.objects.get(pk=upload.invoice_id)
    with open_document(upload.document) as file:
        new = translate(read_ubl(file))
    entered = enter_invoice(actor=actor, new=new, today=today, source=Invoice.Source.XML)
    upload.invoice = entered
    upload.save(update_fields=["invoice"])
    return entered


def translate(read: ReadInvoice) -> NewInvoice:
    """The document in our codes: supplier by VAT or company number, order and its lines, VAT codes by category and rate.

    VAT is given for the whole document: a line's is its rate, and pennies of rounding go to the line with the most VAT.
    """
    supplier = _supplier(read)
    order = (
        PurchaseOrder.objects.filter(number=read.order.strip().upper(), supplier=supplier).first()
        if read.order
        else None
    )
    order_lines = list(OrderLine.objects.filter(order=order).order_by("number")) if order else []
    codes = _vat_codes(read.dated_on)
    vats = [vat_on(line.net_pence, line.rate_basis_points) for line in read.lines]
    apart = read.vat_pence - sum(vats)
    if abs(apart) <= len(vats):
        most = max(range(len(vats)), key=lambda n: abs(vats[n]))
        vats[most] += apart
    lines = []
    for place, (line, vat) in enumerate(zip(read.lines, vats, strict=True), start=1):
        code = codes.get((line.category, line.rate_basis_points))
        if code is None:
            raise InvoiceWrong(
                f"Line {place}: no VAT code is {line.category} at {line.rate_basis_points / 100:g} %.",
                where="lines",
                next_step="Add a VAT code with that category and rate.",
            )
        lines.append(_line(line, vat, code, supplier, order_lines, place))
    credited = None
    if read.is_credit and read.credits:
        credited = (
            Invoice.objects.filter(
                supplier=supplier, kind="invoice", supplier_number_key=number_key(read.credits)
            )
            .exclude(state__in=("rejected", "cancelled"))
            .order_by("-id")
            .first()
        )
    return NewInvoice(
        kind=Invoice.Kind.CREDIT_NOTE if read.is_credit else Invoice.Kind.INVOICE,
        supplier=supplier.number,
        supplier_number=read.number[:60],
        dated_on=read.dated_on,
        due_on=read.due_on,
        order=order.number if order else "",
        credits=credited.number if credited else "",
        net_pence=read.net_pence,
        vat_pence=read.vat_pence,
        gross_pence=read.gross_pence,
        lines=lines,
    )


def _supplier(read: ReadInvoice) -> Supplier:
    vat = read.supplier_vat_number.replace(" ", "").upper()
    vat = vat.removeprefix("GB")
    company = read.supplier_company_number.strip()
    open_ones = Supplier.objects.exclude(state="closed")
    found = (open_ones.filter(vat_number__in=[vat, f"GB{vat}"]).first() if vat else None) or (
        open_ones.filter(company_number=company).order_by("id").first() if company else None
    )
    if found is None:
        raise InvoiceWrong(
            f"No open supplier has the VAT number {vat or '(none)'} or the company number {company or '(none)'}:"
            f" {read.supplier_name}.",
            where="supplier",
            next_step="Add the supplier, or its numbers, then enter this invoice again.",
        )
    return found


def _vat_codes(day: date) -> dict[tuple[str, int], VatCode]:
    """Category and rate -> code; of two alike, the one that recovers more."""
    found: dict[tuple[str, int], VatCode] = {}
    for code in VatCode.objects.order_by("recoverable_basis_points", "-code"):
        if code.is_open_on(day):
            found[code.ubl_category, code.rate_basis_points] = code
    return found


def _line(
    line: ReadLine, vat: int, code: VatCode, supplier: Supplier, order_lines: list[OrderLine], place: int
) -> NewLine:
    of = next((ol for ol in order_lines if str(ol.number) == line.order_line.strip()), None)
    if of is None and line.net_pence >= 0:
        of = next((ol for ol in order_lines if ol.description.lower() == line.description.lower()), None)
    account = ""
    centre = objective = None
    if of is None:
        first = order_lines[0] if order_lines else None
        if first is not None:  # carriage of an ordered thing is borne by what was ordered
            account, centre = first.account.code, first.cost_centre.code
            objective = first.objective.code if first.objective else None
        elif supplier.default_account is not None and not supplier.default_account.cost_centre_required:
            account = supplier.default_account.code
        else:
            raise InvoiceWrong(
                f"Line {place}: nothing says which cost centre bears it: the invoice names no order we know.",
                where="lines",
                next_step="Enter it from the screen with its coding and attach the file, or ask for the order's number.",
            )
    return NewLine(
        description=line.description[:200],
        quantity=line.quantity,
        net_pence=line.net_pence,
        vat_code=code.code,
        vat_pence=vat,
        order_line=of.number if of else None,
        account=account,
        cost_centre=centre,
        objective=objective,
    )
