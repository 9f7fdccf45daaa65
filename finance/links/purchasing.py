"""Links to suppliers, requisitions, orders and receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import PurchaseOrder, Receipt, Requisition, Supplier
from finance.permissions import SEES_PURCHASING


def _url(model: Any, otherwise: str) -> Callable[[int], str]:
    def url(id: int) -> str:
        found = model.objects.filter(pk=id).first()
        return str(found.get_absolute_url()) if found else reverse(otherwise)

    return url


def _title(model: Any) -> Callable[[int], str | None]:
    def title(id: int) -> str | None:
        found = model.objects.filter(pk=id).first()
        return str(found) if found else None

    return title


def offer() -> None:
    """Make them linkable. Their pages show each viewer only what is theirs to see."""
    for kind, label, model, otherwise in (
        ("finance.supplier", "Supplier", Supplier, "finance:suppliers"),
        ("finance.requisition", "Requisition", Requisition, "finance:requisitions"),
        ("finance.order", "Order", PurchaseOrder, "finance:orders"),
        ("finance.receipt", "Receipt", Receipt, "finance:receipts"),
    ):
        register_kind(
            kind,
            label=label,
            url=_url(model, otherwise),
            permission=SEES_PURCHASING,
            title=_title(model),
        )
