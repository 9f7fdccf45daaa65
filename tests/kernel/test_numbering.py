"""Numbers without gaps."""

from __future__ import annotations

import pytest
from django.db import transaction

from backoffice.numbering.references import ALPHABET, new_reference
from backoffice.numbering.services import next_number, reserve


def test_numbers_follow_each_other_and_series_do_not_disturb_each_other(cleveland: str) -> None:
    assert [next_number("journal", prefix="J") for _ in range(3)] == ["J000001", "J000002", "J000003"]
    assert next_number("order", prefix="PO", width=4) == "PO0001"
    assert reserve("journal", 10) == 4 and next_number("journal") == "000014"


def test_a_number_drawn_in_what_was_rolled_back_is_drawn_again(cleveland: str) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert next_number("journal") == "000001"
        raise ZeroDivisionError
    assert next_number("journal") == "000001"


def test_references_tell_nothing_and_do_not_repeat() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    assert all(len(each) == 12 and set(each) <= set(ALPHABET) for each in references)
