"""People in the API, the workforce list among the reports."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backoffice.reports.registry import REPORTS
from hr.models import Person

PEOPLE = "/cleveland/api/v1/people"


def post(cast, body: dict, key: str = "k1"):
    return cast.post(
        PEOPLE, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


ROW = {"first_names": "Ravi", "last_name": "Coates", "born_on": "1990-02-28", "ni_number": "ab123456c"}


def test_people_are_read_page_by_page_without_bank_details(hr_officer, make_employment):
    employment = make_employment(number="100123")
    page = hr_officer.get(PEOPLE).json()
    assert [row["employments"][0]["number"] for row in page["results"]] == ["100123"]
    one = hr_officer.get(f"{PEOPLE}/{employment.person.reference}")
    assert one.json()["last_name"] == employment.person.last_name and "sort_code" not in one.content.decode()


def test_a_person_is_added_once_for_each_key(hr_officer):
    first, again = post(hr_officer, ROW), post(hr_officer, ROW)
    assert (first.status_code, again.status_code) == (201, 201)
    assert Person.objects.get().ni_number == "AB123456C" and first.json() == again.json()


@pytest.mark.parametrize("ni_number", ["QQ123456A", "AB12345", "BG123456A"])
def test_a_number_that_cannot_exist_is_refused_in_words(hr_officer, ni_number):
    page = post(hr_officer, ROW | {"ni_number": ni_number})
    assert 400 <= page.status_code < 500 and "Give two letters" in page.content.decode()
    assert not Person.objects.exists()


def test_those_without_the_permission_are_refused(employee, auditor, outsider):
    assert employee.get(PEOPLE).status_code == 403
    assert post(auditor, ROW).status_code == 403
    assert outsider.get(PEOPLE).status_code == 404


def test_the_workforce_list_has_a_row_for_each_post_held(
    hr_officer, make_employment, assign_to, ladder, place
):
    employment = make_employment(number="100123")
    assign_to(employment)
    place(employment, ladder[1])
    make_employment(ends_before=date(2026, 10, 1))
    report = REPORTS["hr.workforce"]
    rows = list(report.rows(viewer=hr_officer.actor, params={"as_at": date(2026, 10, 20)}).rows())
    labels = [column.name for column in report.columns]
    assert len(rows) == 1
    row = dict(zip(labels, rows[0], strict=True))
    assert (row["number"], row["annual"], row["standing"]) == ("100123", 2_500_000, "invented")
    page = hr_officer.get("/cleveland/reports/hr.workforce")
    assert page.status_code == 200
