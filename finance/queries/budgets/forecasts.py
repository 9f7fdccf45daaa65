"""Forecasts, and which ones somebody still owes."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from backoffice.actor import Actor
from finance.models import CostCentre, Forecast, ForecastRound
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets.holders import centres_held_by
from finance.queries.budgets.versions import current_version


def rounds_for(*, viewer: Actor) -> QuerySet[ForecastRound]:
    """Months forecasts were asked for, the latest first."""
    found = ForecastRound.objects.select_related("period", "locked_by").order_by("-period__starts_on", "id")
    return found if viewer.may(SEES_BUDGETS) else found.none()


def open_round(*, viewer: Actor) -> ForecastRound | None:
    """The month that is open for forecasts: the latest, if several are."""
    return rounds_for(viewer=viewer).filter(state="open").first()


def budgeted_centres(financial_year: str, among: set[int]) -> QuerySet[CostCentre]:
    """Of these cost centres the ones that stand in the year's budget."""
    version = current_version(financial_year)
    if version is None:
        return CostCentre.objects.none()
    planned = version.lines.values("cost_centre_id")
    return CostCentre.objects.filter(pk__in=among).filter(pk__in=planned)


def forecasts_due(*, member_id: int, asked: ForecastRound, on: date) -> QuerySet[CostCentre]:
    """Budgeted cost centres this member holds that have no forecast in the round yet."""
    held = centres_held_by(member_id, on)
    done = asked.forecasts.values("cost_centre_id")
    return budgeted_centres(asked.period.financial_year, held).exclude(pk__in=done).order_by("code")


def last_forecast(cost_centre: CostCentre, financial_year: str) -> Forecast | None:
    """The latest forecast of a cost centre for a year."""
    found = Forecast.objects.filter(cost_centre=cost_centre, round__period__financial_year=financial_year)
    return found.select_related("round__period", "made_by").order_by("-round__period__number").first()


def forecasts_of(cost_centre: CostCentre) -> QuerySet[Forecast]:
    """All forecasts of a cost centre, the latest first."""
    found = Forecast.objects.filter(cost_centre=cost_centre).select_related("round__period", "made_by")
    return found.order_by("-round__period__starts_on")
