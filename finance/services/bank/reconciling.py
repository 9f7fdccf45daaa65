"""Reconciliations: prepared by one, signed by another, kept with their lists."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.bacs.working_days import working_days_after
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import BankAccount, BankStatement, Reconciliation, ReconciliationItem
from finance.queries.bank.position import OpenEntry, Position, position
from finance.rules.money import pounds
from finance.services.bank.errors import (
    ChangedSince,
    DecidedAlready,
    NotBegun,
    OwnReconciliation,
    StatementsEndEarlier,
)


@service(permission="finance.reconcile_bank")
def prepare_reconciliation(
    *, actor: Actor, bank_account: BankAccount, on: date, today: date, note: str = ""
) -> Reconciliation:
    """Write down both balances and both lists of a day, for another person to sign."""
    account = lock(bank_account)
    if account.take_on_on is None:
        raise NotBegun(f"{account} has no first day yet.", next_step="Begin the account first.")
    if on < account.take_on_on or on > today:
        raise Refused(
            f"{on:%-d %B %Y} is {'to come' if on > today else 'before the account began'}.",
            where="on",
            next_step=f"Give a day from {account.take_on_on:%-d %B %Y} to today.",
            code="bank_reconciliation_day",
        )
    ends = statements_to(account)
    if not reaches(ends, on):
        raise StatementsEndEarlier(
            f"The statements of {account} end on {ends:%-d %B %Y}.",
            where="on",
            next_step=f"Load the statements up to {on:%-d %B %Y}, or reconcile an earlier day.",
        )
    found = position(account, on=on)
    assert found.difference_pence == 0, "statement = ledger - open in the ledger + open on the statement"
    entries = [*found.open_ledger, *found.open_statement]
    made = Reconciliation.objects.create(
        bank_account=account,
        on=on,
        statement_pence=found.statement_pence,
        ledger_pence=found.ledger_pence,
        open_ledger_pence=found.open_ledger_pence,
        open_statement_pence=found.open_statement_pence,
        open_count=len(entries),
        note=note.strip(),
        made_by_id=actor.member_id,
    )
    ReconciliationItem.objects.bulk_create(
        [_item(made, number, entry) for number, entry in enumerate(entries, start=1)], batch_size=1000
    )
    return made


@service(permission="finance.approve_reconciliation")
def sign_reconciliation(*, actor: Actor, reconciliation: Reconciliation) -> Reconciliation:
    """Agree to a reconciliation somebody else prepared, if it still is what statements and ledger say."""
    found = lock(reconciliation)
    if found.state == Reconciliation.State.SIGNED and found.approved_by_id == actor.member_id:
        return found
    _still_prepared(found)
    if found.made_by_id == actor.member_id:
        raise OwnReconciliation(
            "You prepared this reconciliation, so you cannot sign it.", next_step="Ask another approver."
        )
    changes = changes_since(found)
    if changes:
        raise ChangedSince(
            f"{found} has changed since it was prepared: {'; '.join(changes[:3])}"
            f"{'; and more' if len(changes) > 3 else ''}.",
            next_step="Have it withdrawn and prepared again.",
        )
    found.state, found.approved_by_id, found.signed_at = (
        Reconciliation.State.SIGNED, actor.member_id, timezone.now(),
    )  # fmt: skip
    found.save(update_fields=["state", "approved_by", "signed_at"])
    return found


@service(permission=None)
def withdraw_reconciliation(*, actor: Actor, reconciliation: Reconciliation, reason: str) -> Reconciliation:
    """Take back what waits to be signed. Whoever prepares and whoever signs may: it counts for nothing afterwards."""
    if not actor.can("finance.approve_reconciliation"):
        actor.require("finance.reconcile_bank")
    if not reason.strip():
        raise Refused("Say why it is withdrawn.", where="reason", code="reason_required")
    found = lock(reconciliation)
    _still_prepared(found)
    found.state = Reconciliation.State.WITHDRAWN
    found.save(update_fields=["state"])
    return found


def changes_since(reconciliation: Reconciliation) -> list[str]:
    """What statements and ledger say of that day now that they did not when it was prepared, in words. Three queries."""
    now = position(reconciliation.bank_account, on=reconciliation.on)
    told = [
        f"the {which} stands at £{pounds(after)} and not at £{pounds(before)}"
        for which, before, after in (
            ("statement", reconciliation.statement_pence, now.statement_pence),
            ("ledger", reconciliation.ledger_pence, now.ledger_pence),
        )
        if before != after
    ]
    kept = {_key(item): item for item in reconciliation.items.all()}
    open_now = {entry.key: entry for entry in (*now.open_ledger, *now.open_statement)}
    told += [
        f"{item.text or 'an item'}, £{pounds(item.amount_pence)}, was matched"
        for key, item in kept.items()
        if key not in open_now
    ]
    told += [
        f"{entry.text or 'an item'}, £{pounds(entry.amount_pence)}, is open"
        for key, entry in open_now.items()
        if key not in kept
    ]
    return told


def statements_to(bank_account: BankAccount) -> date:
    """The last day of the account's statements, or its first day."""
    last = (
        BankStatement.objects.filter(bank_account=bank_account)
        .order_by("-number")
        .values_list("to_on", flat=True)
        .first()
    )
    assert bank_account.take_on_on is not None
    return last or bank_account.take_on_on


def reaches(ends_on: date, on: date) -> bool:
    """Whether statements to one day say all of another: no bank day lies between them."""
    return ends_on >= on or working_days_after(ends_on, 1) > on


def frozen(reconciliation: Reconciliation) -> Position:
    """The reconciliation as it was prepared."""
    entries = [
        OpenEntry(
            key=_key(item),
            side=item.side,
            dated_on=item.dated_on,
            amount_pence=item.amount_pence,
            text=item.text,
            their_reference=item.their_reference,
            named="",
            journal_reference=item.journal_line.journal.reference if item.journal_line else "",
            statement_reference=item.statement_item.statement.reference if item.statement_item else "",
        )
        for item in reconciliation.items.select_related(
            "journal_line__journal", "statement_item__statement"
        ).order_by("number")
    ]
    return Position(
        reconciliation.on,
        reconciliation.statement_pence,
        reconciliation.ledger_pence,
        [entry for entry in entries if entry.side == "ledger"],
        [entry for entry in entries if entry.side == "statement"],
    )


def _key(item: ReconciliationItem) -> str:
    if item.statement_item_id:
        return f"s{item.statement_item_id}"
    return f"l{item.journal_line_id}" if item.journal_line_id else f"o{item.opening_item_id}"


def _item(made: Reconciliation, number: int, entry: OpenEntry) -> ReconciliationItem:
    return ReconciliationItem(
        reconciliation=made,
        number=number,
        side=entry.side,
        dated_on=entry.dated_on,
        amount_pence=entry.amount_pence,
        text=entry.text[:500],
        their_reference=entry.their_reference[:100],
        statement_item_id=entry.id if entry.key[0] == "s" else None,
        journal_line_id=entry.id if entry.key[0] == "l" else None,
        opening_item_id=entry.id if entry.key[0] == "o" else None,
    )


def _still_prepared(found: Reconciliation) -> None:
    if found.state == Reconciliation.State.PREPARED:
        return
    by = found.approved_by.name if found.approved_by else "its preparer"
    raise DecidedAlready(
        f"{found} is {found.get_state_display().lower()} already, by {by}.",
        next_step="Look at it again; prepare another for a later day.",
    )
