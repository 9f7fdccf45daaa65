"""What the bank puts before people, and what of it keeps a period open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.work import WorkKind, WorkRow, register
from finance.closing import Blocker, register_blocker
from finance.models import BankAccount, Period, Reconciliation, StatementUpload
from finance.queries.bank import bank_accounts_for, reconciliations_for, uploads_for
from finance.queries.bank.open_counts import open_items_of
from finance.rules.money import pounds
from finance.services.bank import reaches, statements_to

MOST = 50


def _to_match(*, viewer: Actor, today: date) -> list[WorkRow]:
    """Accounts with statement items nobody has matched. Two queries."""
    accounts = {account.pk: account for account in bank_accounts_for(viewer=viewer).filter(is_closed=False)}
    return [
        WorkRow(
            title=f"Match {accounts[found.account_id].name}",
            url=reverse("finance:bank_matching", args=[accounts[found.account_id].reference]),
            due_on=None,
            size=f"{found.count:,} items",
            since=found.since,
        )
        for found in open_items_of(list(accounts))[:MOST]
    ]


def _to_load(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = uploads_for(viewer=viewer).filter(state=StatementUpload.State.SENT, sent_by_id=viewer.member_id)
    return [
        WorkRow(
            title=f"Load {upload}",
            url=upload.get_absolute_url(),
            due_on=None,
            size=upload.bank_account.name,
            since=upload.sent_at,
        )
        for upload in found.order_by("id")[:MOST]
    ]


def _to_sign(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = reconciliations_for(viewer=viewer).filter(state=Reconciliation.State.PREPARED)
    return [
        WorkRow(
            title=str(each),
            url=each.get_absolute_url(),
            due_on=None,
            size=f"£{pounds(each.statement_pence)}",
            since=each.made_at,
            detail=f"From {each.made_by.name}",
        )
        for each in found.exclude(made_by_id=viewer.member_id).order_by("on", "id")[:MOST]
    ]


def unreconciled(period: Period, most: int) -> Sequence[Blocker]:
    """Accounts whose statements do not reach the period's end, or whose reconciliation of it nobody has signed."""
    found = []
    for account in BankAccount.objects.filter(is_closed=False).order_by("name", "id"):
        if account.take_on_on is None:
            what = "It has no first day yet: give the balances it begins with."
        elif account.take_on_on > period.ends_on:
            continue
        elif not reaches(ends := statements_to(account), period.ends_on):
            what = f"Its statements end on {ends:%-d %B %Y}."
        else:
            made = Reconciliation.objects.filter(bank_account=account, on=period.ends_on)
            states = set(made.values_list("state", flat=True))
            if Reconciliation.State.SIGNED in states:
                continue
            waits = Reconciliation.State.PREPARED in states
            what = "Its reconciliation waits to be signed." if waits else "It is not reconciled."
        found.append(Blocker(account.name, account.get_absolute_url(), what))
        if len(found) >= most:
            break
    return found


def offer() -> None:
    """Offer them to the authority's home and to the close."""
    register(
        WorkKind(
            code="finance.bank_match",
            label="Bank items to match",
            function="finance",
            permission="finance.reconcile_bank",
            rows=_to_match,
        )
    )
    register(
        WorkKind(
            code="finance.bank_load",
            label="Bank statements to load",
            function="finance",
            permission="finance.reconcile_bank",
            rows=_to_load,
        )
    )
    register(
        WorkKind(
            code="finance.bank_sign",
            label="Bank reconciliations to sign",
            function="finance",
            permission="finance.approve_reconciliation",
            rows=_to_sign,
        )
    )
    register_blocker(
        "finance.bank",
        label="Bank accounts that are not reconciled",
        find=unreconciled,
        next_step="Load the statements to the period's end, match them, prepare the reconciliation and have it signed.",
        order=40,
    )
