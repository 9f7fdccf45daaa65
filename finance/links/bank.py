"""Links to what finance has of the bank."""

from __future__ import annotations

from django.urls import reverse

from backoffice.links import register_kind
from finance.models import BankAccount, StatementItem


def _account_url(id: int) -> str:
    reference = BankAccount.objects.values_list("reference", flat=True).filter(pk=id).first()
    return (
        reverse("finance:bank_account", args=[reference]) if reference else reverse("finance:bank_accounts")
    )


def _account_title(id: int) -> str | None:
    account = BankAccount.objects.filter(pk=id).first()
    return str(account) if account else None


def _item_url(id: int) -> str:
    reference = StatementItem.objects.values_list("reference", flat=True).filter(pk=id).first()
    return reverse("finance:bank_item", args=[reference]) if reference else reverse("finance:bank_accounts")


def _item_title(id: int) -> str | None:
    item = StatementItem.objects.select_related("statement").filter(pk=id).first()
    return f"{item} on {item.statement}" if item else None


def offer() -> None:
    """Make bank accounts and statement items linkable."""
    register_kind(
        "finance.bank_account",
        label="Bank account",
        url=_account_url,
        permission="finance.view",
        title=_account_title,
    )
    register_kind(
        "finance.bank_item",
        label="Bank statement item",
        url=_item_url,
        permission="finance.view",
        title=_item_title,
    )
