from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.ui import formats
from backoffice.ui.forms import PenceField


@pytest.mark.parametrize(
    ("pence", "text"),
    [(0, "0.00"), (5, "0.05"), (123456, "1,234.56"), (-123456, "(1,234.56)"), (-5, "(0.05)"), (None, "")],
)
def test_pence_are_written_as_pounds(pence, text):
    assert formats.money(pence) == text


def test_a_float_is_no_money():
    with pytest.raises(TypeError):
        formats.money(12.5)  # type: ignore[arg-type]


def test_a_change_carries_its_sign():
    assert [formats.change(p) for p in (9245, -7924, 0, None)] == ["+92.45", "−79.24", "0.00", ""]


def test_pounds_are_written_to_the_penny():
    assert formats.pounds(Decimal("-1234.5")) == "(1,234.50)"


def test_a_moment_is_shown_in_the_time_zone_in_force():
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert formats.moment(summer) == "1 Jul 2026, 00:30"
    assert formats.day(summer) == "1 July 2026"
    assert formats.day(date(2026, 11, 27)) == "27 November 2026"


@given(pence=st.integers(min_value=-(10**15), max_value=10**15))
def test_an_amount_put_in_a_box_comes_back_the_same(pence):
    field = PenceField()
    assert field.clean(field.prepare_value(pence)) == pence
