"""May this person approve that much? If not, who can?"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date

from backoffice.actor import Actor
from finance.models import Delegation
from finance.queries.purchasing.limits import Limits, Part
from finance.rules.money import pounds

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether somebody may approve, why (not), on whose behalf, and who could instead."""

    allowed: bool
    why: str
    through: Delegation | None = None
    others: tuple[str, ...] = ()

    @property
    def next_step(self) -> str:
        """What to do about a no."""
        if not self.others:
            return "Nobody's approval limit reaches it. Ask a finance officer to look at the approval limits."
        return f"{_either(list(self.others))} can approve it."


def may_approve(
    *,
    actor: Actor,
    amount_pence: int,
    cost_centres: Set[int],
    categories: Set[int],
    on: date,
    makers: Iterable[int] = (),
) -> Decision:
    """Whether the actor's limit, or that of somebody they stand in for, reaches the amount everywhere it is spent.

    `makers` are the members whose work it is: nobody approves within a maker's limit. Without a category, limits for all
    categories count.
    """
    of: Set[int | None] = set(categories) or {None}
    parts = [(centre, category) for centre in cost_centres for category in of]
    return decide(Limits(on), actor=actor, amount_pence=amount_pence, parts=parts, makers=makers)


def decide(
    limits: Limits, *, actor: Actor, amount_pence: int, parts: Iterable[Part], makers: Iterable[int] = ()
) -> Decision:
    """The same for parts that are known, with limits read once for many decisions."""
    parts, made_by = list(parts), frozenset(makers)
    if actor.member_id in made_by:
        return _no(
            "It is your own work, so another person has to decide.", limits, amount_pence, parts, made_by
        )
    held = limits.held_by(actor.member_id, parts, made_by)
    if held.limit_pence is None:
        why = "You have no approval limit for these cost centres and categories."
        return _no(why, limits, amount_pence, parts, made_by)
    if held.limit_pence < amount_pence:
        why = f"You approve up to £{pounds(held.limit_pence)} here; this is £{pounds(amount_pence)}."
        return _no(why, limits, amount_pence, parts, made_by)
    if held.through is not None:
        return Decision(True, f"You stand in for {held.through.from_member.name}.", held.through)
    return Decision(True, f"Within your limit of £{pounds(held.limit_pence)}.")


def _no(why: str, limits: Limits, amount_pence: int, parts: list[Part], made_by: frozenset[int]) -> Decision:
    others = limits.who_may(amount_pence, parts, made_by)
    return Decision(False, why, None, tuple(member.name for member in others[:NAMES_SHOWN]))


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
