"""The product's own worker processes on the measured cluster, and how much memory they take."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

import psutil

from backoffice.config import env
from backoffice.launcher import demo, processes
from backoffice.launcher.places import Places

SAMPLE_SECONDS = 0.05


class Memory:
    """The most any one process of a worker has held, in MB, looked at twenty times a second."""

    def __init__(self, parent: psutil.Process) -> None:
        self.parent, self.most_mb = parent, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            with contextlib.suppress(psutil.NoSuchProcess):
                for process in self.parent.children(recursive=True):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        self.most_mb = max(self.most_mb, process.memory_info().rss / 2**20)

    def end(self) -> None:
        self._over.set()
        self._thread.join()


@contextlib.contextmanager
def fresh() -> Iterator[Memory]:
    """A worker started now, as the demonstration starts it, and stopped afterwards."""
    places = Places(env.VAR)
    given = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    demo.stop_part(places, "worker")
    demo.start_parts(places, given, only=("worker",))
    process = processes.recorded(places, "worker")
    assert process is not None, "the worker has just said that it is ready"
    memory = Memory(process)
    try:
        yield memory
    finally:
        memory.end()
        demo.stop_part(places, "worker")
