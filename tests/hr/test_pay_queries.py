"""What pay reads of HR."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from hr.models import PayRate
from hr.queries import bank_accounts, changes_since, employments_by_id, employments_in, pay_segments
from hr.services.assignments import assign
from hr.services.bank_accounts import change_bank_account
from hr.services.employments import end_employment
from hr.services.pay_points import place_on_point
from hr.services.pay_scales import set_rate

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def spans(employment):
    return [
        (
            part.from_on.day,
            (part.until - part.from_on).days,
            part.annual_pence,
            str(part.fte.normalize()),
            part.point,
        )
        for part in pay_segments([employment.pk], OCTOBER, NOVEMBER).get(employment.pk, [])
    ]


def test_a_month_is_cut_where_assignment_point_or_rate_changes(
    hr_officer, make_employment, make_post, assign_to, ladder, place
):
    employment = make_employment()
    assign_to(employment)
    place(employment, ladder[0])
    assert spans(employment) == [(1, 31, 2_400_000, "1", "1")]
    actor = hr_officer.actor
    place_on_point(
        actor=actor, employment=employment, point=ladder[1], starts_on=date(2026, 10, 6), change="INCREMENT"
    )
    set_rate(
        actor=actor,
        scale=ladder[0].scale,
        label="2",
        annual_pence=2_600_000,
        starts_on=date(2026, 10, 13),
        source="Award",
        standing="CONFIRMED",
    )
    assign(
        actor=actor,
        employment=employment,
        post=make_post(),
        fte=Decimal("0.5"),
        starts_on=date(2026, 10, 20),
        end_others=True,
    )
    end_employment(actor=actor, employment=employment, last_day=date(2026, 10, 25))
    assert spans(employment) == [
        (1, 5, 2_400_000, "1", "1"),
        (6, 7, 2_500_000, "1", "2"),
        (13, 7, 2_600_000, "1", "2"),
        (20, 6, 2_600_000, "0.5", "2"),
    ]


def test_two_posts_at_once_are_two_rows_of_segments(make_employment, assign_to, ladder, place):
    employment = make_employment()
    for _ in range(2):
        assign_to(employment, fte=Decimal("0.5"))
    place(employment, ladder[2])
    assert spans(employment) == [(1, 31, 2_600_000, "0.5", "3")] * 2


def test_days_without_a_post_a_point_or_a_rate_have_no_segment(make_employment, assign_to, ladder, place):
    without_point, without_rate = make_employment(), make_employment()
    assign_to(without_point)
    assign_to(without_rate)
    place(without_rate, ladder[0])
    PayRate.objects.filter(point=ladder[0]).update(ends_before=date(2026, 10, 11))
    assert spans(without_point) == []
    assert spans(without_rate) == [(1, 10, 2_400_000, "1", "1")]


def test_employments_of_a_month_are_those_with_a_day_in_it(make_employment):
    left = make_employment(ends_before=OCTOBER)
    last_minute = make_employment(ends_before=date(2026, 10, 2))
    starter = make_employment(starts_on=date(2026, 10, 31))
    make_employment(starts_on=NOVEMBER)
    assert [fact.id for fact in employments_in(OCTOBER, NOVEMBER)] == [last_minute.pk, starter.pk]
    fact = employments_by_id([left.pk])[0]
    assert (fact.number, fact.name, fact.ends_before) == (left.number, left.person.name, OCTOBER)


def test_the_bank_account_is_the_one_of_the_day(hr_officer, make_employment):
    employment = make_employment()
    for day, number in ((date(2020, 1, 1), "11111111"), (date(2026, 10, 15), "22222222")):
        change_bank_account(
            actor=hr_officer.actor,
            employment=employment,
            account_name="E MARSH",
            sort_code="123456",
            account_number=number,
            starts_on=day,
            reason="Called back",
        )
    found = [bank_accounts([employment.pk], on) for on in (date(2019, 12, 31), OCTOBER, date(2026, 10, 15))]
    assert found[0] == {} and [each[employment.pk].account_number for each in found[1:]] == [
        "11111111",
        "22222222",
    ]


def test_each_reading_is_one_query_however_many_people(
    make_employment, assign_to, ladder, place, django_assert_num_queries
):
    ids = []
    for _ in range(30):
        employment = make_employment()
        assign_to(employment)
        place(employment, ladder[0])
        ids.append(employment.pk)
    for read in (
        lambda: employments_in(OCTOBER, NOVEMBER),
        lambda: pay_segments(ids, OCTOBER, NOVEMBER),
        lambda: bank_accounts(ids, OCTOBER),
        lambda: changes_since(ids, timezone.now()),
    ):
        with django_assert_num_queries(1):
            read()


def test_the_cause_of_a_change_is_told_with_day_person_and_reason(
    hr_officer, make_employment, assign_to, ladder, place
):
    employment = make_employment()
    assign_to(employment)
    place(employment, ladder[0])
    place_on_point(
        actor=hr_officer.actor,
        employment=employment,
        point=ladder[1],
        starts_on=date(2026, 10, 6),
        change="PROMOTION",
        reason="Board of 1 October",
    )
    told = changes_since([employment.pk], timezone.now() - timedelta(days=1))[employment.pk]
    last = next(change for change in told if change.what == "Promotion to Clerk point 2")
    assert (last.record, last.effective_on, last.who, last.why) == (
        "pay point",
        date(2026, 10, 6),
        hr_officer.actor.name,
        "Board of 1 October",
    )


def test_a_corrected_rate_is_a_cause_for_everybody_placed_on_it(
    hr_officer, make_employment, assign_to, ladder, place
):
    employment = make_employment()
    assign_to(employment)
    place(employment, ladder[0])
    since = timezone.now() - timedelta(days=1)
    rate = PayRate.objects.filter(point=ladder[0]).latest("starts_on")
    PayRate.objects.filter(pk=rate.pk).update(annual_pence=2_410_050)
    changes = changes_since([employment.pk], since)[employment.pk]
    told = [change for change in changes if change.record == "pay rate"]
    assert "corrected to pay £24,100.50 a year" in told[-1].what
    assert told[-1].effective_on is not None
    before = len(told)
    PayRate.objects.filter(pk=rate.pk).update(ends_before=date(2030, 1, 1))
    again = changes_since([employment.pk], since)[employment.pk]
    assert len([change for change in again if change.record == "pay rate"]) == before


def test_a_leaving_date_taken_back_is_a_cause(hr_officer, make_employment, assign_to, ladder, place):
    employment = make_employment()
    assign_to(employment)
    place(employment, ladder[0])
    since = timezone.now() - timedelta(days=1)
    records = [*employment.assignments.all(), *employment.placements.all(), employment]
    for ends_before, ordered in ((date(2026, 10, 20), records), (None, records[::-1])):
        for record in ordered:
            record.ends_before = ends_before
            record.save()
    told = [
        (change.what, change.effective_on)
        for change in changes_since([employment.pk], since)[employment.pk]
        if change.record == "employment"
    ]
    assert told[-2:] == [("Leaves", date(2026, 10, 20)), ("Leaving date taken back", date(2026, 10, 20))]
    words = [change.what for change in changes_since([employment.pk], since)[employment.pk]]
    assert "Stays on Clerk point 1" in words


@pytest.mark.parametrize("ids", [[], [-1]])
def test_nobody_is_no_error(cleveland, ids):
    assert pay_segments(ids, OCTOBER, NOVEMBER) == {} and bank_accounts(ids, OCTOBER) == {}
