"""How `make test` spreads the suite over the machine's cores."""

from pathlib import Path

import pytest

from backoffice.launcher import suite
from backoffice.launcher.places import Places
from tests.workers import ByFile


@pytest.mark.parametrize(("cores", "workers"), [(2, "2"), (64, "4")])
def test_the_whole_suite_takes_every_core_up_to_four(
    cores: int, workers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(cores)), raising=False)
    words = suite.side_by_side([])
    assert words[words.index("-n") + 1] == workers and "tests.workers" in words


def test_chosen_tests_and_a_single_core_have_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0}, raising=False)
    assert suite.side_by_side([]) == []
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1}, raising=False)
    assert suite.side_by_side(["tests/hr"]) == []


def test_each_worker_has_servers_of_its_own_below_the_suites(tmp_path: Path) -> None:
    places = Places(tmp_path)
    one, two = (suite.worker_places(places, worker).var for worker in ("gw1", "gw2"))
    assert one != two and one.is_relative_to(tmp_path) and two.is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("tests/hr/test_pages.py::test_a", "tests/hr/test_pages.py::test_b[x::y]", True),
        ("tests/hr/test_pages.py::test_a", "tests/hr/test_rules.py::test_a", False),
        ("tests/faults/test_at_once.py::test_a", "tests/faults/test_table.py::test_b", True),
    ],
)
def test_tests_that_share_a_set_up_go_to_one_worker(one: str, other: str, together: bool) -> None:
    split = ByFile.__dict__["_split_scope"]
    assert (split(None, one) == split(None, other)) is together
