"""What can be asked about invoices."""

from finance.queries.invoices.invoices import (
    Compared,
    compared_lines,
    exception_for,
    exceptions_for,
    invoice_for,
    invoices_for,
    payable,
    unposted_in,
    upload_for,
    waiting_for,
)

__all__ = [
    "Compared",
    "compared_lines",
    "exception_for",
    "exceptions_for",
    "invoice_for",
    "invoices_for",
    "payable",
    "unposted_in",
    "upload_for",
    "waiting_for",
]
