"""One private stack for all fault tests; each test begins with the force as it was brought in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.stack import Stack, place
from tests.faults.work import pay_a_month


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", metafunc.config.getoption("fault_seeds", [1]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What only `make faults` runs is left out elsewhere."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.fault)
            item.add_marker(pytest.mark.worker)
    if not config.getoption("whole_fault_table", False):
        left_out = [item for item in items if "whole_table" in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def made() -> Iterator[Stack]:
    """The stack, with beat sweeping every second."""
    stack = Stack(place())
    try:
        stack.make()
        stack.start("beat")
        yield stack
    finally:
        stack.end()


@pytest.fixture
def stack(made: Stack) -> Stack:
    made.fresh()
    return made


@pytest.fixture
def whole_table() -> None:
    """Asks for `make faults`."""


@pytest.fixture(scope="session")
def undisturbed(made: Stack) -> dict[str, Any]:
    """What October comes to when nothing is killed."""
    made.fresh()
    made.start("worker")
    run = pay_a_month(made)
    made.books()
    found: dict[str, Any] = made.do("outcome", run=run)
    assert found["people"] == found["payslips"] > 100 and found["file"]
    return found
