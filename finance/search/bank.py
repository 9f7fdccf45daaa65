"""What the search of the first bar finds at the bank."""

from __future__ import annotations

from django.db.models import Q

from backoffice.actor import Actor
from backoffice.ui.formats import day, money
from backoffice.work.search import Found, register_search
from finance.queries.bank import bank_accounts_for, items_for
from finance.rules.statements import pence_of


def accounts(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By a word of the name, or how the number ends."""
    found = bank_accounts_for(viewer=viewer).filter(
        Q(name__icontains=text) | Q(account_number__endswith=text)
    )
    return [
        Found(account.name, account.get_absolute_url(), account.written_sort_code)
        for account in found.order_by("name")[:limit]
    ]


def items(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By amount, reference, or a word of what the bank wrote; the latest first."""
    matching = Q(their_reference__iexact=text) | Q(text__icontains=text) | Q(counterparty__icontains=text)
    try:
        pence = abs(pence_of(text))
        matching |= Q(amount_pence__in=[pence, -pence])
    except ValueError:
        pass
    found = items_for(viewer=viewer).filter(matching).order_by("-booked_on", "-id")
    return [
        Found(f"{item}: £{money(item.amount_pence)}", item.get_absolute_url(), day(item.booked_on))
        for item in found[:limit]
    ]


def offer() -> None:
    """Offer bank accounts and statement items."""
    register_search("finance", "Bank accounts", "finance.view", accounts)
    register_search("finance", "Bank statement items", "finance.view", items)
