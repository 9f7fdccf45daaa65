from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Max

from backoffice.actor import Actor
from backoffice.imports.specs import CheckContext, Column, ImportRow, ImportSpec
from hr.imports.shared import (
    LAST_DAY,
    PAYROLL_NUMBER,
    WORKFORCE,
    check_order,
    counts,
    differs,
    ends_before,
    put,
)
from hr.models import Assignment, Employment, PayPlacement, Person
from hr.rules import ni_number
from hr.services.load import load_people

YOUNGEST = 15  # years; younger than this is a slip of the keyboard


def _person(row: ImportRow) -> dict[str, Any]:
    return {
        "title": row["title"] or "",
        "first_names": row["first_names"],
        "last_name": row["last_name"],
        "born_on": row["born_on"],
        "sex": row["sex"] or "",
        "ni_number": row["ni_number"],
        "email": row["email"] or "",
    }


def _employment(row: ImportRow) -> dict[str, Any]:
    ends = ends_before(row)
    return {
        "workforce_type": row["workforce_type"],
        "starts_on": row["starts_on"],
        "ends_before": ends,
        "leaving_reason": (row["leaving_reason"] or "") if ends else "",
    }


def check(rows: list[ImportRow], context: CheckContext) -> None:
    """New and changed by payroll number. Six queries, however many rows."""
    numbers = [row["number"] for row in rows if row["number"]]
    stored = {
        each.number: each for each in Employment.objects.select_related("person").filter(number__in=numbers)
    }
    owners = {
        person.ni_number: person
        for person in Person.objects.filter(
            ni_number__in=[row["ni_number"] for row in rows if row["ni_number"]]
        )
    }
    spells = defaultdict(list)
    for employment in Employment.objects.filter(person__in=[person.pk for person in owners.values()]):
        spells[employment.person_id].append(employment)
    for row in rows:
        check_order(row, message="Nobody leaves before starting.")
        _check_age(row)
    _check_one_row_each(rows)
    for row in rows:
        if row.ok:
            _match(row, stored, owners, spells)
    _check_leavers(rows)


def _check_age(row: ImportRow) -> None:
    born, starts = row["born_on"], row["starts_on"]
    if born and starts and starts.year - born.year < YOUNGEST:
        row.problem(
            "born_on",
            f"Born on {born:%d/%m/%Y}, the person would start at {max(starts.year - born.year, 0)}.",
            "Correct the date of birth or the first day.",
        )


def _check_one_row_each(rows: list[ImportRow]) -> None:
    """Two rows for one person: the same National Insurance number, or the same name and date of birth."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        keys: list[tuple[tuple[Any, ...], str, str]] = []
        if row["ni_number"]:
            keys.append((("ni", row["ni_number"]), "ni_number", ni_number.spaced(row["ni_number"])))
        if row["last_name"] and row["first_names"] and row["born_on"]:
            name = (row["last_name"].casefold(), row["first_names"].casefold(), row["born_on"])
            keys.append((("name", *name), "last_name", f"{row['first_names']} {row['last_name']}"))
        for key, column, shown in keys:
            first = seen.setdefault(key, row.number)
            if first != row.number:
                row.problem(
                    column,
                    f"{shown} stands in row {first} already: two rows for one person.",
                    "Leave one of them out. A second employment is added on the person's page.",
                )
                break


def _match(
    row: ImportRow,
    stored: dict[str, Employment],
    owners: dict[str | None, Person],
    spells: dict[int, list[Employment]],
) -> None:
    employment = stored.get(row["number"])
    owner = owners.get(row["ni_number"]) if row["ni_number"] else None
    if employment is not None:
        if owner is not None and owner.pk != employment.person_id:
            row.problem(
                "ni_number",
                f"{ni_number.spaced(row['ni_number'])} belongs to {owner.name}, not to payroll number "
                f"{row['number']}.",
                "Correct the number.",
            )
            return
        row.extra["employment"] = employment
        row.extra["person_changed"] = differs(employment.person, _person(row))
        row.extra["employment_changed"] = differs(employment, _employment(row))
        changed = row.extra["person_changed"] or row.extra["employment_changed"]
        row.outcome = "changed" if changed else "unchanged"
    elif owner is not None:  # somebody who comes back
        for spell in spells[owner.pk]:
            if spell.ends_before is None or spell.ends_before > row["starts_on"]:
                row.problem(
                    "ni_number",
                    f"{owner.name} has this number and is employed under payroll number {spell.number}.",
                    "Use that payroll number. A second employment is added on the person's page.",
                )
                return
        row.extra["person"] = owner
        row.extra["person_changed"] = differs(owner, _person(row))


def _check_leavers(rows: list[ImportRow]) -> None:
    """Nobody leaves while an assignment or a pay point is still to start."""
    leaving = {
        row.extra["employment"].pk: row
        for row in rows
        if row.ok and row.extra.get("employment_changed") and row["last_day"] is not None
    }
    for model, what in ((Assignment, "An assignment"), (PayPlacement, "A pay point")):
        latest = model._default_manager.filter(employment__in=list(leaving)).values_list("employment")
        for employment_id, starts_on in latest.annotate(last=Max("starts_on")):
            row = leaving[employment_id]
            if row.ok and starts_on > row["last_day"]:
                row.problem(
                    "last_day",
                    f"{what} starts on {starts_on:%d/%m/%Y}, after this last day.",
                    "Change it on the person's page first, or give a later last day.",
                )


def apply(*, actor: Actor, rows: list[ImportRow], today: date) -> dict[str, int]:
    new_people, new_employments, people, employments = [], [], [], []
    ended: dict[int, date | None] = {}
    for row in rows:
        if row.outcome == "new":
            person = row.extra.get("person")
            if person is None:
                person = Person(**_person(row))
                new_people.append(person)
            elif row.extra["person_changed"]:
                people.append(put(person, _person(row)))
            new_employments.append(Employment(person=person, number=row["number"], **_employment(row)))
        elif row.outcome == "changed":
            employment = row.extra["employment"]
            if row.extra["person_changed"]:
                people.append(put(employment.person, _person(row)))
            if row.extra["employment_changed"]:
                ended[employment.pk] = employment.ends_before
                employments.append(put(employment, _employment(row)))
    load_people(
        actor=actor,
        new_people=new_people,
        new_employments=new_employments,
        people=people,
        employments=employments,
        ended=ended,
    )
    return counts(rows)


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(
            f"{text} is not an e-mail address. Give one such as a.bell@force.police.uk."
        ) from None
    return text


PEOPLE = ImportSpec(
    kind="hr.people",
    label="People",
    permission="hr.import_people",
    function="hr",
    order=30,
    opens=("hr:people",),
    description="The workforce: one row for each person's employment, found again by payroll number. "
    "Load a changed file "
    "whole: rows that say nothing new change nothing, and nobody is left out because they are not in the "
    "file.",
    key=("number",),
    check=check,
    apply=apply,
    columns=[
        PAYROLL_NUMBER,
        Column("title", "Title", max_length=20, example="Ms"),
        Column(
            "first_names",
            "First names",
            required=True,
            max_length=80,
            example="Rachel",
            aliases=("Forenames",),
        ),
        Column(
            "last_name", "Last name", required=True, max_length=80, example="Bennett", aliases=("Surname",)
        ),
        Column(
            "born_on",
            "Date of birth",
            kind="date",
            required=True,
            example="14/02/1985",
            aliases=("DOB", "Birth date"),
        ),
        Column(
            "sex",
            "Sex",
            kind="choice",
            choices={"F": "F", "M": "M", "Female": "F", "Male": "M"},
            example="F",
            help="As HMRC asks for it.",
            aliases=("Gender",),
        ),
        Column(
            "ni_number",
            "NI number",
            parse=ni_number.parse,
            example="AB123456C",
            help="Empty while it is not known; never invent one.",
            aliases=("National Insurance number", "NINO", "NI no"),
        ),
        Column(
            "email",
            "Email",
            parse=_email,
            max_length=254,
            example="r.bennett@force.police.uk",
            aliases=("E-mail",),
        ),
        Column(
            "workforce_type", "Workforce", kind="choice", required=True, choices=WORKFORCE, example="Officer"
        ),
        Column(
            "starts_on",
            "First day",
            kind="date",
            required=True,
            example="01/09/2019",
            aliases=("Start date", "Date joined", "Joined"),
        ),
        Column(
            "last_day",
            LAST_DAY.label,
            kind="date",
            example="31/10/2026",
            help="The last day of service. Empty: stays.",
            aliases=("Leaving date", "Leave date", "End date", "Date left"),
        ),
        Column("leaving_reason", "Leaving reason", max_length=120, example="Retired"),
    ],
)
