"""Several pytest workers, each on servers of its own: roles, queues and files are one cluster's, not one database's.

`make test` loads this (`-p tests.workers`) before any settings are read. The first worker keeps the servers the
launcher started; each other one starts its own below them, and the launcher takes those away with its own.
"""

from __future__ import annotations

import os
from typing import Any

from xdist.scheduler import LoadScopeScheduling

from backoffice.launcher import services
from backoffice.launcher.places import Places
from backoffice.launcher.suite import worker_places

FIRST = "gw0"
ONE_STACK = "tests/faults/"  # these tests share the product's processes


class ByFile(LoadScopeScheduling):
    """Tests of a file share their set-up, so one worker takes them all."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_STACK if nodeid.startswith(ONE_STACK) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: Any, log: Any) -> ByFile:
    return ByFile(config, log)


def _move_in(worker: str) -> None:
    places = worker_places(Places(), worker)
    os.environ.update(services.start(places, profile="test"), BACKOFFICE_VAR=str(places.var))


if (own := os.environ.get("PYTEST_XDIST_WORKER", FIRST)) != FIRST:
    _move_in(own)
