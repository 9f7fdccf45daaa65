"""Preparing a publication: its lines from the ledger, redactions, purposes and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from finance.models import Period, Publication, PublicationLine, Supplier
from finance.queries.publishing import Item, is_over, items_of, rules
from finance.services.publishing.errors import (
    MonthNotClosed,
    NothingDecided,
    NotOver,
    ReasonNeeded,
    WrongState,
)

PURPOSE, WHY = 200, 300  # letters
ORDERED = "Ordered against an approved requisition, within the limits for its value and category."
UNORDERED = "Approved against the invoice within the approver's limit; no order was needed."
State = Publication.State


@service(permission="finance.prepare_publication")
def prepare_spend(*, actor: Actor, period: Period, correction_reason: str = "") -> Publication:
    """Begin a month's spending file, or its correction, with its lines. Asked twice, it is one.

    Suppliers who are individuals, and who was redacted last time, are proposed for redaction.
    """
    period = lock(period)
    if not period.is_over:
        raise MonthNotClosed(
            f"{period} is {period.get_state_display().lower()}, so its spending can still change.",
            where="period",
            next_step=f"Close {period} first.",
        )
    publication, is_new = _begin(
        actor,
        Publication.Dataset.SPEND,
        period.code,
        period.starts_on,
        period.ends_on + timedelta(days=1),
        correction_reason,
    )
    if is_new:
        _write_lines(publication, items_of(period))
    return publication


@service(permission="finance.prepare_publication")
def prepare_payments(
    *, actor: Actor, starts_on: date, today: date, correction_reason: str = ""
) -> Publication:
    """Begin the figures of how soon suppliers were paid in a half year that is over (from April or October)."""
    half = half_year(starts_on)
    if half.ends_before > today:
        raise NotOver(
            f"The half year to {half.ends_before - timedelta(days=1):%-d %B %Y} is not over.",
            where="starts_on",
            next_step="Choose one that is.",
        )
    publication, _ = _begin(
        actor, Publication.Dataset.PAYMENTS, half.name, half.starts_on, half.ends_before, correction_reason
    )
    return publication


class Half(NamedTuple):
    """Half a financial year. The law asks for the figures of each (Procurement Act 2023 s.69)."""

    name: str  # 2026-27-first-half
    starts_on: date
    ends_before: date


def half_year(day: date) -> Half:
    """The half year a day lies in."""
    year = day.year if day.month >= 4 else day.year - 1
    if 4 <= day.month < 10:
        return Half(f"{year}-{(year + 1) % 100:02d}-first-half", date(year, 4, 1), date(year, 10, 1))
    return Half(f"{year}-{(year + 1) % 100:02d}-second-half", date(year, 10, 1), date(year + 1, 4, 1))


def _begin(
    actor: Actor, dataset: str, name: str, starts_on: date, ends_before: date, correction_reason: str
) -> tuple[Publication, bool]:
    versions = Publication.objects.defer("content").filter(dataset=dataset, name=name)
    in_hand = versions.filter(state__in=[State.DRAFT, State.REVIEW, State.REVIEWED]).first()
    if in_hand is not None:
        return in_hand, False
    version = versions.filter(state=State.PUBLISHED).count() + 1
    if version > 1 and not correction_reason.strip():
        raise ReasonNeeded(
            f"{name} is published already.",
            where="correction_reason",
            next_step="Say what the new version corrects: the reason is published with it.",
        )
    made = Publication.objects.create(
        dataset=dataset,
        name=name,
        version=version,
        starts_on=starts_on,
        ends_before=ends_before,
        correction_reason=correction_reason.strip() if version > 1 else "",
        threshold_pence=rules().threshold_pence,
        made_by_id=actor.member_id,
    )
    return made, True


@service(permission="finance.prepare_publication")
def read_again(*, actor: Actor, publication: Publication) -> Publication:
    """Take the lines from the ledger as it stands now, and the threshold; what was decided for a line stays."""
    publication = _draft(publication)
    period = Period.objects.get(starts_on=publication.starts_on)
    publication.threshold_pence = rules().threshold_pence
    publication.save(update_fields=["threshold_pence"])
    kept = list(PublicationLine.objects.filter(publication=publication))
    PublicationLine.objects.filter(publication=publication).delete()
    _write_lines(publication, items_of(period), decided=kept)
    return publication


def _write_lines(
    publication: Publication, items: Iterable[Item], decided: Sequence[PublicationLine] = ()
) -> None:
    own = {(line.invoice_id, line.account_id, line.objective_id): line for line in decided}
    last = _last_time(publication)
    lines: list[PublicationLine] = []
    for item in items:
        if not is_over(item, publication.threshold_pence):
            continue
        line = PublicationLine(
            publication=publication,
            number=len(lines) + 1,
            invoice_id=item.invoice_id,
            supplier_id=item.supplier_id,
            supplier_name=item.supplier_name,
            posted_on=item.posted_on,
            amount_pence=item.amount_pence,
            account_id=item.account_id,
            objective_id=item.objective_id,
            procurement_reference=item.order_number,
        )
        before = own.get(item.key)
        if before is not None:
            for field in ("reference", "purpose", "value_for_money", "redaction", "redaction_note"):
                setattr(line, field, getattr(before, field))
            line.is_proposed = before.is_proposed
            line.changed_by_id, line.changed_at = before.changed_by_id, before.changed_at
        else:
            _propose(line, item, last.get((item.supplier_id, item.account_id)))
        lines.append(line)
    PublicationLine.objects.bulk_create(lines, batch_size=2_000)


def _last_time(publication: Publication) -> dict[tuple[int, int], PublicationLine]:
    """How each supplier and subjective stood in the latest published file."""
    files = Publication.objects.filter(dataset=publication.dataset, state=State.PUBLISHED)
    newest = files.order_by("-starts_on", "-version").values("pk")[:1]
    lines = PublicationLine.objects.filter(publication__in=newest).order_by("number")
    return {(line.supplier_id, line.account_id): line for line in lines}


def _propose(line: PublicationLine, item: Item, last: PublicationLine | None) -> None:
    line.purpose = last.purpose if last else (item.category_name or item.account_name)[:PURPOSE]
    default = ORDERED if item.order_number else UNORDERED
    line.value_for_money = (
        last.value_for_money if last and last.value_for_money not in (ORDERED, UNORDERED) else default
    )
    if last is not None and last.redaction:
        line.redaction, line.redaction_note = last.redaction, last.redaction_note
    elif item.supplier_kind == Supplier.Kind.INDIVIDUAL:
        line.redaction = PublicationLine.Redaction.PERSONAL_DATA
        line.redaction_note = "The supplier is an individual."
    line.is_proposed = bool(line.redaction)


@service(permission="finance.prepare_publication")
def decide_redactions(
    *, actor: Actor, publication: Publication, ids: Sequence[int], redaction: str, note: str = ""
) -> int:
    """Redact lines for one reason, or with none publish them in full. Returns how many."""
    publication = _draft(publication)
    found = list(PublicationLine.objects.filter(publication=publication, pk__in=ids))
    if not found:
        raise Refused("No line is ticked.", next_step="Tick the lines it is about.", code="nothing_ticked")
    now = timezone.now()
    for line in found:
        if note.strip() or line.redaction != redaction:
            line.redaction_note = note.strip() if redaction else ""
        line.redaction, line.is_proposed = redaction, False
        line.changed_by_id, line.changed_at = actor.member_id, now
    PublicationLine.objects.bulk_update(
        found, ["redaction", "redaction_note", "is_proposed", "changed_by", "changed_at"]
    )
    return len(found)


@service(permission="finance.prepare_publication")
def change_line(
    *,
    actor: Actor,
    line: PublicationLine,
    purpose: str,
    value_for_money: str,
    redaction: str,
    redaction_note: str = "",
) -> PublicationLine:
    """Say what was bought and why it is value for money, and whether anything is redacted."""
    _draft(line.publication)
    line.purpose, line.value_for_money = purpose.strip(), value_for_money.strip()
    line.redaction, line.redaction_note = redaction, redaction_note.strip() if redaction else ""
    line.is_proposed = False
    line.changed_by_id, line.changed_at = actor.member_id, timezone.now()
    line.save(
        update_fields=[
            "purpose", "value_for_money", "redaction", "redaction_note", "is_proposed", "changed_by", "changed_at",
        ]
    )  # fmt: skip
    return line


@service(permission="finance.prepare_publication")
def submit_publication(*, actor: Actor, publication: Publication) -> Publication:
    """Hand it to a reviewer. Refused while a redaction is only proposed."""
    publication = _draft(publication)
    proposed = PublicationLine.objects.filter(publication=publication, is_proposed=True).count()
    if proposed:
        raise NothingDecided(
            f"{proposed} proposed redaction{'s are' if proposed > 1 else ' is'} not decided.",
            next_step="Filter the lines by “Proposed”, tick them, and redact or publish them.",
        )
    publication.state, publication.submitted_by_id = State.REVIEW, actor.member_id
    publication.submitted_at, publication.returned_reason = timezone.now(), ""
    publication.save(update_fields=["state", "submitted_by", "submitted_at", "returned_reason"])
    return publication


@service(permission="finance.prepare_publication")
def give_up_publication(*, actor: Actor, publication: Publication) -> Publication:
    """Stop preparing it. It stays in the list; another can be begun."""
    publication = _draft(publication)
    publication.state = State.GIVEN_UP
    publication.save(update_fields=["state"])
    return publication


def _draft(publication: Publication) -> Publication:
    """The publication, locked, while it may be changed."""
    publication = lock(publication)
    if publication.state != State.DRAFT:
        raise WrongState(
            f"{publication} is no longer being prepared: {publication.get_state_display().lower()}.",
            next_step="Look at it again."
            if publication.state != State.PUBLISHED
            else "Prepare a correction instead.",
        )
    return publication
