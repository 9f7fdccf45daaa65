"""Whole files at once: what the imports call after their checks. Each takes rows ready to be saved.

The database checks every row again; a file of ten thousand people is a few statements for each table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

from backoffice.actor import Actor
from backoffice.services import service
from hr.models import (
    Assignment,
    BankAccount,
    Employment,
    PayPlacement,
    PayPoint,
    PayRate,
    PayScale,
    Person,
    Post,
    Unit,
)
from hr.services.own_record import refuse_own_among

CHUNK = 2000


@service(permission="hr.import_people")
def load_units(
    *, actor: Actor, levels: Sequence[Sequence[Unit]], changed: Sequence[Unit], reason: str = ""
) -> None:
    """New units, those above before those below, and changed ones."""
    for level in levels:
        for unit in level:
            if unit.parent is not None:
                unit.parent_id = unit.parent.pk
        Unit.objects.bulk_create(level, batch_size=CHUNK)
    for unit in changed:
        if unit.parent is not None:
            unit.parent_id = unit.parent.pk
    _update(Unit, changed, ["name", "kind", "parent", "starts_on", "ends_before"])


@service(permission="hr.import_people")
def load_posts(*, actor: Actor, new: Sequence[Post], changed: Sequence[Post], reason: str = "") -> None:
    Post.objects.bulk_create(new, batch_size=CHUNK)
    names = "title unit workforce_type rank fte needs_warrant warrant_reason cost_centre objective location"
    _update(Post, changed, [*names.split(), "starts_on", "ends_before"])


@service(permission="hr.import_people")
def load_people(
    *,
    actor: Actor,
    new_people: Sequence[Person],
    new_employments: Sequence[Employment],
    people: Sequence[Person],
    employments: Sequence[Employment],
    ended: Mapping[int, date | None],
    reason: str = "",
) -> None:
    """New people and employments, and changed ones; `ended` holds what `ends_before` was for each changed
    employment.

    Assignments and pay points end with the employment; where it now ends later, those that ended with it
    go on as well.
    """
    refuse_own_among(actor, [each.pk for each in employments])
    Person.objects.bulk_create(new_people, batch_size=CHUNK)
    for employment in new_employments:
        employment.person_id = employment.person.pk
    Employment.objects.bulk_create(new_employments, batch_size=CHUNK)
    names = "title first_names last_name born_on sex ni_number email"
    _update(Person, people, names.split())
    shorter, longer = [], []
    for employment in employments:
        was, ends = ended[employment.pk], employment.ends_before
        if ends is not None and (was is None or ends < was):
            shorter.append(employment)
        elif was is not None and ends != was:
            longer.append(employment)
    with connection.cursor() as cursor:
        for table in ("hr_assignment", "hr_payplacement"):
            cursor.execute(
                f"UPDATE {table} AS t SET ends_before = e.ends_before"  # noqa: S608
                " FROM unnest(%s::bigint[], %s::date[]) AS e (id, ends_before)"
                " WHERE t.employment_id = e.id AND (t.ends_before IS NULL OR t.ends_before > e.ends_before)",
                [[e.pk for e in shorter], [e.ends_before for e in shorter]],
            )
    _update(Employment, employments, ["workforce_type", "starts_on", "ends_before", "leaving_reason"])
    with connection.cursor() as cursor:
        for table in ("hr_assignment", "hr_payplacement"):
            cursor.execute(
                f"UPDATE {table} AS t SET ends_before = e.ends_before"  # noqa: S608
                " FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS e (id, was, ends_before)"
                " WHERE t.employment_id = e.id AND t.ends_before = e.was",
                [[e.pk for e in longer], [ended[e.pk] for e in longer], [e.ends_before for e in longer]],
            )


@service(permission="hr.import_people")
def load_assignments(
    *,
    actor: Actor,
    new: Sequence[Assignment],
    changed: Sequence[Assignment],
    ends: Mapping[int, date],
    new_placements: Sequence[PayPlacement],
    changed_placements: Sequence[PayPlacement],
    placement_ends: Mapping[int, date],
    reason: str = "",
) -> None:
    """New and changed assignments and pay points; `ends` are those that end because another follows them."""
    touched = {each.employment_id for each in (*new, *changed)}
    touched |= {each.employment_id for each in (*new_placements, *changed_placements)}
    refuse_own_among(actor, touched)
    _end("hr_assignment", ends)
    _update(Assignment, changed, ["fte", "ends_before"])
    Assignment.objects.bulk_create(new, batch_size=CHUNK)
    _end("hr_payplacement", placement_ends)
    _update(PayPlacement, changed_placements, ["point", "counts_from"])
    PayPlacement.objects.bulk_create(new_placements, batch_size=CHUNK)


@service(permission="hr.change_bank_details")
def load_bank_accounts(
    *,
    actor: Actor,
    new: Sequence[BankAccount],
    changed: Sequence[BankAccount],
    ends: Mapping[int, date],
    reason: str = "",
) -> None:
    refuse_own_among(actor, [each.employment_id for each in (*new, *changed)])
    _end("hr_bankaccount", ends)
    names = ["account_name", "sort_code", "account_number", "building_society_number"]
    _update(BankAccount, changed, names)
    BankAccount.objects.bulk_create(new, batch_size=CHUNK)


@service(permission="hr.change_pay_scales")
def load_pay_scales(
    *,
    actor: Actor,
    new_scales: Sequence[PayScale],
    changed_scales: Sequence[PayScale],
    new_points: Sequence[PayPoint],
    changed_points: Sequence[PayPoint],
    new: Sequence[PayRate],
    changed: Sequence[PayRate],
    ends: Mapping[int, date],
    reason: str = "",
) -> None:
    PayScale.objects.bulk_create(new_scales, batch_size=CHUNK)
    _update(PayScale, changed_scales, ["name", "workforce_type", "rank", "increment_months"])
    for point in new_points:
        point.scale_id = point.scale.pk
    PayPoint.objects.bulk_create(new_points, batch_size=CHUNK)
    _update(PayPoint, changed_points, ["position"])
    _end("hr_payrate", ends)
    _update(PayRate, changed, ["annual_pence", "ends_before", "source", "standing"])
    for rate in new:
        rate.point_id = rate.point.pk
    PayRate.objects.bulk_create(new, batch_size=CHUNK)


def _update(model: type[models.Model], rows: Iterable[Any], names: list[str]) -> None:
    found = list(rows)
    if found:
        model._default_manager.bulk_update(found, names, batch_size=500)


def _end(table: str, ends: Mapping[int, date]) -> None:
    if ends:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} AS t SET ends_before = e.ends_before"  # noqa: S608
                " FROM unnest(%s::bigint[], %s::date[]) AS e (id, ends_before) WHERE t.id = e.id",
                [list(ends), list(ends.values())],
            )
