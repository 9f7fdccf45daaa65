"""Links to budgets and virements."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import BudgetVersion, Virement
from finance.permissions import SEES_BUDGETS


def _budget_url(id: int) -> str:
    reference = BudgetVersion.objects.values_list("reference", flat=True).filter(pk=id).first()
    return reverse("finance:budget", args=[reference]) if reference else reverse("finance:budgets")


def _budget_title(id: int) -> str | None:
    found = BudgetVersion.objects.filter(pk=id).first()
    return str(found) if found else None


def _virement_url(id: int) -> str:
    reference = Virement.objects.values_list("reference", flat=True).filter(pk=id).first()
    return reverse("finance:virement", args=[reference]) if reference else reverse("finance:virements")


def _virement_title(id: int) -> str | None:
    found = Virement.objects.filter(pk=id).first()
    return str(found) if found else None


def offer() -> None:
    """Make them linkable."""
    view = SEES_BUDGETS
    register_kind("finance.budget", label="Budget", url=_budget_url, permission=view, title=_budget_title)
    register_kind(
        "finance.virement", label="Virement", url=_virement_url, permission=view, title=_virement_title
    )
