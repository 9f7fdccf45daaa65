"""Links to invoices, and from their journals to their lines."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import Invoice
from finance.permissions import SEES_PURCHASING


def _invoice(id: int) -> Invoice | None:
    return Invoice.objects.select_related("supplier").filter(pk=id).first()


def _url(id: int) -> str:
    invoice = _invoice(id)
    return invoice.get_absolute_url() if invoice else reverse("finance:invoices")


def _title(id: int) -> str | None:
    invoice = _invoice(id)
    return f"{invoice.number} {invoice.supplier.name}" if invoice else None


def _lines(id: int, journal_id: int) -> str:
    """The address under which an account of the invoice's journal opens to its lines."""
    reference = (
        Invoice.objects.filter(pk=id, journal_id=journal_id).values_list("reference", flat=True).first()
    )
    return reverse("finance:invoice_lines", args=[reference, "0"])[: -len("0/")] if reference else ""


def offer() -> None:
    """Make invoices linkable."""
    register_kind(
        "finance.invoice",
        label="Invoice",
        url=_url,
        permission=SEES_PURCHASING,
        title=_title,
        lines=_lines,
        lines_permission="finance.view",
    )
