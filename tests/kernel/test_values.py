"""What stands in a cell, as people write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.imports import values
from backoffice.imports.specs import Column
from backoffice.reports.columns import harmless, pounds


@pytest.mark.parametrize("text", ["28/02/2026", "28.2.2026", "2026-02-28", "28-Feb-2026", "28 February 2026"])
def test_a_day_may_be_written_as_people_write_it(text: str) -> None:
    assert values.to_date(text) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "says", "instead"),
    [
        ("31/02/2026", "31/02/2026 does not exist.", "Give a date such as 28/02/2026."),
        ("30/02/2028", "30/02/2028 does not exist.", "Give a date such as 29/02/2028."),
        (
            "12/31/2026",
            "12/31/2026 does not exist.",
            "Give a date such as 28/02/2026, the day before the month.",
        ),
        ("soon", "soon is not a date.", "Give a date such as 28/02/2026."),
        ("01/01/0026", "01/01/0026 is too far from today.", "Give a year between 1900 and 2199."),
    ],
)
def test_a_day_that_is_none_is_told_with_one_that_is(text: str, says: str, instead: str) -> None:
    with pytest.raises(values.Unreadable) as refused:
        values.to_date(text)
    assert (str(refused.value), refused.value.next_step) == (says, instead)


@pytest.mark.parametrize(
    ("text", "pence"),
    [("1,234.56", 123456), ("£12", 1200), ("(5.05)", -505), ("-0.1", -10), ("£ 1,000,000.00", 10**8)],
)
def test_money_is_read_to_the_penny(text: str, pence: int) -> None:
    assert values.to_pence(text) == pence


@pytest.mark.parametrize("text", ["1.234", "12,34", "1e5", "nan", "£", "--5", "1.2.3", "12 pounds"])
def test_money_is_never_guessed(text: str) -> None:
    with pytest.raises(values.Unreadable):
        values.to_pence(text)


@given(st.integers(-(10**14), 10**14))
def test_money_written_by_an_export_reads_back_the_same(pence: int) -> None:
    assert values.to_pence(pounds(pence)) == pence


@given(st.text(max_size=30))
def test_a_value_is_read_or_told_never_an_accident(text: str) -> None:
    for read in (values.to_date, values.to_decimal, values.to_integer, values.to_pence, values.to_yes_no):
        try:
            read(text)
        except values.Unreadable as refused:
            assert refused.next_step.endswith(".")


def test_a_choice_takes_the_word_however_it_is_written() -> None:
    column = Column(
        "type", "Workforce", kind="choice", choices={"Police staff": "STAFF", "Officer": "OFFICER"}
    )
    assert column.value("police STAFF") == "STAFF"
    with pytest.raises(values.Unreadable) as refused:
        column.value("Cadet")
    assert refused.value.next_step == "Give Police staff or Officer."


def test_an_empty_required_cell_says_what_to_give() -> None:
    with pytest.raises(values.Unreadable) as refused:
        Column("starts_on", "Start date", kind="date", required=True).value("")
    assert refused.value.next_step == "Give the start date."
    with pytest.raises(values.Unreadable) as refused:
        Column("ni", "NI number", required=True).value("")
    assert refused.value.next_step == "Give the NI number."


def test_decimals_are_exact() -> None:
    assert values.to_decimal("0.1") == Decimal("0.1")


@given(st.text())
def test_an_exported_text_never_starts_a_formula(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
