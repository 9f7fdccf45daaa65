"""Ending a dated record, or taking back one that was entered by mistake."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from hr.services.own_record import refuse_own_among
from payroll.models.dated import Detail
from payroll.queries.details import last_paid_on
from payroll.services.details.one import day_after
from payroll.services.details.refusals import AlreadyPaid

D = TypeVar("D", bound=Detail)


class EndsBeforeStart(Refused):
    code = "ends_before_start"


@service(permission="payroll.change_details")
def end_detail(*, actor: Actor, detail: D, last_day: date, reason: str) -> D:
    """Let a record end: a loan repaid, a scheme left, an order discharged. It may be ended earlier or later again."""
    detail = lock(detail)
    refuse_own_among(actor, [detail.employment_id])
    if last_day < detail.starts_on:
        raise EndsBeforeStart(
            f"It begins on {detail.starts_on:%-d %B %Y}, after that day.",
            where="last_day",
            next_step="Give a day on or after it, or remove the record if it was entered by mistake.",
        )
    detail.ends_before = day_after(last_day)
    detail.save(update_fields=["ends_before"])
    return detail


@service(permission="payroll.change_details")
def remove_detail(*, actor: Actor, detail: Detail, reason: str) -> None:
    """Take back a record entered by mistake, while nothing has been paid by it. History keeps it."""
    detail = lock(detail)
    refuse_own_among(actor, [detail.employment_id])
    paid = last_paid_on(detail.employment_id)
    if paid is not None and paid >= detail.starts_on:
        raise AlreadyPaid(
            f"This was in force when {paid:%-d %B %Y} was paid.",
            next_step="End it instead, or enter the right one from its first day.",
        )
    detail.delete()
