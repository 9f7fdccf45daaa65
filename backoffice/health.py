"""What must work for the service to be ready. Functions add their own checks, such as that the ledger's chain holds.

Anybody may ask, so a process looks once in `SECONDS` at most and answers from memory between.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock

log = logging.getLogger(__name__)
SECONDS = 5.0
CHECKS: dict[str, Callable[[], object]] = {}


def register(name: str, check: Callable[[], object]) -> None:
    """Add a check to the readiness page: quick, and it raises where something is wrong."""
    CHECKS[name] = check


class _Last:
    """What this process found last, and when it looks again."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.names: list[str] | None = None
        self.again_at = 0.0


_last = _Last()


def failing() -> list[str]:
    """Names of the checks that failed when this process last looked; the reasons, which may name an authority, are in the
    log, not on the page. While somebody else looks, the answer is the one before."""
    if not _last.lock.acquire(blocking=_last.names is None):
        return _last.names or []
    try:
        if _last.names is None or time.monotonic() >= _last.again_at:
            _last.names = _look()
            _last.again_at = time.monotonic() + SECONDS
        return _last.names
    finally:
        _last.lock.release()


def forget() -> None:
    """Look at the next question."""
    _last.again_at = 0.0


def _look() -> list[str]:
    names = []
    for name, check in CHECKS.items():
        try:
            check()
        except Exception:
            log.exception("Readiness check failed", extra={"check": name})
            names.append(name)
    return names
