import csv
from datetime import date
from pathlib import Path

import pytest

from backoffice.imports.services import ImportHasProblems, load_file
from hr import demo
from hr.models import Assignment, BankAccount, Employment, PayPlacement, Person

TODAY = date(2026, 10, 20)


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, Path]:
    return demo.write_files("durham", tmp_path_factory.mktemp("durham"))


@pytest.fixture
def administrator_of_durham(as_member, durham):
    return as_member("authority_administrator", "hr_officer", authority="durham").actor


@pytest.fixture
def loaded(files, administrator_of_durham):
    for kind, path in files.items():
        load_file(actor=administrator_of_durham, kind=kind, path=path, today=TODAY)
    return administrator_of_durham


def test_the_files_of_an_authority_load_in_order_and_say_nothing_twice(loaded, files, tmp_path):
    people = demo.workforce("durham")
    assert Employment.objects.count() == Person.objects.count() == len(people)
    assert Assignment.objects.count() == PayPlacement.objects.count() == len(people)
    assert BankAccount.objects.count() == sum(1 for one in people if one.sort_code)
    for kind, path in files.items():
        again = tmp_path / path.name
        again.write_text(path.read_text() + "\n")  # the same file twice is told apart by its bytes
        result = load_file(actor=loaded, kind=kind, path=again, today=TODAY)
        assert result.counts["unchanged"] > 0 and not result.counts["added"] and not result.counts["changed"], kind
