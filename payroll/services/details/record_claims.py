"""Overtime and one-off payments: entered one by one, loaded from files, withdrawn while they are unpaid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.errors import Refused
from backoffice.services import lock, service
from hr.models import Employment
from hr.services.own_record import refuse_own, refuse_own_among
from payroll.models import Claim, ElementType, PayPeriod
from payroll.queries.details import released_periods
from payroll.services.details.refusals import AlreadyPaid, OutsideEmployment
from payroll.services.details.storing import insert_rows

CLAIM_FIELDS = ("employment_id", "period_id", "element_id", "worked_on", "quantity", "amount_pence", "note")
TIMES = ("time_and_a_third", "time_and_a_half", "double_time")
OFFICERS_ONLY = ("time_and_a_third", "unsocial_hours", "on_call", "away_from_home", "hardship")
MOST_UNITS = 400


class ClaimDoesNotFit(Refused):
    code = "claim_does_not_fit"


def claim_problem(
    element: ElementType, workforce: str, *, minutes: int | None, units: int | None, amount_pence: int | None
) -> ClaimDoesNotFit | None:
    """What is wrong with a claim of an element, or None. `minutes` of overtime, `units` of days, nights or full hours."""
    if element.basis in OFFICERS_ONLY and workforce not in ("OFFICER", "SPECIAL"):
        return ClaimDoesNotFit(
            f"{element.name} is for police officers.",
            where="element",
            next_step="Choose an element of police staff, or correct the payroll number.",
        )
    given = [
        name
        for name, value in (("minutes", minutes), ("units", units), ("amount_pence", amount_pence))
        if value
    ]
    if element.basis in TIMES:
        wanted, what = "minutes", "hours"
    elif element.basis == "amount":
        wanted, what = "amount_pence", "amount"
    else:
        wanted, what = "units", "number"
    if not given:
        return ClaimDoesNotFit(
            f"{element.name} is claimed by its {what}.", where=wanted, next_step=f"Give the {what}."
        )
    if len(given) > 1:
        return ClaimDoesNotFit(
            "More than one of hours, number and amount is given.",
            where=given[1],
            next_step=f"Give the {what} only.",
        )
    if given[0] not in (wanted, "amount_pence"):
        return ClaimDoesNotFit(
            f"{element.name} is claimed by its {what}.", where=given[0], next_step=f"Give the {what} instead."
        )
    if (amount_pence or 0) < 0 or (units or 0) < 0:
        return ClaimDoesNotFit(
            "A claim is above 0.",
            where=given[0],
            next_step="Take back an overpayment with a deduction element.",
        )
    if (units or 0) > MOST_UNITS:
        return ClaimDoesNotFit(
            f"{units:,} is more than a month can hold.", where="units", next_step="Check the number."
        )
    return None


@service(permission="payroll.change_details")
def record_claim(
    *,
    actor: Actor,
    employment: Employment,
    element: ElementType,
    period: PayPeriod,
    worked_on: date | None = None,
    minutes: int | None = None,
    units: int | None = None,
    amount_pence: int | None = None,
    note: str = "",
    reason: str = "",
) -> Claim:
    """Enter a claim to be paid with a period that has not been paid yet."""
    employment = lock(employment)
    refuse_own(actor, person=employment.person)
    _refuse_paid(employment.pk, period)
    found = claim_problem(
        element, employment.workforce_type, minutes=minutes, units=units, amount_pence=amount_pence
    )
    if found is not None:
        raise found
    if worked_on is not None and (
        worked_on < employment.starts_on
        or (employment.ends_before is not None and worked_on >= employment.ends_before)
        or worked_on >= period.ends_before
    ):
        raise OutsideEmployment(
            f"{worked_on:%-d %B %Y} is outside the employment, or after {period}.",
            where="worked_on",
            next_step="Correct the day or the month.",
        )
    return Claim.objects.create(
        employment=employment,
        period=period,
        element=element,
        worked_on=worked_on,
        quantity=minutes or units or 0,
        amount_pence=amount_pence or 0,
        note=note.strip(),
    )


@service(permission="payroll.change_details")
def withdraw_claim(*, actor: Actor, claim: Claim, reason: str) -> None:
    """Take back a claim that has not been paid."""
    claim = lock(claim)
    refuse_own(actor, person=claim.employment.person)
    _refuse_paid(claim.employment_id, claim.period)
    claim.delete()


@service(permission="payroll.import")
def load_claims(*, actor: Actor, claims: Sequence[tuple[Any, ...]]) -> int:
    """Store checked claims, each in the order of `CLAIM_FIELDS`."""
    refuse_own_among(actor, [claim[0] for claim in claims])
    insert_rows(Claim, CLAIM_FIELDS, claims)
    return len(claims)


def _refuse_paid(employment_id: int, period: PayPeriod) -> None:
    if (employment_id, period.pk) in released_periods([employment_id]):
        raise AlreadyPaid(
            f"{period} has been paid, or its pay run is checked.",
            where="period",
            next_step="Choose the next month, or send the run back first.",
        )
