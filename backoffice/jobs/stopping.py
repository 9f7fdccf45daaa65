"""Whether this worker has been asked to end, so that jobs in hand are handed over instead of waited for.

A worker's own process is asked by SIGTERM; its children, which do the work, are not. They share one byte with it.
"""

from __future__ import annotations

import mmap
from typing import Any

from celery.signals import worker_init, worker_shutting_down

_shared = mmap.mmap(-1, 1)  # made before the children are forked, so it is theirs, too


def is_stopping() -> bool:
    """Whether the worker this process belongs to is ending."""
    return _shared[0] == 1


def say_stopping(stopping: bool) -> None:
    """Tell this process and its children."""
    _shared[0] = int(stopping)


@worker_init.connect
def _begin(**_: Any) -> None:
    say_stopping(False)


@worker_shutting_down.connect
def _end(**_: Any) -> None:
    say_stopping(True)
