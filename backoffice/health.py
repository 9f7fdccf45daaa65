"""What must work for the service to be ready. Functions add their own checks, such as that the ledger's chain holds."""

from __future__ import annotations

import logging
from collections.abc import Callable

log = logging.getLogger(__name__)
CHECKS: dict[str, Callable[[], object]] = {}


def register(name: str, check: Callable[[], object]) -> None:
    """Add a check to the readiness page: quick, and it raises where something is wrong."""
    CHECKS[name] = check


def failing() -> list[str]:
    """Names of the checks that fail now; the reasons are in the log, not on the page."""
    names = []
    for name, check in CHECKS.items():
        try:
            check()
        except Exception:
            log.exception("Readiness check failed", extra={"check": name})
            names.append(name)
    return names
