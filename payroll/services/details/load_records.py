"""Loading files of pay details and settings: all their records in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.actor import Actor
from backoffice.services import service
from hr.services.own_record import own_employments, own_row
from payroll.services.details.fitting import UNCHANGED
from payroll.services.details.kinds import (
    EMPLOYER_RATE,
    SETTINGS,
    DatedKind,
    SingleKind,
)
from payroll.services.details.loading import Plan, Wanted, plan_dated, plan_single, store_dated, store_single
from payroll.services.details.refusals import Overlaps


@service(permission="payroll.import")
def load_details(*, actor: Actor, kind: DatedKind, wanted: Sequence[Wanted]) -> dict[str, int]:
    """Dated records of employments; each ends the one in force on its first day."""
    assert kind.group[0] == "employment_id"
    return _dated(kind, wanted, own_employments(actor))


@service(permission="payroll.import")
def load_single_details(*, actor: Actor, kind: SingleKind, wanted: Sequence[Wanted]) -> dict[str, int]:
    """Records of employments that there are once: orders, figures to date."""
    assert kind.key[0] == "employment_id"
    return _single(kind, wanted, own_employments(actor))


@service(permission="payroll.change_settings")
def load_settings(*, actor: Actor, kind: DatedKind, wanted: Sequence[Wanted]) -> dict[str, int]:
    """Dated settings of the authority."""
    assert kind in (EMPLOYER_RATE, SETTINGS)
    return _dated(kind, wanted)


@service(permission="payroll.change_settings")
def load_single_settings(*, actor: Actor, kind: SingleKind, wanted: Sequence[Wanted]) -> dict[str, int]:
    """Settings that there are once: the pay calendar, bank holidays, pay elements."""
    assert kind.key[0] != "employment_id"
    return _single(kind, wanted)


def _dated(kind: DatedKind, wanted: Sequence[Wanted], own: set[int] | None = None) -> dict[str, int]:
    plan = plan_dated(kind, wanted)
    _refuse_own(plan, wanted, own)
    refuse_clashes(plan)
    store_dated(kind, plan)
    return plan.counts()


def _single(kind: SingleKind, wanted: Sequence[Wanted], own: set[int] | None = None) -> dict[str, int]:
    plan = plan_single(kind, wanted)
    _refuse_own(plan, wanted, own)
    store_single(kind, plan)
    return plan.counts()


def _refuse_own(plan: Plan, wanted: Sequence[Wanted], own: set[int] | None) -> None:
    """A file may hold one's own records as they are."""
    if own and any(each.key[0] in own and plan.outcomes[each.tag] != UNCHANGED for each in wanted):
        raise own_row()


def refuse_clashes(plan: Plan) -> None:
    """A record that runs into a later one is refused, not cut short unasked."""
    for clash in plan.clashes:
        raise Overlaps(
            f"Another record begins on {clash.starts_on:%-d %B %Y}, before this one ends.",
            where="last_day",
            next_step="Leave the last day empty to let this one end there, or give an earlier one.",
        )
