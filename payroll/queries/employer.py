"""The authority's pay settings as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import DateField, ExpressionWrapper, F, Model, QuerySet

from backoffice.actor import Actor
from backoffice.errors import Missing
from payroll.models import BankHoliday, ElementType, EmployerRate, PayeSettings, PayPeriod
from payroll.queries.settings import settings_on

M = TypeVar("M", bound=Model)
SETTINGS = (BankHoliday, ElementType, EmployerRate, PayeSettings, PayPeriod)


@dataclass(frozen=True, slots=True)
class Overview:
    """What of the settings is there on a day, and what is missing."""

    employer: PayeSettings | None
    next_period: PayPeriod | None
    calendar_until: date | None
    next_holiday: BankHoliday | None
    rates: list[EmployerRate]
    elements: int


def settings_for(*, viewer: Actor, model: type[M]) -> QuerySet[M]:
    """Settings of one kind, for those who may see pay details; dated ones with their last day."""
    assert model in SETTINGS
    rows: QuerySet[Any] = model._default_manager.all()
    if not viewer.can("payroll.view"):
        return rows.none()
    if any(field.name == "ends_before" for field in model._meta.local_fields):
        rows = rows.annotate(last_day=ExpressionWrapper(F("ends_before") - 1, output_field=DateField()))
    return rows


def setting_for(*, viewer: Actor, model: type[M], **named: Any) -> M:
    """One of them. Raises Missing."""
    found = settings_for(viewer=viewer, model=model).filter(**named).first()
    if found is None:
        raise Missing("There is no such setting.", next_step="Look for it under Payroll, Settings.")
    return found


def overview(*, viewer: Actor, today: date) -> Overview:
    """Six queries."""
    periods = settings_for(viewer=viewer, model=PayPeriod)
    holidays = settings_for(viewer=viewer, model=BankHoliday)
    rates = settings_for(viewer=viewer, model=EmployerRate)
    last = periods.order_by("-ends_before", "-pk").first()
    return Overview(
        employer=settings_on(today),
        next_period=periods.filter(pay_on__gte=today).order_by("pay_on", "pk").first(),
        calendar_until=last.pay_on if last else None,
        next_holiday=holidays.filter(day__gte=today).order_by("day").first(),
        rates=list(rates.on(today).order_by("scheme")),  # type: ignore[attr-defined]  # a DatedQuerySet
        elements=settings_for(viewer=viewer, model=ElementType).count(),
    )
