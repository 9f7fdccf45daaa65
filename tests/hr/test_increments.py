"""One point after twelve months, unless it is kept back."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.work.registry import KINDS
from hr.models import IncrementHold, PayPlacement, PayScale
from hr.queries.increments import increments_due
from hr.services.increments import award_increments, hold_increment, release_increment

DUE = date(2026, 10, 6)


@pytest.fixture
def on_the_first_point(make_employment, assign_to, ladder, place):
    employment = make_employment(number="100123")
    assign_to(employment)
    place(employment, ladder[0], starts_on=date(2025, 10, 6))
    return employment


def due_on(on: date) -> list[tuple[str, date]]:
    return [(each.next_point, each.due_on) for each in increments_due(on=on) if not each.held]


def test_it_is_due_when_twelve_months_have_passed_and_not_a_day_before(on_the_first_point):
    assert due_on(date(2026, 10, 5)) == []
    assert due_on(DUE) == [("2", DUE)]
    assert due_on(date(2026, 12, 31)) == [("2", DUE)]


def test_awarding_moves_one_point_once(hr_officer, on_the_first_point):
    page = hr_officer.get("/cleveland/hr/increments/?on=2026-10-31").content.decode()
    assert "Award increments" in page and "£1,000.00 a year" in page
    for _ in range(2):
        assert hr_officer.post("/cleveland/hr/increments/", {"on": "2026-10-31"}).status_code == 302
    first, second = PayPlacement.objects.order_by("starts_on")
    assert first.ends_before == second.starts_on == second.counts_from == DUE
    assert (second.point.label, second.reason, second.ends_before) == ("2", "INCREMENT", None)


def test_the_top_of_a_scale_and_a_scale_without_increments_have_none(
    make_employment, ladder, place, on_the_first_point
):
    place(make_employment(), ladder[2], starts_on=date(2020, 1, 1))
    assert len(due_on(DUE)) == 1
    PayScale.objects.update(increment_months=None)
    assert due_on(DUE) == []


def test_a_point_without_a_rate_is_passed_over(hr_officer, on_the_first_point, ladder):
    ladder[1].rates.update(ends_before=date(2026, 9, 1))
    assert due_on(DUE) == [("3", DUE)]


def test_one_kept_back_is_not_awarded_and_is_due_from_its_release(hr_officer, on_the_first_point):
    base = f"/cleveland/hr/employments/{on_the_first_point.reference}"
    hr_officer.post(f"{base}/hold", {"starts_on": "2026-09-01", "reason": "Review graded below achieved"})
    assert due_on(DUE) == []
    assert award_increments(actor=hr_officer.actor, on=DUE) == []
    page = hr_officer.get("/cleveland/hr/increments/?on=2026-10-31").content.decode()
    assert "Review graded below achieved" in page
    hr_officer.post(f"{base}/release", {"on": "2026-12-01", "reason": "Review graded achieved"})
    assert due_on(date(2026, 11, 30)) == []
    assert due_on(date(2026, 12, 1)) == [("2", date(2026, 12, 1))]


def test_a_hold_taken_back_leaves_no_trace_in_pay(hr_officer, on_the_first_point):
    actor = hr_officer.actor
    hold_increment(actor=actor, employment=on_the_first_point, starts_on=DUE, reason="By mistake")
    assert release_increment(actor=actor, employment=on_the_first_point, on=DUE, reason="By mistake") is None
    assert due_on(DUE) == [("2", DUE)] and not IncrementHold.objects.exists()


def test_the_29th_of_february_is_the_28th_a_year_on(make_employment, ladder, place):
    place(make_employment(), ladder[0], starts_on=date(2024, 2, 29))
    assert due_on(date(2025, 3, 1)) == [("2", date(2025, 2, 28))]


def test_a_leavers_is_not_due_after_the_last_day(make_employment, ladder, place):
    place(make_employment(ends_before=date(2026, 10, 6)), ladder[0], starts_on=date(2025, 10, 6))
    assert due_on(date(2026, 10, 31)) == []


def test_the_home_page_says_that_increments_wait(hr_officer, on_the_first_point):
    rows = KINDS["hr.increments"].rows(viewer=hr_officer.actor, today=DUE)
    assert [(row.title, row.due_on) for row in rows] == [("Award increments", DUE)]


def test_somebody_without_a_post_is_told_on_the_home_page(hr_officer, make_employment):
    employment = make_employment()
    rows = KINDS["hr.gaps"].rows(viewer=hr_officer.actor, today=DUE)
    assert [row.title for row in rows] == [f"{employment.person.name} has no post"]


def test_only_those_who_may_change_people_award(on_the_first_point, auditor):
    assert auditor.post("/cleveland/hr/increments/", {"on": "2026-10-31"}).status_code == 403
    assert PayPlacement.objects.count() == 1
