"""pytest's side of `make faults`: the seeds asked for, and how each test ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--fault-seeds", type=lambda text: [int(one) for one in text.split(",")], default=[1])
    group.addoption("--whole-fault-table", action="store_true")
    group.addoption("--fault-outcomes", type=Path)


class Outcomes:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        known = self.found.get(report.nodeid)
        if report.failed or known is None or (report.when == "call" and known == "passed"):
            self.found[report.nodeid] = report.outcome

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.found))


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("fault_outcomes")
    if path is not None:
        config.pluginmanager.register(Outcomes(path))
