from datetime import date

import pytest

from tests.payroll.factories import World, world


@pytest.fixture
def pay(cleveland: str, settings) -> World:
    """Cleveland, ready to pay October 2026 on the 28th, on a day on which Bacs can still do so."""
    settings.BUSINESS_DATE = date(2026, 10, 20)
    return world()
