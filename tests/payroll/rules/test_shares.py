"""An amount divided to the penny."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payroll.rules.shares import shares

weights = st.lists(st.integers(0, 10**8), min_size=1, max_size=9).filter(any)


@given(amount=st.integers(-(10**9), 10**9), weights=weights)
def test_parts_sum_to_the_amount_and_none_is_a_penny_off_its_proportion(amount, weights):
    parts = shares(amount, weights)
    assert sum(parts) == amount
    whole = sum(weights)
    assert all(
        abs(part * whole - amount * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


def test_the_penny_left_goes_to_the_largest_remainder():
    assert shares(100, [1, 1, 1]) == [34, 33, 33]
    assert shares(101, [200, 100]) == [67, 34]
    assert shares(-101, [200, 100]) == [-67, -34]


@pytest.mark.parametrize("weights", [[0, 0], [5, -1]])
def test_nothing_is_divided_by_nothing_or_by_less(weights):
    with pytest.raises(ValueError, match="nothing to divide"):
        shares(100, weights)
