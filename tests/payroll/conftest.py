import pytest

from tests.payroll.factories import World, world


@pytest.fixture
def pay(cleveland: str) -> World:
    """Cleveland, ready to pay October 2026."""
    return world()
