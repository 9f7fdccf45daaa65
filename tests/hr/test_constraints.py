"""The database refuses by itself: raw SQL as the authority's login, no service in between."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from backoffice.constraints import constraint_name, refusal_for
from hr.models import Assignment, BankAccount, PayRate, Unit

pytestmark = pytest.mark.django_db(databases=["default", "portal"])
ON = date(2020, 1, 1)


def refused(run, *arguments):
    """The constraint that refused; it has a sentence of its own."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        run(*arguments)
    refusal = refusal_for(caught.value)
    assert refusal is not None and refusal.message.endswith("."), constraint_name(caught.value)
    return constraint_name(caught.value)


ASSIGN = (
    "INSERT INTO hr_assignment (employment_id, person_id, post_id, fte, starts_on, ends_before)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


def test_one_person_is_on_one_post_once_at_a_time(sql, make_employment, make_post, assign_to):
    post, employment = make_post(), make_employment()
    assign_to(employment, post, fte=Decimal("0.4"), starts_on=ON, ends_before=date(2021, 1, 1))
    again = make_employment(person=employment.person)
    row = (again.pk, again.person_id, post.pk, Decimal("0.4"))
    assert refused(sql, ASSIGN, *row, date(2020, 12, 31), None) == "hr_assignment_person_on_post_once"
    sql(ASSIGN, *row, date(2021, 1, 1), None)  # the day it ended is free


def test_two_people_on_one_post_are_a_job_share(make_employment, make_post, assign_to):
    post = make_post()
    for _ in range(2):
        assign_to(make_employment(), post, fte=Decimal("0.5"))
    assert Assignment.objects.filter(post=post).count() == 2


@pytest.mark.parametrize("fte", ["0", "-0.5", "1.0001", "1.4"])
def test_fte_is_above_0_and_at_most_1(sql, make_employment, make_post, fte):
    employment = make_employment()
    row = (employment.pk, employment.person_id, make_post().pk, Decimal(fte), ON, None)
    assert refused(sql, ASSIGN, *row) in ("hr_assignment_fte_above_0_to_1", "hr_assignment_at_most_full_time")


def test_assignments_of_one_employment_never_pass_full_time(sql, make_employment, make_post, assign_to):
    employment = make_employment()
    assign_to(employment, fte=Decimal("0.6"), starts_on=ON, ends_before=date(2022, 1, 1))
    row = (employment.pk, employment.person_id, make_post().pk, Decimal("0.5"))
    assert refused(sql, ASSIGN, *row, date(2021, 6, 1), None) == "hr_assignment_at_most_full_time"
    assert refused(sql, ASSIGN, *row, date(2019, 9, 1), date(2020, 6, 1)) == "hr_assignment_at_most_full_time"
    sql(ASSIGN, *row, date(2022, 1, 1), None)


def test_an_assignment_lies_within_its_employment_whichever_is_changed(
    sql, make_employment, make_post, assign_to
):
    employment = make_employment(ends_before=date(2025, 1, 1))
    row = (employment.pk, employment.person_id, make_post().pk, 1)
    within = "hr_assignment_within_employment"
    assert refused(sql, ASSIGN, *row, date(2019, 8, 31), date(2020, 1, 1)) == within
    assert refused(sql, ASSIGN, *row, ON, None) == within
    assign_to(employment)
    assert (
        refused(sql, "UPDATE hr_employment SET ends_before = '2024-12-31' WHERE id = %s", employment.pk)
        == within
    )
    assert refused(sql, "UPDATE hr_assignment SET ends_before = '2025-01-02'") == within


def test_an_assignment_lies_within_its_post_whichever_is_changed(sql, make_employment, make_post, assign_to):
    post = make_post(ends_before=date(2021, 1, 1))
    employment = make_employment()
    row = (employment.pk, employment.person_id, post.pk, 1)
    assert refused(sql, ASSIGN, *row, ON, None) == "hr_assignment_within_post"
    assign_to(employment, post, starts_on=ON, ends_before=date(2021, 1, 1))
    statement = "UPDATE hr_post SET ends_before = '2020-06-01' WHERE id = %s"
    assert refused(sql, statement, post.pk) == "hr_assignment_within_post"


def test_an_assignment_is_its_employments_persons(sql, make_employment, make_post):
    employment, other = make_employment(), make_employment()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        sql(ASSIGN, employment.pk, other.person_id, make_post().pk, 1, ON, None)
    assert constraint_name(caught.value) == "hr_assignment_of_the_employments_person"


def test_a_post_that_needs_a_warrant_is_not_held_without_one(sql, make_employment, make_post, assign_to):
    warranted = make_post(workforce_type="OFFICER", needs_warrant=True)
    staff, officer = make_employment(), make_employment(workforce_type="OFFICER")
    row = (staff.pk, staff.person_id, warranted.pk, 1, ON, None)
    assert refused(sql, ASSIGN, *row) == "hr_assignment_warrant"
    assign_to(officer, warranted)
    statement = "UPDATE hr_employment SET workforce_type = 'STAFF' WHERE id = %s"
    assert refused(sql, statement, officer.pk) == "hr_assignment_warrant"
    assert refused(sql, "UPDATE hr_post SET needs_warrant = true, workforce_type = 'STAFF'") == (
        "hr_post_warrant_is_an_officers"
    )


def test_no_unit_stands_under_itself_by_any_way_round(sql, unit):
    below = Unit.objects.create(code="HA", name="Hartlepool", parent=unit, starts_on=ON)
    lowest = Unit.objects.create(code="HA-1", name="Response", parent=below, starts_on=ON)
    move = "UPDATE hr_unit SET parent_id = %s WHERE id = %s"
    assert refused(sql, move, unit.pk, unit.pk) == "hr_unit_not_its_own_parent"
    assert refused(sql, move, below.pk, unit.pk) == "hr_unit_no_circle"
    assert refused(sql, move, lowest.pk, unit.pk) == "hr_unit_no_circle"
    sql(move, unit.pk, lowest.pk)


def test_nobody_leaves_before_starting(sql, make_employment):
    employment = make_employment()
    statement = "UPDATE hr_employment SET ends_before = starts_on WHERE id = %s"
    assert refused(sql, statement, employment.pk) == "hr_employment_ends_after_start"


@pytest.mark.parametrize(
    "number", ["QQ123456A", "AB123456E", "GB123456A", "AO123456B", "ab123456c", "AB12345C", ""]
)
def test_a_national_insurance_number_that_cannot_exist_is_not_kept(sql, make_employment, number):
    employment = make_employment()
    statement = "UPDATE hr_person SET ni_number = %s WHERE id = %s"
    assert refused(sql, statement, number, employment.person_id) == "hr_person_ni_number_can_exist"
    sql(statement, "AB123456C", employment.person_id)


def test_two_people_never_share_a_national_insurance_number(sql, make_employment):
    statement = "UPDATE hr_person SET ni_number = 'AB123456C' WHERE id = %s"
    sql(statement, make_employment().person_id)
    assert refused(sql, statement, make_employment().person_id) == "hr_person_ni_number_once"


def test_an_employment_is_on_one_pay_point_at_a_time_and_within_its_days(sql, make_employment, ladder, place):
    employment = make_employment(ends_before=date(2025, 1, 1))
    placement = place(employment, ladder[0])
    insert = (
        "INSERT INTO hr_payplacement (employment_id, point_id, starts_on, ends_before, counts_from, reason)"
        " VALUES (%s, %s, %s, %s, '2020-01-01', 'START')"
    )
    row = (employment.pk, ladder[1].pk, ON, date(2024, 1, 1))
    assert refused(sql, insert, *row) == "hr_payplacement_one_at_a_time"
    statement = "UPDATE hr_payplacement SET ends_before = NULL WHERE id = %s"
    assert refused(sql, statement, placement.pk) == "hr_payplacement_within_employment"


def test_a_point_has_one_rate_at_a_time_with_a_source(sql, ladder):
    insert = (
        "INSERT INTO hr_payrate (point_id, annual_pence, starts_on, source, standing)"
        " VALUES (%s, %s, %s, %s, 'CONFIRMED')"
    )
    assert refused(sql, insert, ladder[0].pk, 1, date(2026, 9, 1), "Award") == "hr_payrate_one_at_a_time"
    assert refused(sql, insert, ladder[0].pk, 0, date(1990, 1, 1), "Award") == "hr_payrate_above_0"
    PayRate.objects.filter(point=ladder[0]).update(ends_before=date(2026, 9, 1))
    assert refused(sql, insert, ladder[0].pk, 1, date(2026, 9, 1), "") == "hr_payrate_has_a_source"


@pytest.mark.parametrize(
    ("sort_code", "number", "refusal"),
    [
        ("12345", "12345678", "hr_bankaccount_sort_code_6_digits"),
        ("12-345", "12345678", "hr_bankaccount_sort_code_6_digits"),
        ("123456", "1234567", "hr_bankaccount_number_8_digits"),
        ("123456", "1234567x", "hr_bankaccount_number_8_digits"),
    ],
)
def test_a_bank_account_has_six_and_eight_digits(sql, make_employment, sort_code, number, refusal):
    insert = (
        "INSERT INTO hr_bankaccount (employment_id, account_name, sort_code, account_number, building_society_number,"
        " starts_on) VALUES (%s, 'E MARSH', %s, %s, '', '2020-01-01')"
    )
    employment = make_employment()
    assert refused(sql, insert, employment.pk, sort_code, number) == refusal
    sql(insert, employment.pk, "123456", "12345678")
    assert refused(sql, insert, employment.pk, "123456", "12345678") == "hr_bankaccount_one_at_a_time"
    assert BankAccount.objects.count() == 1
