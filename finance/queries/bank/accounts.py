"""Bank accounts and what belongs to them, for whoever may see finance."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from backoffice.actor import Actor
from backoffice.errors import Missing
from finance.models import (
    BankAccount,
    BankMatch,
    BankStatement,
    MatchRule,
    Reconciliation,
    StatementItem,
    StatementMapping,
    StatementUpload,
)

Row = TypeVar("Row", bound=Model)


def bank_accounts_for(*, viewer: Actor) -> QuerySet[BankAccount]:
    """The accounts, each with the day its statements end (`statements_to`) and was last reconciled on."""
    if not viewer.can("finance.view"):
        return BankAccount.objects.none()
    statements = BankStatement.objects.filter(bank_account=OuterRef("pk")).order_by("-number")
    signed = Reconciliation.objects.filter(bank_account=OuterRef("pk"), state="signed").order_by("-on")
    return BankAccount.objects.select_related("ledger_account").annotate(
        statements_to=Subquery(statements.values("to_on")[:1]),
        reconciled_to=Subquery(signed.values("on")[:1]),
    )


def bank_account_for(*, viewer: Actor, reference: str) -> BankAccount:
    """One account, or `Missing`."""
    found = bank_accounts_for(viewer=viewer).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such bank account.", next_step="Look for it in the list of bank accounts.")
    return found


def statements_for(*, viewer: Actor) -> QuerySet[BankStatement]:
    """Every account's statements."""
    if not viewer.can("finance.view"):
        return BankStatement.objects.none()
    return BankStatement.objects.select_related("bank_account", "loaded_by", "document")


def items_for(*, viewer: Actor) -> QuerySet[StatementItem]:
    """Every item of every statement."""
    if not viewer.can("finance.view"):
        return StatementItem.objects.none()
    return StatementItem.objects.select_related("statement", "bank_account")


def matches_for(*, viewer: Actor) -> QuerySet[BankMatch]:
    """Every match, undone ones too."""
    if not viewer.can("finance.view"):
        return BankMatch.objects.none()
    return BankMatch.objects.select_related("bank_account", "made_by", "undone_by")


def rules_for(*, viewer: Actor) -> QuerySet[MatchRule]:
    """What texts have meant."""
    if not viewer.can("finance.view"):
        return MatchRule.objects.none()
    return MatchRule.objects.select_related("bank_account", "account", "cost_centre", "objective")


def rules_of(*, bank_account: BankAccount) -> QuerySet[MatchRule]:
    """The rules in use for an account: its own and everybody's."""
    return MatchRule.objects.filter(
        Q(bank_account=bank_account) | Q(bank_account__isnull=True), is_active=True
    ).select_related("account", "cost_centre", "objective")


def mappings_for(*, viewer: Actor) -> QuerySet[StatementMapping]:
    """How CSV files are read."""
    if not viewer.can("finance.view"):
        return StatementMapping.objects.none()
    return StatementMapping.objects.order_by("name", "id")


def uploads_for(*, viewer: Actor) -> QuerySet[StatementUpload]:
    """Files that were sent."""
    if not viewer.can("finance.view"):
        return StatementUpload.objects.none()
    return StatementUpload.objects.select_related("bank_account", "document", "mapping", "sent_by")


def reconciliations_for(*, viewer: Actor) -> QuerySet[Reconciliation]:
    """Every reconciliation."""
    if not viewer.can("finance.view"):
        return Reconciliation.objects.none()
    return Reconciliation.objects.select_related("bank_account", "made_by", "approved_by")


def one_of(rows: QuerySet[Row], *, reference: str) -> Row:
    """The row with a reference, or `Missing` in words."""
    found = rows.filter(reference=reference).first()
    if found is None:
        what = rows.model._meta.verbose_name
        raise Missing(f"There is no such {what}.", next_step="Look for it at its bank account.")
    return found
