"""Naming budget holders."""

from __future__ import annotations

from datetime import date

from backoffice.actor import Actor
from backoffice.errors import NotAllowed, Refused
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from finance.models import BudgetHolder, CostCentre
from finance.services.budgets.errors import HolderOverlaps


@service(permission="finance.change_budgets")
def name_holder(
    *,
    actor: Actor,
    cost_centre: CostCentre,
    member: Member,
    starts_on: date,
    ends_before: date | None = None,
) -> BudgetHolder:
    """Give a member a cost centre, with everything below it, from a day on."""
    if member.pk == actor.member_id:
        raise _not_oneself()
    if member.state != Member.State.ACTIVE:
        raise Refused(
            f"{member.name} is not active here.",
            where="member",
            next_step="Choose somebody who works here.",
            code="member_not_active",
        )
    lock(cost_centre)  # two at once would both find the days free
    others = BudgetHolder.objects.filter(cost_centre=cost_centre, member=member).exclude(
        ends_before__lte=starts_on
    )
    if ends_before is not None:
        others = others.filter(starts_on__lt=ends_before)
    if others.exists():
        raise HolderOverlaps(
            f"{member.name} holds {cost_centre} already in that time.",
            where="starts_on",
            next_step="Give other dates, or end the other entry first.",
        )
    return BudgetHolder.objects.create(
        cost_centre=cost_centre, member=member, starts_on=starts_on, ends_before=ends_before
    )


@service(permission="finance.change_budgets")
def end_holder(
    *, actor: Actor, holder: BudgetHolder, ends_before: date | None, reason: str = ""
) -> BudgetHolder:
    """Say from which day on a member no longer holds a cost centre; None takes an end back."""
    holder = lock(holder)
    if (
        holder.member_id == actor.member_id
        and holder.ends_before is not None
        and (ends_before is None or ends_before > holder.ends_before)
    ):
        raise _not_oneself()
    if ends_before is not None and ends_before <= holder.starts_on:
        raise Refused(
            "A budget holder holds a cost centre for a day at least.",
            where="ends_before",
            next_step=f"Give a day after {holder.starts_on:%-d %B %Y}.",
            code="finance_budget_holder_dates_in_order",
        )
    holder.ends_before = ends_before
    holder.save(update_fields=["ends_before"])
    return holder


def _not_oneself() -> NotAllowed:
    """Approval limits of budget holders reach as far as the cost centres they hold."""
    return NotAllowed(
        "You cannot make yourself a budget holder.",
        next_step="Ask a colleague who changes budgets.",
        code="budget_holder_oneself",
    )
