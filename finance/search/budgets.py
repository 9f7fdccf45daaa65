"""What the search of the first bar finds of budgets."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.work.search import Found, register_search
from finance.models import CostCentre
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import virements_for, visible_centres


def centres(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """Budgets of cost centres, by how the code begins or a word of the name."""
    found = CostCentre.objects.filter(Q(code__istartswith=text) | Q(name__icontains=text)).order_by("code")
    seen = visible_centres(viewer, business_date())
    if seen is not None:
        found = found.filter(pk__in=seen)
    return [
        Found(f"Budget of {centre}", reverse("finance:budget_centre", args=[centre.reference]))
        for centre in found[:limit]
    ]


def virements(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number, or a word of the reason; the latest first."""
    found = virements_for(viewer=viewer, on=business_date()).filter(
        Q(number__iexact=text) | Q(reason__icontains=text)
    )
    return [
        Found(f"{virement}: {virement.reason}", virement.get_absolute_url(), virement.financial_year)
        for virement in found.order_by("-id")[:limit]
    ]


def offer() -> None:
    """Offer them."""
    register_search("finance", "Budgets", SEES_BUDGETS, centres)
    register_search("finance", "Virements", SEES_BUDGETS, virements)
