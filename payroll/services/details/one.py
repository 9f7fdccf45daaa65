"""One dated record put in its place: what the forms' services share with the files' loading."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from backoffice.actor import Actor
from backoffice.services import lock
from hr.models import Employment
from hr.services.own_record import refuse_own
from payroll.services.details.kinds import DatedKind, SingleKind
from payroll.services.details.load_records import refuse_clashes
from payroll.services.details.loading import Wanted, plan_dated, plan_single, store_dated, store_single
from payroll.services.details.refusals import OutsideEmployment

M = TypeVar("M", bound=Model)


def day_after(last_day: date | None) -> date | None:
    return last_day + timedelta(days=1) if last_day else None


def lock_employment(actor: Actor, employment: Employment, starts_on: date | None = None) -> Employment:
    """The employment, locked so that two changes of its details follow each other; refused after its end, and one's own."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    if starts_on is not None and employment.ends_before is not None and starts_on >= employment.ends_before:
        left = employment.ends_before - timedelta(days=1)
        raise OutsideEmployment(
            f"The employment ended on {left:%-d %B %Y}.", where="starts_on", next_step="Give an earlier day."
        )
    return employment


def put_dated(
    kind: DatedKind,
    model: type[M],
    key: tuple[Any, ...],
    values: tuple[Any, ...],
    starts_on: date,
    last_day: date | None,
) -> M:
    """The record in force on `starts_on` ends the day before; one that starts that day is corrected."""
    plan = plan_dated(kind, [Wanted(key, values, starts_on, day_after(last_day), "one")])
    refuse_clashes(plan)
    store_dated(kind, plan)
    named = dict(zip(kind.group, key, strict=True))
    found: M = model._default_manager.filter(**named, starts_on__lte=starts_on).order_by("-starts_on")[0]
    return found


def put_single(kind: SingleKind, model: type[M], key: tuple[Any, ...], values: tuple[Any, ...]) -> M:
    """The record with this key has these values from now on, whether it was there or not."""
    store_single(kind, plan_single(kind, [Wanted(key, values, tag="one")]))
    found: M = model._default_manager.get(**dict(zip(kind.key, key, strict=True)))
    return found
