"""Codes other functions may use."""

from __future__ import annotations

from django.db.models import Q

from backoffice.lookups import Choice, register_lookup
from finance.models import CostCentre, Objective


def _search_cost_centres(text: str, limit: int) -> list[Choice]:
    found = CostCentre.objects.order_by("code")
    if text:
        found = found.filter(Q(code__istartswith=text) | Q(name__icontains=text))
    return [Choice(code, name) for code, name in found.values_list("code", "name")[:limit]]


def _known_cost_centres(codes: set[str]) -> set[str]:
    return set(CostCentre.objects.filter(code__in=codes).values_list("code", flat=True))


def _search_objectives(text: str, limit: int) -> list[Choice]:
    found = Objective.objects.order_by("code")
    if text:
        found = found.filter(Q(code__istartswith=text) | Q(name__icontains=text))
    return [Choice(code, name) for code, name in found.values_list("code", "name")[:limit]]


def _known_objectives(codes: set[str]) -> set[str]:
    return set(Objective.objects.filter(code__in=codes).values_list("code", flat=True))


def offer() -> None:
    """Offer cost centres and police objectives to whoever codes a post or a cost."""
    register_lookup(
        "finance.cost_centre",
        label="cost centre",
        search=_search_cost_centres,
        exists=_known_cost_centres,
    )
    register_lookup(
        "finance.objective", label="police objective", search=_search_objectives, exists=_known_objectives
    )
