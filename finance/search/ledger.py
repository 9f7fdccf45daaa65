"""What the search of the first bar finds in the ledger."""

from __future__ import annotations

from django.db.models import Q

from backoffice.actor import Actor
from backoffice.ui.formats import day
from backoffice.work.search import Found, register_search
from finance.models import Account
from finance.queries import journals_for


def journals(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By number, or a word of the description; the latest first."""
    matching = Q(number__iexact=text) | Q(description__icontains=text)
    found = journals_for(viewer=viewer).filter(matching).order_by("-dated_on", "-id")
    return [
        Found(
            f"{journal.number or 'Draft'}: {journal.description}",
            journal.get_absolute_url(),
            day(journal.dated_on),
        )
        for journal in found[:limit]
    ]


def accounts(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By how the code begins, or a word of the name."""
    found = Account.objects.filter(Q(code__istartswith=text) | Q(name__icontains=text)).order_by("code")
    return [Found(f"{account.code} {account.name}", account.get_absolute_url()) for account in found[:limit]]


def offer() -> None:
    """Offer journals and accounts."""
    register_search("finance", "Journals", "finance.view", journals)
    register_search("finance", "Accounts", "finance.view", accounts)
