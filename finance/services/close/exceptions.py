"""Leave to post into a period that is being closed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.errors import NotAllowed
from backoffice.services import lock, service
from backoffice.tenancy.models import Member
from finance.models import Period, PeriodException
from finance.services.close.errors import ExceptionRefused

GRANTORS = ("finance.close_period", "finance.approve_reopening")


@service(permission=None)
def grant_exception(
    *, actor: Actor, period: Period, member: Member, reason: str, days: int
) -> PeriodException:
    """Let another member's journals be posted into a period that is closing, for a reason and some days.

    For those who close periods and those who agree to reopenings: in a small finance team the approver is the only other
    person. Nobody grants it to themselves; the database refuses that, too. A closed period takes none: it is reopened.
    """
    require_grantor(actor)
    period = lock(period)
    if period.state != Period.State.CLOSING:
        raise ExceptionRefused(
            f"{period} is {period.get_state_display().lower()}, not closing.",
            next_step="Ask for it to be reopened."
            if period.state == Period.State.CLOSED
            else "An open period needs no exception, a locked one takes none.",
        )
    if member.pk == actor.member_id:
        raise ExceptionRefused(
            "You cannot grant yourself an exception.",
            where="member",
            next_step="Ask a colleague who closes periods or agrees to reopenings.",
        )
    if member.state != Member.State.ACTIVE:
        raise ExceptionRefused(
            f"{member.name} is not active here.", where="member", next_step="Choose somebody who is."
        )
    if not reason.strip():
        raise ExceptionRefused("Say why the exception is needed.", where="reason")
    if not 1 <= days <= 31:
        raise ExceptionRefused("An exception lasts from 1 to 31 days.", where="days")
    now = timezone.now()
    return PeriodException.objects.create(
        period=period,
        member=member,
        reason=reason.strip(),
        granted_by_id=actor.member_id,
        granted_at=now,
        expires_at=now + timedelta(days=days),
    )


@service(permission=None)
def withdraw_exception(*, actor: Actor, exception: PeriodException) -> PeriodException:
    """End an exception before it expires, as somebody who may grant one, or as the member it is for. Asked twice, once."""
    exception = lock(exception)
    if actor.member_id != exception.member_id:
        require_grantor(actor)
    if exception.withdrawn_at is None:
        exception.withdrawn_at = timezone.now()
        exception.withdrawn_by_id = actor.member_id
        exception.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return exception


def require_grantor(actor: Actor) -> None:
    """Raise unless the actor closes periods or agrees to reopenings."""
    if not actor.can(*GRANTORS):
        raise NotAllowed(
            "You may not grant exceptions.",
            next_step="Ask somebody who closes periods or agrees to reopenings.",
        )
