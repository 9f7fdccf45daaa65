"""Forecasts by budget holders, month by month."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from backoffice.actor import Actor
from backoffice.services import lock, service
from finance.models import CostCentre, Forecast, ForecastRound, Period
from finance.queries.budgets.holders import centres_held_by
from finance.services.budgets.errors import ForecastLocked, NotTheHolder


@service(permission="finance.change_budgets")
def open_round(*, actor: Actor, period: Period, due_on: date) -> ForecastRound:
    """Ask budget holders for the forecasts of a month. Asked twice it is one; the day may be moved."""
    asked, made = ForecastRound.objects.get_or_create(period=period, defaults={"due_on": due_on})
    if not made and asked.is_open and asked.due_on != due_on:
        asked.due_on = due_on
        asked.save(update_fields=["due_on"])
    return asked


@service(permission="finance.change_budgets")
def lock_round(*, actor: Actor, asked: ForecastRound) -> ForecastRound:
    """Take no more forecasts of a month, for good. Waits for those being written."""
    asked = lock(asked)
    if asked.is_open:
        asked.state = ForecastRound.State.LOCKED
        asked.locked_by_id, asked.locked_at = actor.member_id, timezone.now()
        asked.save(update_fields=["state", "locked_by", "locked_at"])
    return asked


@service(permission="finance.forecast")
def save_forecast(
    *,
    actor: Actor,
    asked: ForecastRound,
    cost_centre: CostCentre,
    outturn_pence: int,
    commentary: str,
    today: date,
) -> Forecast:
    """What a cost centre will have spent at the end of the year, as its holder or finance sees it this month."""
    asked = lock(asked)
    if not asked.is_open:
        raise ForecastLocked(
            f"{asked} are locked.",
            next_step="Forecast in the month that is open, or ask finance to open one.",
        )
    held = actor.can("finance.change_budgets") or cost_centre.pk in centres_held_by(actor.member_id, today)
    if not held:
        raise NotTheHolder(f"You do not hold {cost_centre}.", next_step="Ask its budget holder.")
    forecast, _ = Forecast.objects.update_or_create(
        round=asked,
        cost_centre=cost_centre,
        defaults={
            "outturn_pence": outturn_pence,
            "commentary": commentary.strip(),
            "made_by_id": actor.member_id,
        },
    )
    return forecast
