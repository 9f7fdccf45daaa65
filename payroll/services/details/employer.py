"""The authority as an employer: references, bank account, rates of its pension schemes."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.services import service
from payroll.models import EmployerRate, PayeSettings
from payroll.services.details.kinds import EMPLOYER_RATE, SETTINGS
from payroll.services.details.one import put_dated


@service(permission="payroll.change_settings")
def set_paye_settings(
    *, actor: Actor, starts_on: date, last_day: date | None = None, reason: str, **values: Any
) -> PayeSettings:
    """Be known to HMRC and the bank by these from a day on. `values` are named as on the model, all of them."""
    assert set(values) == set(SETTINGS.facts), set(SETTINGS.facts) ^ set(values)
    facts = tuple(values[name] for name in SETTINGS.facts)
    return put_dated(SETTINGS, PayeSettings, (1,), facts, starts_on, last_day)


@service(permission="payroll.change_settings")
def set_employer_rate(
    *,
    actor: Actor,
    scheme: int,
    rate_millionths: int,
    source: str,
    starts_on: date,
    last_day: date | None = None,
    reason: str = "",
) -> EmployerRate:
    """Pay a rate into a scheme from a day on, in millionths of pensionable pay."""
    facts = (rate_millionths, source.strip())
    return put_dated(EMPLOYER_RATE, EmployerRate, (scheme,), facts, starts_on, last_day)
