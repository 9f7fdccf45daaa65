"""What the search of the first bar finds among invoices."""

from __future__ import annotations

from django.db.models import Q

from backoffice.actor import Actor
from backoffice.ui.formats import money
from backoffice.work.search import Found, register_search
from finance.permissions import SEES_PURCHASING
from finance.queries.invoices import invoices_for
from finance.rules.duplicates import number_key


def invoices(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By our number, the supplier's, or a word of the supplier's name; the latest first."""
    matching = (
        Q(number__iexact=text) | Q(supplier_number_key=number_key(text)) | Q(supplier__name__icontains=text)
    )
    return [
        Found(
            f"{invoice.number}: {invoice.supplier.name}, {invoice.supplier_number}",
            invoice.get_absolute_url(),
            f"£{money(invoice.gross_pence)}, {invoice.get_state_display().lower()}",
        )
        for invoice in invoices_for(viewer=viewer).filter(matching).order_by("-id")[:limit]
    ]


def offer() -> None:
    """Offer invoices."""
    register_search("finance", "Invoices", SEES_PURCHASING, invoices)
