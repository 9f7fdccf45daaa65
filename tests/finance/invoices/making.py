"""The least that every address of invoices needs."""

from __future__ import annotations

import io
from typing import Any

from backoffice.documents.services import store_document
from finance.models import Account, Invoice, InvoiceException, InvoiceUpload, Supplier, VatCode
from finance.services.invoices.electronic import KIND
from tests.finance.invoices.test_rules import ubl


def access_objects(actor: Any) -> dict[str, dict[str, str]]:
    """What stands in the addresses: an invoice that waits with an exception, and an electronic one."""
    maker = actor.member_id
    supplier = Supplier.objects.create(number="S90001", name="Harbour Caps Ltd", made_by_id=maker)
    invoice = Invoice.objects.create(
        number="INV900001",
        supplier=supplier,
        supplier_number="A-1",
        supplier_number_key="A1",
        dated_on="2026-10-15",
        received_on="2026-10-15",
        due_on="2026-11-14",
        net_pence=100,
        vat_pence=0,
        gross_pence=100,
        made_by_id=maker,
    )
    invoice.lines.create(
        number=1,
        description="Caps",
        quantity=1,
        unit_price_pence=100,
        net_pence=100,
        vat_code=VatCode.objects.get(code="O"),
        vat_pence=0,
        recoverable_pence=0,
        account=Account.objects.get(code="8500"),
    )
    exception = InvoiceException.objects.create(invoice=invoice, code="vat", message="VAT is £1.00.")
    document = store_document(actor=actor, kind=KIND, filename="a.xml", content=io.BytesIO(ubl()))
    upload = InvoiceUpload.objects.create(document=document, made_by_id=maker)
    named = {"reference": invoice.reference}
    found: dict[str, dict[str, str]] = {
        f"finance:{name}": named
        for name in (
            "invoice",
            "attach_invoice",
            "approve_invoice",
            "match_invoice",
            "reject_invoice",
            "withdraw_invoice",
            "dispute_invoice",
            "settle_dispute",
            "cancel_invoice",
        )
    }
    return found | {
        "finance:invoice_lines": {**named, "account": "8500"},
        "finance:settle_exception": {"reference": exception.reference},
        "finance:invoice_upload": {"reference": upload.reference},
        "api:invoices": named,
    }
