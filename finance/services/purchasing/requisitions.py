"""Requisitions, from a draft to a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.kinds import approval_kind
from backoffice.approvals.models import ApprovalRequest
from backoffice.approvals.queries import approval_of
from backoffice.approvals.services import approve, reject, request_approval
from backoffice.approvals.services import withdraw as withdraw_request
from backoffice.clock import LONDON, business_date
from backoffice.errors import NotAllowed, Refused
from backoffice.links import Link
from backoffice.numbering.services import next_number
from backoffice.services import lock, service
from finance.models import Requisition, RequisitionLine, Supplier
from finance.queries.purchasing.limits import Limits
from finance.services.budgets.commitments import BudgetAnswer, commit, release
from finance.services.purchasing.errors import (
    LimitTooLow,
    LinesWrong,
    OwnRequisition,
    RequisitionMoved,
    SupplierNotOpen,
)
from finance.services.purchasing.limits import decide
from finance.services.purchasing.lines import PurchaseLine, coded, commitments_of

KIND = "finance.requisition"
CODES = ("account", "cost_centre", "objective", "project", "category", "vat_code")
State = Requisition.State


@dataclass(frozen=True, slots=True)
class RequisitionFacts:
    """The head of a requisition."""

    title: str
    supplier: Supplier | None = None
    needed_on: date | None = None
    deliver_to: str = ""
    reason: str = ""


def link_to(requisition: Requisition) -> Link:
    """What its commitment, approval and documents point to."""
    return Link(KIND, requisition.pk)


def lines_with_codes(requisition: Requisition) -> list[RequisitionLine]:
    """Its lines in order, with all they are coded to. One query."""
    return list(requisition.lines.select_related(*CODES).order_by("number"))


@service(permission="finance.requisition")
def draft_requisition(
    *, actor: Actor, facts: RequisitionFacts, lines: Sequence[PurchaseLine], today: date
) -> Requisition:
    """Begin a requisition. Nothing is held of the budget until it is submitted."""
    _refuse_facts(facts)
    made = coded(lines, on=today)
    requisition = Requisition(
        number=next_number("requisition", prefix="R"),
        title=facts.title.strip(),
        supplier=facts.supplier,
        needed_on=facts.needed_on,
        deliver_to=facts.deliver_to.strip(),
        reason=facts.reason.strip(),
        made_by_id=actor.member_id,
    )
    requisition.save(force_insert=True)
    RequisitionLine.objects.bulk_create(RequisitionLine(requisition=requisition, **fields) for fields in made)
    return requisition


@service(permission="finance.requisition")
def change_requisition(
    *,
    actor: Actor,
    requisition: Requisition,
    facts: RequisitionFacts,
    lines: Sequence[PurchaseLine],
    today: date,
) -> Requisition:
    """Give a draft, or one that was rejected, another head and other lines. Only its maker may."""
    requisition = _own(actor, requisition)
    if requisition.state not in (State.DRAFT, State.REJECTED):
        raise _moved(requisition, "Withdraw it to change it.")
    _refuse_facts(facts)
    made = coded(lines, on=today)
    if requisition.state == State.REJECTED:
        requisition.state = State.DRAFT
        requisition.save(update_fields=["state"])
    requisition.title, requisition.supplier = facts.title.strip(), facts.supplier
    requisition.needed_on, requisition.deliver_to = facts.needed_on, facts.deliver_to.strip()
    requisition.reason = facts.reason.strip()
    requisition.save(update_fields=["title", "supplier", "needed_on", "deliver_to", "reason"])
    requisition.lines.all().delete()
    RequisitionLine.objects.bulk_create(RequisitionLine(requisition=requisition, **fields) for fields in made)
    return requisition


@service(permission="finance.requisition")
def submit_requisition(*, actor: Actor, requisition: Requisition, today: date) -> BudgetAnswer:
    """Ask for approval, and hold the budget from this moment on: two people cannot ask for the last pound twice.

    Raises `OverBudget` with its figures where the budget does not reach. Asked twice, submitted once.
    """
    requisition = _own(actor, requisition)
    if requisition.state == State.AWAITING:
        return BudgetAnswer([])
    if requisition.state != State.DRAFT:
        raise _moved(requisition)
    if requisition.supplier is not None:
        refuse_closed(requisition.supplier)
    lines = lines_with_codes(requisition)
    if not sum(line.net_pence for line in lines):
        raise LinesWrong("The requisition is worth nothing.", where="lines", next_step="Give prices.")
    answer = commit(actor=actor, source=link_to(requisition), lines=commitments_of(lines), on=today)
    requisition.state, requisition.submitted_at = State.AWAITING, timezone.now()
    requisition.decided_by = requisition.decided_for = requisition.decided_at = None
    requisition.decided_reason = ""
    requisition.save(
        update_fields=["state", "submitted_at", "decided_by", "decided_for", "decided_at", "decided_reason"]
    )
    request_approval(
        actor=actor,
        kind=KIND,
        target=link_to(requisition),
        summary=str(requisition),
        made_by=[requisition.made_by_id],
    )
    return answer


@service(permission="finance.requisition")
def withdraw_requisition(*, actor: Actor, requisition: Requisition, today: date) -> Requisition:
    """Take a submitted requisition back to change it; its budget is free again."""
    requisition = _own(actor, requisition)
    if requisition.state == State.DRAFT:
        return requisition
    if requisition.state != State.AWAITING:
        raise _moved(requisition)
    release(actor=actor, source=link_to(requisition), amounts=None, on=today)
    requisition.state, requisition.submitted_at = State.DRAFT, None
    requisition.save(update_fields=["state", "submitted_at"])
    withdraw_request(actor=actor, approval=_request_of(requisition))
    return requisition


@service(permission="finance.requisition")
def cancel_requisition(*, actor: Actor, requisition: Requisition, reason: str, today: date) -> Requisition:
    """Give a requisition up, as the one who raised it; whatever it held of the budget is free again."""
    requisition = _own(actor, requisition)
    if requisition.state == State.CANCELLED:
        return requisition
    if requisition.state == State.ORDERED:
        raise _moved(requisition, "Cancel the order instead.")
    if not reason.strip():
        raise Refused("Say why it is given up.", where="reason", code="reason_required")
    if requisition.state == State.AWAITING:
        withdraw_requisition(actor=actor, requisition=requisition, today=today)
        requisition.refresh_from_db()
    release(actor=actor, source=link_to(requisition), amounts=None, on=today)
    requisition.state, requisition.decided_reason = State.CANCELLED, reason.strip()
    requisition.save(update_fields=["state", "decided_reason"])
    return requisition


@service(permission="finance.approve_requisition")
def approve_requisition(
    *, actor: Actor, requisition: Requisition, reason: str = "", today: date
) -> Requisition:
    """Say yes, within one's limit or that of somebody one stands in for. From here on it can be ordered.

    Asked twice by the same person, approved once; a second approver is told who was first.
    """
    requisition = lock(requisition)
    if requisition.state == State.APPROVED and requisition.decided_by_id == actor.member_id:
        return requisition
    _refuse_decided(actor, requisition)
    approve(actor=actor, approval=_request_of(requisition), reason=reason)
    requisition.refresh_from_db()
    return requisition


@service(permission="finance.approve_requisition")
def reject_requisition(*, actor: Actor, requisition: Requisition, reason: str, today: date) -> Requisition:
    """Say no, and why; its budget is free again, and whoever raised it may change it and ask once more."""
    requisition = lock(requisition)
    if requisition.state == State.REJECTED and requisition.decided_by_id == actor.member_id:
        return requisition
    if not reason.strip():
        raise Refused("Say what should be different.", where="reason", code="reason_required")
    _refuse_decided(actor, requisition)
    reject(actor=actor, approval=_request_of(requisition), reason=reason)
    requisition.refresh_from_db()
    return requisition


def approved(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    """What follows from a yes, whichever door it came through: the limit is asked here."""
    requisition = Requisition.objects.select_for_update().get(pk=target.id)
    on = business_date()
    parts = set(requisition.lines.values_list("cost_centre_id", "category_id"))
    total = sum(requisition.lines.values_list("net_pence", flat=True))
    decision = decide(
        Limits(on), actor=actor, amount_pence=total, parts=parts, makers=[requisition.made_by_id]
    )
    if not decision.allowed:
        raise LimitTooLow(decision.why, next_step=decision.next_step)
    _decided(actor, requisition, State.APPROVED, approval)
    if decision.through is not None:
        requisition.decided_for_id = decision.through.from_member_id
    requisition.save(update_fields=["state", "decided_by", "decided_for", "decided_at", "decided_reason"])


def rejected(*, actor: Actor, target: Link, approval: ApprovalRequest) -> None:
    """What follows from a no."""
    requisition = Requisition.objects.select_for_update().get(pk=target.id)
    _decided(actor, requisition, State.REJECTED, approval)
    requisition.save(update_fields=["state", "decided_by", "decided_for", "decided_at", "decided_reason"])
    release(actor=actor, source=target, amounts=None, on=business_date())


def refuse_closed(supplier: Supplier) -> None:
    """Refuse a supplier on hold or closed."""
    if supplier.state != Supplier.State.OPEN:
        raise SupplierNotOpen(
            f"{supplier} is {supplier.get_state_display().lower()}: {supplier.hold_reason}",
            where="supplier",
            next_step="Choose another supplier, or have it opened again.",
        )


def register_approvals() -> None:
    """Offer the decision to the kernel."""
    approval_kind(
        KIND,
        label="Requisition",
        approve_permission="finance.approve_requisition",
        approved=approved,
        rejected=rejected,
        in_own_lists=True,
    )


def _decided(actor: Actor, requisition: Requisition, state: str, approval: ApprovalRequest) -> None:
    requisition.state, requisition.decided_by_id = state, actor.member_id
    requisition.decided_for = None
    requisition.decided_at, requisition.decided_reason = timezone.now(), approval.reason[:500]


def _request_of(requisition: Requisition) -> ApprovalRequest:
    found = approval_of(link_to(requisition))
    assert found is not None, "a submitted requisition has a request for approval"
    return found


def _refuse_decided(actor: Actor, requisition: Requisition) -> None:
    if requisition.state != State.AWAITING:
        raise _moved(requisition)
    if requisition.made_by_id == actor.member_id:
        raise OwnRequisition(
            "You raised this requisition, so another person has to decide.",
            next_step="Its page says who can approve it.",
        )


def _refuse_facts(facts: RequisitionFacts) -> None:
    if not facts.title.strip():
        raise Refused("Say what is to be bought.", where="title", code="title_required")
    if facts.supplier is not None:
        refuse_closed(facts.supplier)


def _own(actor: Actor, requisition: Requisition) -> Requisition:
    requisition = lock(requisition)
    if requisition.made_by_id != actor.member_id:
        raise NotAllowed(
            f"{requisition.made_by.name} raised this requisition.",
            next_step="Ask them, or raise your own.",
            code="requisition_not_yours",
        )
    return requisition


def _moved(requisition: Requisition, next_step: str = "Look at it again.") -> RequisitionMoved:
    said = f"{requisition.number} is {requisition.get_state_display().lower()}"
    if requisition.decided_by is not None and requisition.decided_at is not None:
        at = requisition.decided_at.astimezone(LONDON)
        said += f"; {requisition.decided_by.name} decided on {at:%-d %B %Y at %H:%M}"
    return RequisitionMoved(f"{said}.", next_step=next_step)
