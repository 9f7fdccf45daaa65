"""The measured authorities' files: as long as they are said to be, and everybody in them somebody else."""

import csv
from pathlib import Path

import pytest

from backoffice.config.demonstration import write_files
from bench.files import first_rows, multiply


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {kind: path for _, kind, path in write_files("durham", tmp_path_factory.mktemp("durham"))}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_three_times_the_people_are_all_different_people(files: dict[str, Path], tmp_path: Path) -> None:
    multiply(files["hr.people"], tmp_path / "people.csv", copies=3)
    before, people = rows(files["hr.people"]), rows(tmp_path / "people.csv")
    assert len(people) == 3 * len(before)
    for name in ("Payroll number", "Email", "NI number"):
        given = [person[name] for person in people if person[name]]
        assert len(given) == len(set(given)) == 3 * sum(1 for person in before if person[name]), name
    named = {(one["First names"], one["Last name"], one["Date of birth"]) for one in people}
    assert len(named) >= 3 * len(
        {(one["First names"], one["Last name"], one["Date of birth"]) for one in before}
    )


def test_everybody_keeps_a_post_and_pay_details_of_their_own(files: dict[str, Path], tmp_path: Path) -> None:
    for kind in ("hr.people", "hr.posts", "hr.assignments", "payroll.tax_details"):
        multiply(files[kind], tmp_path / kind, copies=3)
    numbers = {person["Payroll number"] for person in rows(tmp_path / "hr.people")}
    posts = {post["Post number"] for post in rows(tmp_path / "hr.posts")}
    held = rows(tmp_path / "hr.assignments")
    assert {one["Payroll number"] for one in held} == numbers
    assert {one["Post number"] for one in held} <= posts
    assert len(posts) == 3 * len(rows(files["hr.posts"]))
    assert {one["Payroll number"] for one in rows(tmp_path / "payroll.tax_details")} == numbers


def test_what_is_not_about_people_stands_once(files: dict[str, Path], tmp_path: Path) -> None:
    for kind in ("hr.units", "hr.pay_scales", "payroll.calendar", "payroll.employer"):
        multiply(files[kind], tmp_path / kind, copies=3)
        assert rows(tmp_path / kind) == rows(files[kind])


def test_a_long_file_is_cut_without_losing_anybody(files: dict[str, Path], tmp_path: Path) -> None:
    whole, parts = rows(files["hr.people"]), []
    for skip in range(0, len(whole), 50):
        first_rows(files["hr.people"], tmp_path / "part.csv", skip=skip, rows=50)
        parts += rows(tmp_path / "part.csv")
    assert parts == whole
