"""The remittance advice of a payment, as PDF."""

from __future__ import annotations

from pathlib import Path

from backoffice.reports.pdf import compile_pdf
from backoffice.tenancy.authorities import authority_named
from backoffice.tenancy.current import require_slug
from backoffice.ui.formats import day, money
from finance.models import Payment, PaymentItem
from finance.queries.payments.runs import items_of

TEMPLATE = Path(__file__).resolve().parents[2] / "pdf" / "remittance.typ"


def remittance_pdf(payment: Payment) -> bytes:
    """What was paid, for which invoices, into which account (its last four digits). Two queries."""
    run, supplier = payment.run, payment.supplier
    authority = authority_named(require_slug()).name
    items = items_of(payment).exclude(state=PaymentItem.State.OUT)
    return compile_pdf(
        TEMPLATE,
        {
            "title": f"Remittance advice {payment.payee_reference}",
            "authority": authority,
            "supplier": supplier.name,
            "address": [line for line in supplier.address.splitlines() if line.strip()],
            "facts": [
                ["Payment", payment.payee_reference],
                ["In your account on", day(run.pay_on)],
                ["Account", f"{payment.account_name}, ending {payment.account_number[-4:]}"],
                ["Your number with us", supplier.number],
            ],
            "items": [
                [
                    item.invoice.supplier_number,
                    item.invoice.number,
                    day(item.invoice.dated_on),
                    money(item.amount_pence),
                ]
                for item in items
            ],
            "total": money(payment.amount_pence),
            "how": f"By Bacs, as one amount, with the reference {payment.payee_reference} on your statement.",
        },
    )


def address_for(payment: Payment) -> str:
    """Where its advice is mailed to, or nothing."""
    return payment.supplier.remittance_email or payment.supplier.email or ""
