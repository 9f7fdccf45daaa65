"""Celery entry points: a second pair of hands for a pay run that is being calculated."""

from __future__ import annotations

from uuid import UUID

from backoffice.tenancy.current import require_slug
from backoffice.tenancy.memberships import actor_of, membership_in
from backoffice.tenancy.tasks import tenant_task
from payroll.models import PayRun
from payroll.services.calculate import calculate_next_chunk


@tenant_task(queue="payroll")
def help_calculate(
    *, run_id: int, calculation: int, identity: str, **_: object
) -> None:  # **_: newer callers
    """Calculate chunks until none is free, then send for nobody: the run's job waits for those under way."""
    person = UUID(identity)
    membership = membership_in(person, require_slug())
    actor = actor_of(person, membership, via="job") if membership else None
    run = PayRun.objects.filter(pk=run_id, calculation=calculation).first()
    if actor is None or run is None:
        return
    while calculate_next_chunk(actor=actor, run=run):
        pass
