"""Warnings and exceptions are cleared by a person with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from backoffice.ui.formats import in_words
from payroll.models import PayRun
from payroll.queries.warnings import account_writers
from payroll.services.refusals import WrongState


class OwnBankChange(Refused):
    code = "own_bank_change"


@service(permission="payroll.prepare_run")
def clear_warnings(*, actor: Actor, run: PayRun, ids: Iterable[int], reason: str) -> int:
    """Clear warnings of a calculated run; how many. Those cleared before keep who did it and why.

    That somebody is paid to another account is cleared by another person than entered it.
    """
    run = _calculated(run)
    rows = run.warnings.filter(pk__in=list(ids), cleared_by__isnull=True)
    moved = list(rows.filter(kind="bank_changed").values_list("employment_id", flat=True))
    writers = account_writers(employment_ids=moved, on=run.pay_on) if moved else {}
    own = [pk for pk, wrote in writers.items() if actor.member_id in {each.member_id for each in wrote}]
    if own:
        raise OwnBankChange(
            f"You entered {in_words(len(own), 'of the bank accounts', 'of the bank accounts')} that are now paid.",
            where="ids",
            next_step="Leave those warnings to a colleague, who asks the people concerned.",
        )
    return _clear(actor, rows, reason)


@service(permission="payroll.prepare_run")
def clear_exceptions(*, actor: Actor, run: PayRun, ids: Iterable[int], reason: str) -> int:
    """Leave people out whose pay could not be worked out, and say why; how many."""
    run = _calculated(run)
    return _clear(actor, run.exceptions.filter(pk__in=list(ids), cleared_by__isnull=True), reason)


def _calculated(run: PayRun) -> PayRun:
    run = lock(run)
    if run.state != PayRun.CALCULATED:
        raise WrongState(
            f"{run.reference} is {run.get_state_display().lower()}.",
            next_step="Warnings are cleared between calculating and checking.",
        )
    return run


def _clear(actor: Actor, rows, reason: str) -> int:  # type: ignore[no-untyped-def]
    reason = reason.strip()
    if not reason:
        raise Refused("Say why this can be cleared.", where="reason", next_step="Enter a reason.")
    cleared: int = rows.update(cleared_by_id=actor.member_id, cleared_at=timezone.now(), reason=reason[:200])
    return cleared
