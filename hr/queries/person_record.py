"""One person as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.actor import Actor
from backoffice.audit.queries import Change, histories_of, history_of
from hr.models import Assignment, BankAccount, Employment, IncrementHold, PayPlacement, PayRate, Person
from hr.queries.increments import IncrementDue, increments_due
from hr.rules import bank

HIDDEN = {"account_number", "building_society_number"}


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """A pay point held, with what it pays on the day asked for, or on its first day."""

    placement: PayPlacement
    rate: PayRate | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A bank account as the viewer may see it."""

    account: BankAccount
    sort_code: str
    account_number: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class EmploymentRecord:
    employment: Employment
    as_at: date
    status: str  # current, left, future
    assignments: list[Assignment]
    placements: list[PlacementLine]
    accounts: list[AccountLine]
    hold: IncrementHold | None
    next_increment: IncrementDue | None

    @property
    def rate(self) -> PayRate | None:
        return next((line.rate for line in self.placements if line.in_force), None)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change of one of the person's records."""

    record: str
    change: Change


def employment_records(*, viewer: Actor, person: Person, as_at: date) -> list[EmploymentRecord]:
    """The person's employments, the newest first, with all that hangs on them. Seven queries, and one for
    each employment
    that may have an increment.
    """
    employments = list(person.employments.order_by("-starts_on", "-pk"))
    for employment in employments:
        employment.person = person
    ids = [employment.pk for employment in employments]
    assignments = list(
        Assignment.objects.filter(employment__in=ids)
        .select_related("post__unit")
        .order_by("-starts_on", "-pk")
    )
    placements = list(
        PayPlacement.objects.filter(employment__in=ids)
        .select_related("point__scale")
        .order_by("-starts_on", "-pk")
    )
    rates = list(
        PayRate.objects.filter(point__in={placement.point_id for placement in placements}).order_by(
            "-starts_on"
        )
    )
    accounts = list(BankAccount.objects.filter(employment__in=ids).order_by("-starts_on", "-pk"))
    holds = list(IncrementHold.objects.filter(employment__in=ids, ends_before=None))
    whole = viewer.can("hr.view_bank_details")
    records = []
    for employment in employments:
        status = (
            "current" if employment.covers(as_at) else "future" if employment.starts_on > as_at else "left"
        )
        soon = (
            increments_due(on=as_at + timedelta(days=400), employment_id=employment.pk)
            if status == "current"
            else []
        )
        records.append(
            EmploymentRecord(
                employment=employment,
                as_at=as_at,
                status=status,
                assignments=[each for each in assignments if each.employment_id == employment.pk],
                placements=[
                    PlacementLine(each, _rate(rates, each, as_at), each.covers(as_at))
                    for each in placements
                    if each.employment_id == employment.pk
                ],
                accounts=[
                    AccountLine(
                        each,
                        bank.dashed(each.sort_code) if whole else "••-••-••",
                        each.account_number if whole else bank.masked(each.account_number),
                        each.covers(as_at),
                    )
                    for each in accounts
                    if each.employment_id == employment.pk
                ],
                hold=next((each for each in holds if each.employment_id == employment.pk), None),
                next_increment=soon[0] if soon else None,
            )
        )
    return records


def _rate(rates: list[PayRate], placement: PayPlacement, as_at: date) -> PayRate | None:
    on = as_at if placement.covers(as_at) else placement.last_day or placement.starts_on
    return next((rate for rate in rates if rate.point_id == placement.point_id and rate.covers(on)), None)


def person_history(
    *, viewer: Actor, person: Person, records: list[EmploymentRecord], limit: int = 100
) -> list[HistoryLine]:
    """Every change of the person and what hangs on their employments, the newest first. Account numbers
    are left out for
    those who may not see them.
    """
    lines = [HistoryLine("Person", change) for change in history_of(person)]
    groups = (
        ("Employment", Employment, [record.employment.pk for record in records]),
        ("Assignment", Assignment, [each.pk for record in records for each in record.assignments]),
        ("Pay point", PayPlacement, [line.placement.pk for record in records for line in record.placements]),
        ("Bank account", BankAccount, [line.account.pk for record in records for line in record.accounts]),
    )
    whole = viewer.can("hr.view_bank_details")
    for label, model, ids in groups:
        for changes in (histories_of(model, ids) if ids else {}).values():
            for change in changes:
                if model is BankAccount and not whole:
                    change.fields[:] = [
                        each for each in change.fields if each.name not in HIDDEN | {"sort_code"}
                    ]
                lines.append(HistoryLine(label, change))
    lines.sort(key=lambda line: (line.change.when, line.change.event_id), reverse=True)
    return lines[:limit]
