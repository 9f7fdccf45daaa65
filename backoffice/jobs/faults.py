"""Where a fault test may kill the process, to see that nothing is lost or doubled.

`FAULT_AT=payroll.calculate:chunk:3` kills it with signal 9 at the third pass of that point, but only with FAULTS=yes,
which no installation sets. With FAULT_ONCE naming a file the process dies only while that file does not exist, so that
a restarted worker gets past the point.
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
    wanted, _, at = os.environ.get("FAULT_AT", "").rpartition(":")
    if wanted != name:
        return
    _passes[name] += 1
    if _passes[name] != int(at):
        return
    if once := os.environ.get("FAULT_ONCE"):
        if Path(once).exists():
            return
        Path(once).touch()
    os.kill(os.getpid(), signal.SIGKILL)
