"""Links to what finance has."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import Journal, Period


def _journal_url(id: int) -> str:
    reference = Journal.objects.values_list("reference", flat=True).filter(pk=id).first()
    return reverse("finance:journal", args=[reference]) if reference else reverse("finance:journals")


def _journal_title(id: int) -> str | None:
    journal = Journal.objects.filter(pk=id).first()
    return str(journal) if journal else None


def _opening_url(id: int) -> str:
    period = Period.objects.filter(pk=id).first()
    return period.get_absolute_url() if period else reverse("finance:periods")


def _opening_title(id: int) -> str | None:
    period = Period.objects.filter(pk=id).first()
    return f"Opening balances of {period}" if period else None


def offer() -> None:
    """Make journals linkable, and opening balances by the period they open."""
    register_kind(
        "finance.opening_balances",
        label="Opening balances",
        url=_opening_url,
        permission="finance.view",
        title=_opening_title,
    )
    register_kind(
        "finance.journal", label="Journal", url=_journal_url, permission="finance.view", title=_journal_title
    )
