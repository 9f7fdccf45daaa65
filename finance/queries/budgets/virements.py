"""Virements, and whose agreement one still needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from backoffice.actor import Actor
from backoffice.errors import Missing
from backoffice.tenancy.models import Member
from finance.models import Virement
from finance.queries.budgets.holders import holders_by_centre, visible_centres

HOLDER, FINANCE = "holder", "finance"


@dataclass(frozen=True, slots=True)
class Needed:
    """Who holds each cost centre of a virement, and who has agreed for it: (member, basis)."""

    made_by: int
    holders: dict[int, list[int]]
    agreed: dict[int, set[tuple[int, str]]]

    @property
    def takes_finance(self) -> bool:
        """Whether the finance approver has a word: one person, or nobody, holds a side, or one person agreed for all."""
        people = {member for members in self.holders.values() for member in members}
        return (
            len(people) < 2
            or not all(self.holders.values())
            or (self._all_agreed and len({member for by in self.agreed.values() for member, _ in by}) < 2)
        )

    @property
    def _all_agreed(self) -> bool:
        return all(self.agreed.values())

    def given_by(self, actor: Actor) -> list[tuple[int, str]]:
        """(cost centre, basis) of the agreements this person could give now."""
        given = [
            (centre, HOLDER)
            for centre, members in self.holders.items()
            if actor.member_id in members and (actor.member_id, HOLDER) not in self.agreed[centre]
        ]
        if given or not self.takes_finance or not _is_finance(actor) or actor.member_id == self.made_by:
            return given
        one_person = len({m for members in self.holders.values() for m in members}) < 2 or self._all_agreed
        return [
            (centre, FINANCE)
            for centre, members in self.holders.items()
            if (one_person or not members) and (actor.member_id, FINANCE) not in self.agreed[centre]
        ]

    def may_decide(self, actor: Actor) -> bool:
        """Whether this person's yes or no counts."""
        return bool(self.given_by(actor)) or any(
            actor.member_id in members for members in self.holders.values()
        )

    @property
    def is_complete(self) -> bool:
        """Whether everybody has agreed: each cost centre by its holder, and two people at least had a part in it."""
        for centre, members in self.holders.items():
            if members and not any(basis == HOLDER for _, basis in self.agreed[centre]):
                return False
            if not members and not any(basis == FINANCE for _, basis in self.agreed[centre]):
                return False
        agreements = [each for by in self.agreed.values() for each in by]
        people = {member for member, _ in agreements}
        if not people - {self.made_by}:
            return False
        return len(people) > 1 or all(basis == FINANCE for _, basis in agreements)

    @property
    def waits_for(self) -> str:
        """In words, whose agreement is missing."""
        missing = [
            members
            for centre, members in self.holders.items()
            if members and not any(basis == HOLDER for _, basis in self.agreed[centre])
        ]
        ids = sorted({member for members in missing for member in members})
        names = [m.name for m in Member.objects.filter(pk__in=ids).order_by("name", "id")]
        if self.takes_finance and not any(basis == FINANCE for by in self.agreed.values() for _, basis in by):
            names.append("the finance approver")
        return " and ".join(names) or "nobody"


def _is_finance(actor: Actor) -> bool:
    """The finance approver: who may agree to virements and sees all of finance."""
    return actor.can("finance.approve_virement") and actor.can("finance.view")


def needed_for(virement: Virement, on: date) -> Needed:
    """Whose agreement a virement needs and has. Three queries."""
    centres = set(virement.lines.values_list("cost_centre_id", flat=True))
    agreed: dict[int, set[tuple[int, str]]] = {centre: set() for centre in centres}
    for centre, member, basis in virement.agreements.values_list("cost_centre_id", "member_id", "basis"):
        agreed[centre].add((member, basis))
    return Needed(virement.made_by_id, holders_by_centre(centres, on), agreed)


def virements_for(*, viewer: Actor, on: date) -> QuerySet[Virement]:
    """Virements the viewer may see: without `finance.view`, one's own and those of cost centres one holds."""
    found = Virement.objects.select_related("made_by", "decided_by", "version")
    seen = visible_centres(viewer, on)
    if seen is not None:
        if not viewer.can("finance.view_budgets"):
            return found.none()
        theirs = Virement.objects.filter(lines__cost_centre_id__in=seen).values("pk")
        found = found.filter(Q(made_by_id=viewer.member_id) | Q(pk__in=theirs))
    return found.annotate(
        total_pence=Sum("lines__total_pence", filter=Q(lines__total_pence__gt=0), default=0)
    )


def virement_for(*, viewer: Actor, reference: str, on: date) -> Virement:
    """One of them, or `Missing`."""
    found = virements_for(viewer=viewer, on=on).filter(reference=reference).first()
    if found is None:
        raise Missing("There is no such virement.", next_step="Choose one from the list of virements.")
    return found


def virements_waiting_for(*, viewer: Actor, on: date) -> list[Virement]:
    """The proposals this person can agree to now; at most fifty are looked at."""
    if not viewer.can("finance.approve_virement"):
        return []
    proposed = virements_for(viewer=viewer, on=on).filter(state="proposed").order_by("id")[:50]
    return [virement for virement in proposed if needed_for(virement, on).given_by(viewer)]
