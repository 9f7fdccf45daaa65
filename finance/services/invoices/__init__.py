"""What finance does with invoices."""

from finance.services.invoices.deciding import (
    approve_invoice,
    ask_to_cancel,
    dispute_invoice,
    reject_invoice,
    settle_dispute,
    settle_exception,
    withdraw_invoice,
)
from finance.services.invoices.entering import NewInvoice, NewLine, enter_invoice, enter_invoices
from finance.services.invoices.matching import match_invoices
from finance.services.invoices.tolerances import put_tolerance

__all__ = [
    "NewInvoice",
    "NewLine",
    "approve_invoice",
    "ask_to_cancel",
    "dispute_invoice",
    "enter_invoice",
    "enter_invoices",
    "match_invoices",
    "put_tolerance",
    "reject_invoice",
    "settle_dispute",
    "settle_exception",
    "withdraw_invoice",
]
