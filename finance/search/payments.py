"""What the search of the first bar finds of payments."""

from __future__ import annotations

from django.db.models import Q

from backoffice.actor import Actor
from backoffice.ui.formats import day, money
from backoffice.work.search import Found, register_search
from finance.queries.payments.runs import payments_for, runs_for


def runs(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number; the latest first."""
    found = runs_for(viewer=viewer).filter(number__iexact=text).order_by("-pk")
    return [
        Found(f"Payment run {run}", run.get_absolute_url(), f"{run.get_state_display()}, {day(run.pay_on)}")
        for run in found[:limit]
    ]


def payments(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By the reference on the supplier's statement, or the supplier; the latest first."""
    matching = (
        Q(payee_reference__istartswith=text)
        | Q(supplier__name__icontains=text)
        | Q(supplier__number__iexact=text)
    )
    return [
        Found(
            f"{payment.payee_reference}, {payment.supplier.name}",
            payment.get_absolute_url(),
            f"£{money(payment.amount_pence)}, {payment.get_state_display().lower()}",
        )
        for payment in payments_for(viewer=viewer).filter(matching).order_by("-pk")[:limit]
    ]


def offer() -> None:
    """Offer payment runs and payments."""
    register_search("finance", "Payment runs", "finance.view", runs)
    register_search("finance", "Payments", "finance.view", payments)
