"""A statement's way in: sent, shown as it was understood, loaded whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import BinaryIO

from backoffice.actor import Actor
from backoffice.copying import copy_rows
from backoffice.documents.kinds import CSV, TEXT, XLSX, document_kind
from backoffice.documents.models import Document
from backoffice.documents.services import open_unchanged, store_document
from backoffice.errors import Conflict
from backoffice.links import Link
from backoffice.numbering.references import new_references
from backoffice.services import lock, service
from finance.models import BankAccount, BankStatement, StatementItem, StatementMapping, StatementUpload
from finance.rules.money import pounds
from finance.rules.statements import ReadStatement
from finance.services.bank.errors import AccountClosed, AlreadyLoaded, Gap, NotBegun, Overlaps
from finance.services.bank.reading import MOST_BYTES, read_statements

DOCUMENT_KIND = "finance.bank_statement"
COLUMNS = (
    "reference",
    "bank_account_id",
    "statement_id",
    "number",
    "booked_on",
    "value_on",
    "amount_pence",
    "text",
    "counterparty",
    "their_reference",
    "kind",
)
MOST_NAMED = 5  # items named in one refusal


@dataclass(frozen=True, slots=True)
class Planned:
    """A statement of a file: as it would be loaded, or the one it is already."""

    read: ReadStatement
    fingerprint: str  # of what the file says
    loaded: BankStatement | None


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file says: the statements in order, and the accounts whose statements are left aside."""

    planned: list[Planned]
    others: list[str]

    @property
    def fresh(self) -> list[Planned]:
        """What would be loaded."""
        return [each for each in self.planned if each.loaded is None]


@service(permission="finance.reconcile_bank")
def send_statements(
    *,
    actor: Actor,
    bank_account: BankAccount,
    file: BinaryIO,
    filename: str,
    mapping: StatementMapping | None = None,
    opening_pence: int | None = None,
    closing_pence: int | None = None,
) -> StatementUpload:
    """Take a file in once it can be read, adds up and is this account's. Nothing of it is on the account yet."""
    if bank_account.is_closed:
        raise AccountClosed(
            f"{bank_account} is closed.", next_step="Open the account again, or choose another."
        )
    _must_have_begun(bank_account)
    read_statements(
        file,
        filename,
        bank_account=bank_account,
        mapping=mapping,
        opening_pence=opening_pence,
        closing_pence=closing_pence,
    )
    document = store_document(
        actor=actor,
        kind=DOCUMENT_KIND,
        filename=filename,
        content=file,
        about=Link("finance.bank_account", bank_account.pk),
    )
    return StatementUpload.objects.create(
        bank_account=bank_account,
        document=document,
        mapping=mapping,
        opening_pence=opening_pence,
        closing_pence=closing_pence,
        sent_by_id=actor.member_id,
    )


def understood(upload: StatementUpload) -> Understood:
    """What the file says against what is loaded. Refuses overlaps and gaps, naming them; writes nothing."""
    with open_unchanged(upload.document) as file:
        found, others = read_statements(
            io.BytesIO(file.read()),
            upload.document.filename,
            bank_account=upload.bank_account,
            mapping=upload.mapping,
            opening_pence=upload.opening_pence,
            closing_pence=upload.closing_pence,
        )
    return Understood(_plan(upload.bank_account, found), others)


@service(permission="finance.reconcile_bank")
def load_statements(*, actor: Actor, upload: StatementUpload) -> list[BankStatement]:
    """Put what was sent on the account: every new statement of the file, or none. Those loaded before are passed over.

    Asked twice: the same statements.
    """
    upload = lock(upload)
    if upload.state == StatementUpload.State.LOADED:
        return list(upload.statements.order_by("number"))
    if upload.state == StatementUpload.State.DISCARDED:
        raise Conflict(
            f"{upload} was discarded.", next_step="Send the file again.", code="bank_upload_discarded"
        )
    upload.bank_account = lock(upload.bank_account)
    _must_have_begun(upload.bank_account)
    plan = understood(upload)
    if not plan.fresh:
        known = plan.planned[-1].loaded
        assert known is not None
        raise AlreadyLoaded(
            f"{known} to {known.to_on:%-d %B %Y} was loaded on {known.loaded_at:%-d %B %Y} by"
            f" {known.loaded_by.name}; nothing in this file is new.",
            where="file",
            next_step="Discard this file.",
        )
    before = upload.bank_account.statements.count()
    made = [
        _write(actor, upload, planned, number) for number, planned in enumerate(plan.fresh, start=before + 1)
    ]
    upload.state = StatementUpload.State.LOADED
    upload.save(update_fields=["state"])
    return made


@service(permission="finance.reconcile_bank")
def discard_upload(*, actor: Actor, upload: StatementUpload) -> StatementUpload:
    """Leave a file that was sent unloaded."""
    upload = lock(upload)
    if upload.state == StatementUpload.State.LOADED:
        raise AlreadyLoaded(f"{upload} is loaded.", next_step="Loaded statements stay.")
    upload.state = StatementUpload.State.DISCARDED
    upload.save(update_fields=["state"])
    return upload


def _must_have_begun(bank_account: BankAccount) -> None:
    if bank_account.take_on_on is None:
        raise NotBegun(
            f"{bank_account} has no first day yet.",
            where="file",
            next_step="Begin the account: give the balance before this statement and what was open then.",
        )


def _plan(bank_account: BankAccount, found: Sequence[ReadStatement]) -> list[Planned]:
    """Each statement with the one it is already; the new ones must go on where the account stands. Three queries."""
    assert bank_account.take_on_on is not None
    assert bank_account.take_on_statement_pence is not None
    known = {
        statement.fingerprint: statement
        for statement in bank_account.statements.filter(
            fingerprint__in=[read.fingerprint() for read in found]
        ).select_related("loaded_by")
    }
    last = bank_account.statements.order_by("-number").first()
    if last is not None:
        ended_on, balance, earliest = last.to_on, last.closing_pence, last.to_on
    else:
        ended_on, balance = bank_account.take_on_on, bank_account.take_on_statement_pence
        earliest = ended_on + timedelta(days=1)
    planned: list[Planned] = []
    seen: set[str] = set()
    for read in found:
        print_ = read.fingerprint()
        if print_ in known:
            planned.append(Planned(read, print_, known[print_]))
            continue
        if print_ in seen:
            continue  # twice in one file
        seen.add(print_)
        _refuse_overlap(bank_account, read, ended_on, is_first=last is None and not planned)
        if read.opening_pence != balance:
            raise Gap(
                f"The statement of {_days(read)} opens with £{pounds(read.opening_pence)}, but the account stood at"
                f" £{pounds(balance)} on {ended_on:%-d %B %Y}.",
                where="file",
                next_step=f"Load the statement that begins after {ended_on:%-d %B %Y} first.",
            )
        read = _not_before(read, earliest)
        planned.append(Planned(read, print_, None))
        ended_on, balance, earliest = read.to_on, read.closing_pence, read.to_on
    return planned


def _days(read: ReadStatement) -> str:
    if read.from_on == read.to_on:
        return f"{read.to_on:%-d %B %Y}"
    return f"{read.from_on:%-d %B} to {read.to_on:%-d %B %Y}"


def _refuse_overlap(
    bank_account: BankAccount, read: ReadStatement, ended_on: date, *, is_first: bool
) -> None:
    """Items that are on a loaded statement already are named; a statement from before the account is refused."""
    early = [item for item in read.items if item.booked_on <= ended_on]
    if early:
        wanted = {(item.booked_on, item.amount_pence) for item in early}
        on_account = StatementItem.objects.filter(
            bank_account=bank_account, booked_on__gte=min(day for day, _ in wanted), booked_on__lte=ended_on
        ).values_list("booked_on", "amount_pence", "text", "their_reference", "counterparty")
        loaded = {(day, pence): set() for day, pence in wanted}  # type: ignore[var-annotated]
        for day, pence, *words in on_account.iterator():
            if (day, pence) in loaded:
                loaded[day, pence].add(tuple(words))
        again = [
            item
            for item in early
            if (item.text, item.their_reference, item.counterparty)
            in loaded[item.booked_on, item.amount_pence]
            or (loaded[item.booked_on, item.amount_pence] and item.booked_on < ended_on)
        ]
        if again:
            named = "; ".join(
                f"{item.booked_on:%-d %B}, £{pounds(item.amount_pence)}"
                + (f", {item.text or item.counterparty}" if item.text or item.counterparty else "")
                for item in again[:MOST_NAMED]
            )
            more = f"; and {len(again) - MOST_NAMED} more" if len(again) > MOST_NAMED else ""
            raise Overlaps(
                f"The statement of {_days(read)} overlaps what is loaded: {named}{more}.",
                where="file",
                next_step=f"Download the statement from after {ended_on:%-d %B %Y} only.",
            )
    if read.to_on < ended_on or (is_first and read.to_on <= ended_on):
        raise Overlaps(
            f"The statement ends on {read.to_on:%-d %B %Y}; the account has its statements up to"
            f" {ended_on:%-d %B %Y}.",
            where="file",
            next_step="Load statements of later days only.",
        )


def _not_before(read: ReadStatement, earliest: date) -> ReadStatement:
    """The bank may book to an earlier day what it puts on today's statement; the balance of that day did not have it."""
    if read.from_on >= earliest and all(item.booked_on >= earliest for item in read.items):
        return read
    items = tuple(replace(item, booked_on=max(item.booked_on, earliest)) for item in read.items)
    return replace(read, from_on=max(read.from_on, earliest), to_on=max(read.to_on, earliest), items=items)


def _write(actor: Actor, upload: StatementUpload, planned: Planned, number: int) -> BankStatement:
    read = planned.read
    statement = BankStatement.objects.create(
        bank_account=upload.bank_account,
        number=number,
        their_id=read.their_id[:100],
        from_on=read.from_on,
        to_on=read.to_on,
        opening_pence=read.opening_pence,
        closing_pence=read.closing_pence,
        item_count=len(read.items),
        fingerprint=planned.fingerprint,
        upload=upload,
        document=upload.document,
        loaded_by_id=actor.member_id,
    )
    references = new_references(len(read.items))
    copy_rows(
        "finance_statementitem",
        COLUMNS,
        (
            (
                references[place],
                upload.bank_account_id,
                statement.pk,
                place + 1,
                item.booked_on,
                item.value_on,
                item.amount_pence,
                item.text,
                item.counterparty,
                item.their_reference,
                item.kind,
            )
            for place, item in enumerate(read.items)
        ),
    )
    return statement


def _may_see(viewer: Actor, document: Document) -> bool:
    return viewer.can("finance.view")


def register_documents() -> None:
    """Let statement files be stored, and read by whoever sees finance."""
    document_kind(
        DOCUMENT_KIND,
        label="Bank statement",
        may_see=_may_see,
        types=(TEXT, CSV, XLSX),
        largest_bytes=MOST_BYTES,
    )
