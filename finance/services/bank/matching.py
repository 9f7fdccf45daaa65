"""Setting statement items against ledger lines, undoing it, and journals made from items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import (
    BankAccount,
    BankMatch,
    Journal,
    JournalLine,
    MatchPart,
    MatchRule,
    StatementItem,
)
from finance.queries.bank.accounts import rules_of
from finance.queries.bank.position import OpenEntry, for_matching, position
from finance.rules.bank_matching import SURE, Learnt, Suggestion, pattern_of, suggest
from finance.rules.money import pounds
from finance.services.bank.errors import MatchedAlready, NotBegun, NotEqual, NotOpen
from finance.services.drafts import draft_journal, submit_journal
from finance.services.lines import Line

BANK_ITEM = "finance.bank_item"  # the kind of document a journal made from an item has
MOST_PARTS = 500


@service(permission="finance.reconcile_bank")
def match(
    *,
    actor: Actor,
    bank_account: BankAccount,
    keys: Sequence[str],
    reason: str = "",
    rule_id: int | None = None,
) -> BankMatch:
    """Set entries against each other that are the same money. Whole entries, equal sums, each in one match.

    `keys` are those of `OpenEntry`. What the items' texts meant is learnt.
    """
    chosen = _open_entries(bank_account, keys)
    return _match(actor, bank_account, chosen, reason.strip() or "Chosen by hand.", rule_id)


@service(permission="finance.reconcile_bank")
def accept_sure(
    *, actor: Actor, bank_account: BankAccount, least: int = SURE, keys: Sequence[str] | None = None
) -> int:
    """Make every match that is suggested with at least so much confidence; with `keys`, those that touch one of them.

    The suggestions are made afresh, so nothing that has changed since the page was drawn is matched.
    """
    account = lock(bank_account)
    entries = {entry.key: entry for entry in _all_open(account)}
    accepted = 0
    for suggestion in suggestions(account, list(entries.values())):
        touched = {*suggestion.items, *suggestion.lines}
        if suggestion.confidence < least or (keys is not None and not touched & set(keys)):
            continue
        chosen = [entries[key] for key in (*suggestion.items, *suggestion.lines)]
        _match(actor, account, chosen, suggestion.reason, suggestion.rule_id)
        accepted += 1
    return accepted


@service(permission="finance.reconcile_bank")
def undo_match(*, actor: Actor, match: BankMatch, reason: str) -> BankMatch:
    """Take a match apart; it stays to be seen, with the reason. What was signed keeps its lists."""
    if not reason.strip():
        raise Refused("Say why it is undone.", where="reason", code="reason_required")
    found = lock(match)
    if found.state == BankMatch.State.UNDONE:
        return found
    found.state, found.undone_by_id = BankMatch.State.UNDONE, actor.member_id
    found.undone_at, found.undone_reason = timezone.now(), reason.strip()
    found.save(update_fields=["state", "undone_by", "undone_at", "undone_reason"])
    return found


@service(permission="finance.reconcile_bank")
def draft_from_item(
    *,
    actor: Actor,
    item: StatementItem,
    dated_on: date,
    description: str,
    lines: Sequence[Line],
    learn: bool = True,
) -> Journal:
    """Make the journal of an item the ledger has not, such as a bank charge, and send it to the approvers.

    `lines` are the other side and sum to the item with its sign turned: the bank's own line is added. Once it is posted
    the two are matched.
    """
    account = BankAccount.objects.select_related("ledger_account").get(pk=item.bank_account_id)
    _open_entries(account, [f"s{item.pk}"])
    waiting = Journal.objects.filter(
        source_kind=BANK_ITEM, source_id=item.pk, reverses__isnull=True, reversed_by__isnull=True
    ).first()
    if waiting is not None:
        raise MatchedAlready(
            f"A journal was made from this item already: {waiting}.",
            next_step="Open it; match it to the item once it is posted.",
        )
    total = sum(line.amount_pence for line in lines)
    if total != -item.amount_pence:
        raise NotEqual(
            f"The lines sum to £{pounds(abs(total))}; the item is of £{pounds(abs(item.amount_pence))}.",
            where="lines",
            next_step="Divide the whole amount among the lines.",
        )
    bank = Line(account.ledger_account.code, None, None, item.amount_pence, item.text[:200])
    journal = draft_journal(actor=actor, dated_on=dated_on, description=description, lines=[bank, *lines])
    journal.source_kind, journal.source_id = BANK_ITEM, item.pk
    journal.save(update_fields=["source_kind", "source_id"])
    submitted = submit_journal(actor=actor, journal=journal)
    if learn and len(lines) == 1:
        coded = submitted.lines.exclude(account_id=account.ledger_account_id).get()
        _learn(item, account, coded, description)
    return submitted


def match_posted(actor: Actor, journal: Journal) -> None:
    """A journal made from an item was posted: match the two, unless somebody has matched either meanwhile."""
    found = StatementItem.objects.select_related("bank_account").filter(id=journal.source_id or 0)
    item = found.first()
    if item is None or journal.reverses_id is not None:
        return
    line = journal.lines.filter(
        account_id=item.bank_account.ledger_account_id, amount_pence=item.amount_pence
    ).first()
    keys = {f"s{item.pk}", f"l{line.pk}"} if line is not None else set()
    chosen = [entry for entry in _all_open(item.bank_account) if entry.key in keys]
    if len(chosen) == 2:
        _match(actor, item.bank_account, chosen, "The journal was made from this item.", None, learn=False)


def suggestions(bank_account: BankAccount, entries: Sequence[OpenEntry]) -> list[Suggestion]:
    """What probably belongs together among open entries. Two queries: rules, and what stands behind the lines."""
    learnt = [
        Learnt(
            rule.pk,
            rule.pattern,
            rule.direction == MatchRule.Direction.IN,
            rule.account_id,
            str(rule.account),
        )
        for rule in rules_of(bank_account=bank_account)
    ]
    looked_at = for_matching(entries)
    sides = {entry.key: entry.side for entry in entries}
    return suggest(
        [entry for entry in looked_at if sides[entry.key] == "statement"],
        [entry for entry in looked_at if sides[entry.key] == "ledger"],
        learnt,
    )


def _all_open(bank_account: BankAccount) -> list[OpenEntry]:
    if bank_account.take_on_on is None:
        raise NotBegun(f"{bank_account} has no first day yet.", next_step="Begin the account first.")
    found = position(bank_account)
    return [*found.open_statement, *found.open_ledger]


def _open_entries(bank_account: BankAccount, keys: Sequence[str]) -> list[OpenEntry]:
    """The entries of these keys; refuses one that is not open, saying what became of it."""
    wanted = set(keys)
    if len(wanted) > MOST_PARTS:
        raise Refused(
            f"At most {MOST_PARTS} entries go into one match.", next_step="Match them in parts.",
            code="bank_match_too_many",
        )  # fmt: skip
    found = [entry for entry in _all_open(bank_account) if entry.key in wanted]
    missing = wanted - {entry.key for entry in found}
    if not missing:
        return found
    key = sorted(missing)[0]
    field = {"s": "statement_item_id", "l": "journal_line_id", "o": "opening_item_id"}.get(key[:1])
    part = None
    if field and key[1:].isascii() and key[1:].isdigit() and len(key) < 19:
        part = (
            MatchPart.objects.filter(**{field: int(key[1:])}, is_current=True)
            .select_related("match__made_by")
            .first()
        )
    if part is not None:
        made = part.match
        raise MatchedAlready(
            f"An entry of £{pounds(part.amount_pence)} was matched by {made.made_by.name} at"
            f" {timezone.localtime(made.made_at):%H:%M on %-d %B %Y}.",
            next_step="Look at the lists again, or undo that match first.",
        )
    raise NotOpen(
        "An entry is not open on this account.", next_step="Look at the lists of unmatched entries again."
    )


def _match(
    actor: Actor,
    bank_account: BankAccount,
    chosen: Sequence[OpenEntry],
    reason: str,
    rule_id: int | None,
    *,
    learn: bool = True,
) -> BankMatch:
    on_statement = sum(entry.amount_pence for entry in chosen if entry.side == "statement")
    in_ledger = sum(entry.amount_pence for entry in chosen if entry.side == "ledger")
    if len(chosen) < 2:
        raise NotEqual(
            "One entry alone matches nothing.",
            where="keys",
            next_step="Tick what it belongs to as well.",
        )
    if on_statement != in_ledger:
        raise NotEqual(
            f"The statement's side is £{pounds(on_statement)}, the ledger's £{pounds(in_ledger)}:"
            f" £{pounds(on_statement - in_ledger)} apart.",
            where="keys",
            next_step="Tick what is missing, or make a journal of the difference. Nothing is matched in part.",
        )
    made = BankMatch.objects.create(
        bank_account=bank_account,
        reason=reason[:500],
        part_count=len(chosen),
        made_by_id=actor.member_id,
    )
    MatchPart.objects.bulk_create(
        [
            MatchPart(
                match=made,
                statement_item_id=entry.id if entry.key[0] == "s" else None,
                journal_line_id=entry.id if entry.key[0] == "l" else None,
                opening_item_id=entry.id if entry.key[0] == "o" else None,
                amount_pence=entry.amount_pence,
            )
            for entry in chosen
        ]
    )
    if rule_id is not None:
        MatchRule.objects.filter(pk=rule_id).update(uses=F("uses") + 1, last_used_at=timezone.now())
    elif learn:
        _learn_from(bank_account, chosen)
    return made


def _learn_from(bank_account: BankAccount, chosen: Sequence[OpenEntry]) -> None:
    """One item against one line whose journal has one other side: next time the text says what it is."""
    items = [entry for entry in chosen if entry.key[0] == "s"]
    lines = [entry for entry in chosen if entry.key[0] == "l"]
    if len(items) != 1 or len(lines) != 1 or len(chosen) != 2:
        return
    line = JournalLine.objects.get(pk=lines[0].id)
    others = list(
        JournalLine.objects.filter(journal_id=line.journal_id).exclude(account_id=line.account_id)[:2]
    )
    if len(others) == 1:
        _learn(StatementItem.objects.get(pk=items[0].id), bank_account, others[0], "")


def _learn(
    item: StatementItem, bank_account: BankAccount, coded: JournalLine, description: str
) -> MatchRule | None:
    """Remember the coding of an item's text, or count that it was right again. A rule made or mended by hand stays."""
    pattern = pattern_of(item.text or item.counterparty)
    if not pattern:
        return None
    direction = MatchRule.Direction.IN if item.amount_pence > 0 else MatchRule.Direction.OUT
    project = getattr(coded, "project", None)
    rule, is_new = MatchRule.objects.get_or_create(
        bank_account=bank_account,
        pattern=pattern,
        direction=direction,
        defaults={
            "account_id": coded.account_id,
            "cost_centre_id": coded.cost_centre_id,
            "objective_id": coded.objective_id,
            "project": project.code if project is not None else "",
            "description": description[:200],
            "uses": 1,
            "last_used_at": timezone.now(),
        },
    )
    if is_new:
        return rule
    if (
        rule.origin == MatchRule.Origin.LEARNT
        and rule.is_active
        and (rule.account_id, rule.cost_centre_id, rule.objective_id)
        != (coded.account_id, coded.cost_centre_id, coded.objective_id)
    ):
        rule.account_id, rule.cost_centre_id = coded.account_id, coded.cost_centre_id
        rule.objective_id, rule.uses = coded.objective_id, 0
        rule.project = project.code if project is not None else ""
    rule.uses += 1
    rule.last_used_at = timezone.now()
    rule.save()
    return rule
