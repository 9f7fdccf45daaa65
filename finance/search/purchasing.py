"""What the search of the first bar finds of suppliers, requisitions and orders."""

from __future__ import annotations

from django.db.models import Q

from backoffice.actor import Actor
from backoffice.ui.formats import day
from backoffice.work.search import Found, register_search
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import orders_for, requisitions_for, suppliers_for


def suppliers(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number, VAT number, or a word of the name."""
    matching = Q(number__iexact=text) | Q(name__icontains=text) | Q(trading_name__icontains=text)
    matching |= Q(vat_number__iexact="".join(text.split()))
    found = suppliers_for(viewer=viewer).filter(matching).order_by("name", "id")
    return [Found(str(each), each.get_absolute_url(), each.get_state_display()) for each in found[:limit]]


def requisitions(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number, or a word of what is needed; the latest first."""
    matching = Q(number__iexact=text) | Q(title__icontains=text)
    found = requisitions_for(viewer=viewer).filter(matching).order_by("-id")
    return [Found(str(each), each.get_absolute_url(), each.get_state_display()) for each in found[:limit]]


def orders(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number, or a word of what is ordered or of the supplier; the latest first."""
    matching = Q(number__iexact=text) | Q(title__icontains=text) | Q(supplier__name__icontains=text)
    found = orders_for(viewer=viewer).filter(matching).order_by("-id")
    return [
        Found(f"{each} ({each.supplier.name})", each.get_absolute_url(), day(each.ordered_on))
        for each in found[:limit]
    ]


def offer() -> None:
    """Offer them to whoever buys or sees what is bought."""
    register_search("finance", "Suppliers", SEES_PURCHASING, suppliers)
    register_search("finance", "Requisitions", SEES_PURCHASING, requisitions)
    register_search("finance", "Orders", SEES_PURCHASING, orders)
