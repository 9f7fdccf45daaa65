from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backoffice.dating import covers, overlap
from hr.rules import bank, ni_number

letters = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
days = st.dates(date(1950, 1, 1), date(2050, 1, 1))
ranges = st.tuples(days, st.none() | days).filter(lambda found: found[1] is None or found[1] > found[0])


@given(letters, letters, st.integers(0, 999_999), letters)
def test_a_number_can_exist_exactly_when_hmrc_could_have_given_it(first, second, digits, last):
    allowed = (
        first not in "DFIQUV"
        and second not in "DFIOQUV"
        and first + second not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
        and last in "ABCD"
    )
    assert ni_number.can_exist(f"{first}{second}{digits:06d}{last}") is allowed


@given(st.text(max_size=12))
def test_reading_a_number_never_does_anything_but_read_or_say_how(text):
    try:
        assert ni_number.can_exist(ni_number.parse(text))
    except ValueError as wrong:
        assert "Give two letters" in str(wrong)


def test_a_number_is_read_as_people_write_it():
    assert ni_number.parse(" ab 12-34 56 c ") == "AB123456C"
    assert ni_number.spaced("AB123456C") == "AB 12 34 56 C"


def test_digits_of_another_script_are_no_number():
    assert not ni_number.can_exist("AB१२३४५६C")
    with pytest.raises(ValueError, match="six digits"):
        bank.parse_sort_code("१२३४५६")


@given(ranges, ranges)
def test_two_ranges_overlap_exactly_when_a_day_is_in_both(one, other):
    starts = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    assert overlap(*one, *other) is (not ends or starts < min(ends))
    assert overlap(*one, *other) is overlap(*other, *one)


@given(ranges, days)
def test_the_first_day_is_in_and_the_end_is_out(found, on):
    starts_on, ends_before = found
    assert covers(starts_on, ends_before, starts_on)
    assert not covers(starts_on, ends_before, starts_on - timedelta(days=1))
    if ends_before is not None:
        assert covers(starts_on, ends_before, ends_before - timedelta(days=1))
        assert not covers(starts_on, ends_before, ends_before)
    assert covers(starts_on, ends_before, on) is overlap(starts_on, ends_before, on, on + timedelta(days=1))


@given(ranges)
def test_an_empty_range_overlaps_nothing(found):
    assume(found[1] is None or found[1] > found[0])
    assert not overlap(found[0], found[1], found[0], found[0])


def test_seven_digits_are_told_to_put_a_nought_in_front():
    with pytest.raises(ValueError, match="01234567"):
        bank.parse_account_number("1234567")
