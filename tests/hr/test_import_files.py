"""The files HR takes in, through the door the demonstration and the imports pages share."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from backoffice.imports.services import ImportHasProblems, load_file
from backoffice.tenancy.current import in_authority
from finance.services import load_chart
from hr import demo
from hr.models import Assignment, BankAccount, Employment, PayPlacement, PayRate, PayScale, Person, Post, Unit
from hr.queries import employments_in, pay_segments
from hr.reference import reference_rates

TODAY = date(2026, 10, 20)


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, Path]:
    return demo.write_files("durham", tmp_path_factory.mktemp("durham"))


@pytest.fixture
def loader(durham, as_member) -> Iterator:
    """Somebody in Durham who may load every file of HR, and the ledger's codes that posts carry."""
    who = as_member("hr_officer", "finance_officer", authority=durham)
    with in_authority(durham):
        yield who.actor


@pytest.fixture
def loaded(files, loader):
    load_chart(actor=loader)
    centres = files["hr.posts"].with_name("cost_centres.csv")
    load_file(actor=loader, kind="finance.cost_centres", path=centres, today=TODAY)
    for kind, path in files.items():
        load_file(actor=loader, kind=kind, path=path, today=TODAY)
    return loader


@pytest.fixture
def load(loaded, tmp_path) -> Callable[..., object]:
    """Load rows (heading -> text) as a file of a kind."""

    def run(kind: str, *rows: dict[str, str]) -> object:
        path = tmp_path / f"{kind}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
        return load_file(actor=loaded, kind=kind, path=path, today=TODAY)

    return run


def told(caught) -> str:
    return " ".join(str(problem) for problem in caught.value.problems)


def person(**changes: str) -> dict[str, str]:
    return {
        "Payroll number": "900001",
        "First names": "Ellen",
        "Last name": "Coates",
        "Date of birth": "14/02/1985",
        "NI number": "AB123456C",
        "Workforce": "Staff",
        "First day": "12/10/2026",
        "Last day": "",
    } | changes


def test_the_files_of_an_authority_load_in_order_and_say_nothing_twice(loaded, files, tmp_path):
    people = demo.workforce("durham")
    assert Employment.objects.count() == Person.objects.count() == len(people)
    assert Assignment.objects.count() == PayPlacement.objects.count() == len(people)
    assert BankAccount.objects.count() == sum(1 for one in people if one.sort_code)
    for kind, path in files.items():
        again = tmp_path / path.name
        again.write_text(path.read_text() + "\n")  # the same file twice is told apart by its bytes
        counts = load_file(actor=loaded, kind=kind, path=again, today=TODAY).counts
        assert counts["unchanged"] > 0 and not counts["added"] and not counts["changed"], kind


def test_everybody_is_paid_for_every_day_at_what_the_generator_says(loaded):
    facts = {fact.number: fact for fact in employments_in(demo.FIRST_PAID, demo.NEXT_PAID)}
    segments = pay_segments([fact.id for fact in facts.values()], demo.FIRST_PAID, demo.NEXT_PAID)
    for one in demo.workforce("durham"):
        found = segments[facts[one.number].id]
        days = min(one.ends_before or demo.NEXT_PAID, demo.NEXT_PAID) - max(one.starts_on, demo.FIRST_PAID)
        assert sum((part.until - part.from_on).days for part in found) == days.days
        assert {(part.annual_pence, part.fte, part.cost_centre) for part in found} == {
            (one.annual_pence, one.fte, one.cost_centre)
        }


def test_the_next_months_file_is_refused_row_by_row_then_mended(loaded, files):
    november = files["hr.people"].parent / "november"
    with pytest.raises(ImportHasProblems) as caught:
        load_file(actor=loaded, kind="hr.people", path=november / "people_with_errors.csv", today=TODAY)
    text = told(caught)
    for part in ("31/02/2026 does not exist", "QQ123456A", "Nobody leaves before starting", "Sherif"):
        assert part in text
    before = Employment.objects.count()
    counts = load_file(actor=loaded, kind="hr.people", path=november / "people.csv", today=TODAY).counts
    assert counts["changed"] and Employment.objects.count() == before + counts["added"]
    for kind, name in (("hr.assignments", "assignments.csv"), ("hr.bank_accounts", "bank_accounts.csv")):
        load_file(actor=loaded, kind=kind, path=november / name, today=TODAY)
    for employment in Employment.objects.exclude(ends_before=None):
        assert not employment.assignments.filter(ends_before=None).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"NI number": "BG123456A"}, "BG123456A cannot be a National Insurance number"),
        ({"First day": "31/02/2026"}, "Row 2, First day: 31/02/2026 does not exist"),
        ({"Last day": "01/10/2026"}, "Nobody leaves before starting"),
        ({"Workforce": "Sheriff"}, "Sheriff"),
        ({"Date of birth": "14/02/2020"}, "would start at 6"),
        ({"Last name": ""}, "Last name"),
    ],
)
def test_a_wrong_cell_of_a_person_is_named_by_row_and_column_and_nothing_changes(load, changes, message):
    before = Person.objects.count()
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.people", person(**changes))
    assert message in told(caught) and Person.objects.count() == before


@pytest.mark.parametrize(
    "second",
    [
        {"NI number": "AB123456C", "Last name": "Other", "First names": "Ann"},
        {"NI number": ""},
        {"Payroll number": "900001", "NI number": "AB123457C", "Last name": "Other"},
    ],
)
def test_two_rows_for_one_person_are_refused(load, second):
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.people", person(), person(**{"Payroll number": "900002"} | second))
    assert "row 2" in told(caught).lower()


def test_somebody_elses_national_insurance_number_is_refused(load):
    other = Person.objects.exclude(ni_number=None).first()
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.people", person(**{"NI number": other.ni_number}))
    assert other.name in told(caught)


def test_somebody_who_comes_back_is_the_same_person(load):
    load("hr.people", person(**{"First day": "01/09/2019", "Last day": "31/08/2026"}))
    load("hr.people", person(**{"Payroll number": "900002", "First day": "12/10/2026"}))
    assert Person.objects.get(ni_number="AB123456C").employments.count() == 2


def vacant() -> Post:
    return Post.objects.create(
        number="V1",
        title="Clerk",
        unit=Unit.objects.first(),
        workforce_type="STAFF",
        starts_on=date(2010, 4, 1),
    )


def assignment(**changes: str) -> dict[str, str]:
    return {
        "Payroll number": "900001",
        "Post number": "V1",
        "FTE": "1",
        "From": "12/10/2026",
        "Scale": "STAFF_C",
        "Point": "1",
    } | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Payroll number": "900009"}, "Nobody has payroll number 900009"),
        ({"Post number": "V9"}, "There is no post V9"),
        ({"Scale": "STAFF_ZZ"}, "There is no pay scale STAFF_ZZ"),
        ({"Point": "99"}, "STAFF_C has no point 99. Give one of: 1, 2, 3, 4, 5."),
        ({"FTE": "1.4"}, "FTE 1.4 is not above 0 and at most 1"),
        ({"From": "11/10/2026"}, "starts on 12/10/2026, after this day"),
        ({"Scale": ""}, "A pay point is a scale and a point"),
    ],
)
def test_a_wrong_cell_of_an_assignment_is_named(load, changes, message):
    vacant()
    load("hr.people", person())
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.assignments", assignment(**changes))
    assert message in told(caught)


def test_one_person_twice_on_the_same_post_at_the_same_time_is_refused(load):
    vacant()
    load("hr.people", person())
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.assignments", assignment(FTE="0.4"), assignment(FTE="0.4", From="01/11/2026"))
    assert "at the same time in row 2" in told(caught)


def test_a_move_in_a_file_ends_the_post_before_and_a_new_point_the_point_before(load):
    first = vacant()
    second = Post.objects.create(
        number="V2", title="Lead", unit=first.unit, workforce_type="STAFF", starts_on=date(2010, 4, 1)
    )
    load("hr.people", person())
    load("hr.assignments", assignment())
    load("hr.assignments", assignment(**{"Post number": "V2", "From": "16/11/2026", "Scale": "STAFF_D"}))
    held = Assignment.objects.filter(person__ni_number="AB123456C").order_by("starts_on")
    assert [(each.post_id, each.ends_before) for each in held] == [
        (first.pk, date(2026, 11, 16)),
        (second.pk, None),
    ]
    placed = PayPlacement.objects.filter(employment__number="900001").order_by("starts_on")
    assert [each.ends_before for each in placed] == [date(2026, 11, 16), None]


def test_a_new_fte_in_a_file_starts_where_the_old_ends(load):
    vacant()
    load("hr.people", person())
    load("hr.assignments", assignment())
    load("hr.assignments", assignment(FTE="0.6", From="01/11/2026"))
    held = Assignment.objects.filter(person__ni_number="AB123456C").order_by("starts_on")
    assert [(str(each.fte), each.ends_before) for each in held] == [
        ("1.0000", date(2026, 11, 1)),
        ("0.6000", None),
    ]


def test_a_changed_bank_account_replaces_the_old_from_its_day(load):
    load("hr.people", person())
    row = {
        "Payroll number": "900001",
        "Name on account": "Ellen Coates",
        "Sort code": "12-34-56",
        "Account number": "12345678",
        "From": "12/10/2026",
    }
    load("hr.bank_accounts", row)
    load("hr.bank_accounts", row | {"Account number": "87654321", "From": "01/11/2026"})
    old, new = BankAccount.objects.filter(employment__number="900001").order_by("starts_on")
    assert old.ends_before == new.starts_on and new.account_name == "ELLEN COATES"
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.bank_accounts", row | {"Sort code": "12345", "Account number": "1234567"})
    assert "12345 is not a sort code" in told(caught) and "01234567" in told(caught)


def test_units_that_would_stand_under_each_other_are_refused(load):
    row = {"Unit code": "X1", "Name": "One", "Part of": "X2", "From": "01/01/2026"}
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.units", row, {**row, "Unit code": "X2", "Name": "Two", "Part of": "X1"})
    assert "would stand under itself" in told(caught)
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.units", row)
    assert "There is no unit X2" in told(caught)


def test_a_post_in_an_unknown_unit_is_refused(load):
    with pytest.raises(ImportHasProblems) as caught:
        load(
            "hr.posts",
            {
                "Post number": "V1",
                "Title": "Clerk",
                "Unit code": "NO",
                "Workforce": "Staff",
                "From": "01/01/2026",
            },
        )
    assert "There is no unit NO" in told(caught)


def test_a_post_with_codes_the_ledger_lacks_is_refused_where_there_is_a_ledger(load, monkeypatch):
    row = {"Post number": "V1", "Title": "Clerk", "Workforce": "Staff", "From": "01/01/2026"}
    row["Unit code"] = Unit.objects.order_by("pk")[0].code
    row |= {"Cost centre": "NOWHERE", "Objective": "99.99"}
    with pytest.raises(ImportHasProblems) as caught:
        load("hr.posts", row)
    assert "There is no cost centre NOWHERE in the ledger" in told(caught)
    assert "There is no police objective 99.99 in the ledger" in told(caught)
    monkeypatch.setattr("backoffice.lookups._offered", lambda name: False)  # an authority without finance
    load("hr.posts", row)
    assert Post.objects.get(number="V1").cost_centre == "NOWHERE"


def test_every_scale_the_reference_lacks_is_marked_invented(loaded):
    invented = set(PayRate.objects.filter(standing="INVENTED").values_list("point__scale__code", flat=True))
    assert {"PCSO", "STAFF_C", "SUPERINTENDENT", "CHIEF_SUPERINTENDENT", "CHIEF_CONSTABLE"} <= invented
    award = PayRate.objects.filter(starts_on=date(2026, 9, 1))
    assert award.exists() and not award.exclude(standing="INVENTED").exists()
    assert PayRate.objects.filter(standing="CONFIRMED", point__scale__code="CONSTABLE").exists()
    assert PayScale.objects.count() == len({rate.scale for rate in reference_rates()})
