"""Where a pay run's time goes: the same services in this process, one after the other, with a clock at each stage."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from backoffice.config.demonstration import actor_with
from backoffice.tenancy.current import in_authority
from bench import runs
from payroll.queries import calculation
from payroll.services import calculate
from payroll.services.check_run import check_run

STAGES: list[tuple[str, Any, str]] = [
    ("read what all share", calculate, "run_context"),
    ("read what a chunk needs", calculation.ChunkFacts, "__init__"),
    ("put inputs together", calculation.ChunkFacts, "prepare"),
    ("freeze inputs", calculation, "freeze"),
    ("apply the rules", calculate, "calculate"),
    ("write rows as text", calculate, "_store"),
    ("check by rule", calculate, "_warn"),
    ("send rows (COPY)", calculate._Copies, "send"),
]


class Clock:
    """Seconds by stage; a stage inside another is counted once, as itself."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def around(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                taken = time.perf_counter() - started
                self.seconds[name] += taken - self._inner.pop()
                self._inner[-1] += taken

        return timed


def tell(slug: str) -> None:
    """Print the stages of a run of the authority, sealing included, and cancel it again."""
    clock = Clock()
    with in_authority(slug), ExitStack() as stack:
        officer = actor_with(slug, "payroll_officer")
        run = runs.begin(officer)
        for name, owner, attribute in STAGES:
            stack.enter_context(patch.object(owner, attribute, clock.around(name, getattr(owner, attribute))))
        started = time.perf_counter()
        run = runs.calculate_here(officer, run)
        whole = time.perf_counter() - started
        rest = whole - sum(clock.seconds.values())
        runs.clear(officer, run)
        started = time.perf_counter()
        run = check_run(actor=officer, run=run)
        sealed = time.perf_counter() - started
        runs.cancel_all(slug)
    people = run.payslips
    print(f"  where it goes, one process, {people:,} people, {whole + sealed:.2f} s:")
    for name, seconds in [*clock.seconds.items(), ("plan, commit and the rest", rest), ("seal", sealed)]:
        print(
            f"    {name:28} {seconds:7.2f} s  {seconds / (whole + sealed):4.0%}  {seconds / people * 1e6:7.0f} µs each"
        )
