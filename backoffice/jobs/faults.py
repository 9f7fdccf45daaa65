"""Where a fault test may kill the process or the database, to see that nothing is lost or doubled.

`FAULT_AT=payroll.calculate:chunk:3` kills it with signal 9 at the third pass of that point, but only with FAULTS=yes,
which no installation sets. Several points stand with commas between them. With FAULT_ONCE naming a folder each point kills
once, noted by a file of its name there, so that a restarted worker gets past it. With FAULT_VICTIM naming a file that
begins with a process number, such as PostgreSQL's postmaster.pid, that process is killed in place of this one.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path

_passes: Counter[str] = Counter()


def fault_point(name: str) -> None:
    """Die here if the environment says so; otherwise nothing."""
    if os.environ.get("FAULTS") != "yes":
        return
    wanted = [
        point for point in os.environ.get("FAULT_AT", "").split(",") if point.rpartition(":")[0] == name
    ]
    if not wanted:
        return
    _passes[name] += 1
    for point in wanted:
        if _passes[name] == int(point.rpartition(":")[2]) and _first(point):
            victim = os.environ.get("FAULT_VICTIM")
            os.kill(int(Path(victim).read_text().split()[0]) if victim else os.getpid(), signal.SIGKILL)


def _first(point: str) -> bool:
    """Whether nothing was killed at the point before."""
    once = os.environ.get("FAULT_ONCE")
    if not once:
        return True
    try:
        (Path(once) / point).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
