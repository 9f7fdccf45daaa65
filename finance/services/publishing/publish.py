"""Reviewing what another person prepared, and publishing it."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from backoffice.tenancy.authorities import authority_named
from finance.models import Period, Publication, PublicationLine, PublishingRules
from finance.queries.publishing import is_over, items_of, rules, spend_proof
from finance.services.publishing.content import content_of
from finance.services.publishing.errors import LedgerMovedOn, MonthNotClosed, OwnPublication, WrongState

State = Publication.State


@service(permission="finance.publish")
def review_publication(*, actor: Actor, publication: Publication) -> Publication:
    """Say that redactions and reasons are right. Never by whoever prepared it or decided one of them."""
    publication = _in(publication, State.REVIEW)
    if actor.member_id in _preparers(publication):
        raise OwnPublication(
            "You prepared this publication, so another person reviews it.",
            next_step="Ask another reviewer.",
        )
    publication.state, publication.reviewed_by_id = State.REVIEWED, actor.member_id
    publication.reviewed_at = timezone.now()
    publication.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    return publication


@service(permission="finance.publish")
def return_publication(*, actor: Actor, publication: Publication, reason: str) -> Publication:
    """Send it back to be prepared again, saying why."""
    if not reason.strip():
        raise Refused("Say why it is returned.", where="reason", code="reason_required")
    publication = lock(publication)
    if publication.state not in (State.REVIEW, State.REVIEWED):
        raise _moved(publication)
    publication.state, publication.returned_reason = State.DRAFT, reason.strip()
    publication.reviewed_by_id = publication.reviewed_at = None
    publication.submitted_by_id = publication.submitted_at = None
    publication.save(
        update_fields=[
            "state", "returned_reason", "reviewed_by", "reviewed_at", "submitted_by", "submitted_at",
        ]
    )  # fmt: skip
    return publication


@service(permission="finance.publish")
def publish(*, actor: Actor, publication: Publication) -> Publication:
    """Make the file and put it where anybody reads it, for good. Asked twice, published once.

    Refused while the ledger says something else than was reviewed: spending has to add up to the penny.
    """
    publication = lock(publication)
    if publication.state == State.PUBLISHED:
        return publication
    publication = _in(publication, State.REVIEWED)
    if publication.dataset == Publication.Dataset.SPEND:
        publication.reconciliation = _proved(publication)
    body = rules().body_name or authority_named(actor.authority).name
    content, rows = content_of(viewer=actor, publication=publication, body=body)
    publication.content, publication.row_count = content, rows
    publication.sha256 = hashlib.sha256(content).hexdigest()
    publication.state, publication.published_by_id = State.PUBLISHED, actor.member_id
    publication.published_at = timezone.now()
    publication.save(
        update_fields=[
            "state", "content", "row_count", "sha256", "published_by", "published_at", "reconciliation",
        ]
    )  # fmt: skip
    return publication


def _proved(publication: Publication) -> dict[str, object]:
    period = lock(Period.objects.get(starts_on=publication.starts_on))
    if not period.is_over:
        raise MonthNotClosed(
            f"{period} was reopened, so its spending can change.", next_step=f"Close {period} first."
        )
    items = items_of(period)
    wanted = {
        item.key: (item.amount_pence, item.supplier_name)
        for item in items
        if is_over(item, publication.threshold_pence)
    }
    have = {
        (line.invoice_id, line.account_id, line.objective_id): (line.amount_pence, line.supplier_name)
        for line in PublicationLine.objects.filter(publication=publication)
    }
    proof = spend_proof(publication, items)
    if wanted != have or proof.difference_pence:
        raise LedgerMovedOn(
            f"The ledger of {period} is no longer what was reviewed.",
            next_step="Return the publication and have its lines read again.",
        )
    return proof.as_json()


@service(permission="finance.publish")
def change_publishing_rules(*, actor: Actor, threshold_pence: int, body_name: str) -> PublishingRules:
    """Decide above what amount transactions are published, and the body's name in the files."""
    found = PublishingRules.objects.select_for_update().first() or PublishingRules()
    found.threshold_pence, found.body_name = threshold_pence, body_name.strip()
    found.save()
    return found


def _preparers(publication: Publication) -> set[int | None]:
    lines = PublicationLine.objects.filter(publication=publication, changed_by__isnull=False)
    return {
        publication.made_by_id,
        publication.submitted_by_id,
        *lines.values_list("changed_by_id", flat=True),
    }


def _in(publication: Publication, state: str) -> Publication:
    publication = lock(publication)
    if publication.state != state:
        raise _moved(publication)
    return publication


def _moved(publication: Publication) -> WrongState:
    return WrongState(
        f"{publication} is {publication.get_state_display().lower()}.", next_step="Look at it again."
    )
