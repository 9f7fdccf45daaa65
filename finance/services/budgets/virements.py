"""Virements: budget moved from one coding to another, agreed by both budget holders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.numbering.services import next_number
from backoffice.services import lock, service
from finance.errors import UnknownCode
from finance.models import CostCentre, Virement, VirementAgreement, VirementLine
from finance.queries.budgets.holders import visible_centres
from finance.queries.budgets.versions import current_version
from finance.queries.budgets.virements import Needed, needed_for
from finance.rules.money import pounds
from finance.rules.periods import months_of
from finance.rules.phasing import spread_flat
from finance.services.budgets.commitments import Coding, ask_controls, in_words
from finance.services.budgets.errors import NoBudget, NotTheHolder, VirementDecided, VirementWrong
from finance.services.lines import Line, ids_of, look_up


@dataclass(frozen=True, slots=True)
class Move:
    """What one coding gets (above nothing) or gives (below nothing), in codes and pence."""

    account: str
    cost_centre: str
    amount_pence: int
    objective: str | None = None
    project: str | None = None


@service(permission="finance.propose_virement")
def propose_virement(
    *,
    actor: Actor,
    financial_year: str,
    reason: str,
    moves: Sequence[Move],
    today: date,
    first_month: int = 1,
) -> Virement:
    """Propose to move budget; spread equally from `first_month` (April is 1) to March.

    A proposer who holds one of the cost centres has agreed for it. The rest is up to the other holder, or to the finance
    approver where one person holds both or nobody holds one.
    """
    try:
        months_of(financial_year)
    except ValueError as error:
        raise Refused(str(error), where="financial_year", code="financial_year") from error
    if current_version(financial_year) is None:
        raise NoBudget(
            f"There is no approved budget for {financial_year} to move anything in.",
            where="financial_year",
            next_step="Have the original budget approved first.",
        )
    total = sum(move.amount_pence for move in moves)
    if len(moves) < 2 or total or any(move.amount_pence == 0 for move in moves):
        raise VirementWrong(
            f"What is given and what is received differ by £{pounds(abs(total))}."
            if total
            else "A virement has a side that gives and a side that receives.",
            where="amount_pence",
            next_step="Give amounts that are equal on both sides.",
        )
    lines = [Line(m.account, m.cost_centre, m.objective, m.amount_pence, "", m.project) for m in moves]
    codes = look_up(lines)
    ids = [ids_of(line, codes, number) for number, line in enumerate(lines, start=1)]
    if not all(cost_centre_id for _, cost_centre_id, *_ in ids):
        raise UnknownCode(
            "A line has no cost centre.", where="cost_centre", next_step="Give the cost centre."
        )
    if len(set(ids)) != len(ids):
        raise VirementWrong(
            "Both sides have the same coding, so nothing would move.",
            where="cost_centre",
            next_step="Choose another account or cost centre on one side.",
        )
    seen = visible_centres(actor, today)
    if seen is not None and not seen & {cost_centre_id for _, cost_centre_id, *_ in ids}:
        raise NotTheHolder(
            "You hold neither side of this virement.",
            next_step="Ask one of the budget holders to propose it.",
        )
    virement = Virement.objects.create(
        number=next_number("virement", prefix="V"),
        financial_year=financial_year,
        reason=reason.strip(),
        made_by_id=actor.member_id,
    )
    VirementLine.objects.bulk_create(
        VirementLine(
            virement=virement,
            number=number,
            **dict(zip(("account_id", "cost_centre_id", "objective_id", "project_id"), coding, strict=True)),
            total_pence=move.amount_pence,
            months=spread_flat(move.amount_pence, first=first_month),
        )
        for number, (move, coding) in enumerate(zip(moves, ids, strict=True), start=1)
    )
    _agree(actor, needed_for(virement, today), virement, today)
    return virement


@service(permission="finance.approve_virement")
def agree_to_virement(*, actor: Actor, virement: Virement, today: date, reason: str = "") -> Virement:
    """Agree for what one holds, or as the finance approver; with the last agreement the budget moves.

    Asked twice by the same person, agreed once. Refused where who gives has not so much left (`OverBudget`'s figures).
    """
    virement = lock(virement)
    if virement.state == Virement.State.APPROVED and virement.agreements.filter(member_id=actor.member_id):
        return virement
    _refuse_decided(virement)
    needed = needed_for(virement, today)
    agreed = _agree(actor, needed, virement, today)
    if not agreed and not virement.agreements.filter(member_id=actor.member_id).exists():
        raise NotTheHolder(
            "You proposed this virement, so another person has to agree."
            if actor.member_id == virement.made_by_id
            else f"{virement} does not wait for you.",
            next_step=f"It waits for {needed.waits_for}.",
        )
    if needed_for(virement, today).is_complete:
        _approve(actor, virement)
    return virement


@service(permission="finance.approve_virement")
def reject_virement(*, actor: Actor, virement: Virement, reason: str, today: date) -> Virement:
    """Refuse for what one holds, or as the finance approver, saying why."""
    if not reason.strip():
        raise Refused("Say why it is rejected.", where="reason", code="reason_required")
    virement = lock(virement)
    _refuse_decided(virement)
    if not needed_for(virement, today).may_decide(actor):
        raise NotTheHolder(f"{virement} does not wait for you.", next_step="Ask a budget holder in it.")
    return _close(actor, virement, Virement.State.REJECTED, reason)


@service(permission="finance.propose_virement")
def withdraw_virement(*, actor: Actor, virement: Virement, reason: str = "") -> Virement:
    """Take one's own proposal back."""
    virement = lock(virement)
    if virement.made_by_id != actor.member_id:
        raise NotTheHolder(
            f"{virement.made_by.name} proposed {virement}.",
            next_step="Ask them to withdraw it, or reject it.",
        )
    if virement.state == Virement.State.WITHDRAWN:
        return virement
    _refuse_decided(virement)
    return _close(actor, virement, Virement.State.WITHDRAWN, reason)


def _agree(actor: Actor, needed: Needed, virement: Virement, today: date) -> int:
    """Write the agreements this person can give; tells how many."""
    made = VirementAgreement.objects.bulk_create(
        VirementAgreement(
            virement=virement,
            cost_centre_id=cost_centre_id,
            member_id=actor.member_id,
            basis=basis,
            agreed_on=today,
        )
        for cost_centre_id, basis in needed.given_by(actor)
    )
    return len(made)


def _approve(actor: Actor, virement: Virement) -> None:
    """Check what is left to give, in the same lock as commitments, then let it count."""
    lines = list(virement.lines.all())
    taken = [
        (
            Coding(line.number, virement.financial_year, line.account_id, line.cost_centre_id, None, None),
            -line.total_pence,
        )
        for line in lines
    ]
    for control in ask_controls(taken):
        if control.action == "stop" and control.wanted_pence > control.left_pence:
            centre = CostCentre.objects.get(pk=control.cost_centre_id)
            raise VirementWrong(
                in_words(control, centre),
                next_step="Move less, or from somewhere else.",
                code="finance_virement_left_to_give",
            )
    version = current_version(virement.financial_year)
    assert version is not None, "a virement is proposed on an approved budget"
    virement.state, virement.version = Virement.State.APPROVED, version
    virement.decided_by_id, virement.decided_at = actor.member_id, timezone.now()
    virement.save(update_fields=["state", "version", "decided_by", "decided_at"])


def _close(actor: Actor, virement: Virement, state: str, reason: str) -> Virement:
    virement.state, virement.decision = state, reason.strip()
    virement.decided_by_id, virement.decided_at = actor.member_id, timezone.now()
    virement.save(update_fields=["state", "decision", "decided_by", "decided_at"])
    return virement


def _refuse_decided(virement: Virement) -> None:
    if virement.state == Virement.State.PROPOSED:
        return
    by = virement.decided_by.name if virement.decided_by else "somebody"
    at = timezone.localtime(virement.decided_at)
    raise VirementDecided(
        f"{virement} was {virement.get_state_display().lower()} by {by} on {at:%-d %B %Y at %H:%M}.",
        next_step="Propose another one if more has to move.",
    )
