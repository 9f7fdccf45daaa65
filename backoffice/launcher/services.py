"""PostgreSQL and Redis of one environment, together."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backoffice.launcher import credentials, processes
from backoffice.launcher.places import Places
from backoffice.launcher.postgres import SUPERUSER, Postgres
from backoffice.launcher.redis_server import RedisServer

DATABASE = "backoffice"


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@contextmanager
def only_one(places: Places, name: str = "lock") -> Iterator[None]:
    """Two `make` at once: the second waits for the first."""
    with (places.run / name).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another start or stop of this environment ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(
    places: Places, *, profile: str | None = None, settings: dict[str, str] | None = None
) -> dict[str, str]:
    """Start what does not answer and say how to reach it. `profile` is remembered for the next start.

    `settings` are PostgreSQL's own and last until the server stops.
    """
    with only_one(places):
        profile = _profile(places, profile)
        credentials.make_missing(places)
        _clear_forgotten(places)
        postgres, redis = Postgres(places), RedisServer(places)
        if not postgres.answers():
            first = postgres.made_with() is None
            say("Making a private PostgreSQL cluster ..." if first else "Starting PostgreSQL ...")
            postgres.start(profile=profile, settings=settings)
            say(f"PostgreSQL {postgres.made_with()} answers on port {postgres.port}.")
        if not redis.answers():
            say("Starting Redis ...")
            redis.start()
        env = environment(places)
        _write_privately(places.env_file, "".join(f"{key}={value}\n" for key, value in env.items()))
        return env


def stop(places: Places) -> None:
    with only_one(places):
        if (places.secrets / "redis_password").exists():
            RedisServer(places).stop()
            Postgres(places).stop()


def status(places: Places) -> dict[str, bool]:
    if not (places.secrets / "redis_password").exists():
        return {"postgres": False, "redis": False}
    return {"postgres": Postgres(places).answers(), "redis": RedisServer(places).answers()}


def environment(places: Places) -> dict[str, str]:
    """How the product reaches the servers: what its settings read when no DATABASE_HOST is set."""
    postgres = Postgres(places)
    files = {f"{name}_FILE": str(places.secrets / name.lower()) for name in credentials.NAMES}
    files.pop("REDIS_PASSWORD_FILE")  # part of the address
    return {
        "DATABASE_HOST": str(places.socket_directory()),
        "DATABASE_PORT": str(postgres.port),
        "DATABASE_NAME": DATABASE,
        "DATABASE_SUPERUSER": SUPERUSER,
        "REDIS_URL": RedisServer(places).url,
        "POSTGRES_BIN": str(postgres.binaries().directory),
        **files,
    }


def remove(places: Places) -> None:
    """Stop the servers and remove their data. Secrets and files stay with the caller."""
    stop(places)
    with only_one(places):
        if (places.run / "private").exists():
            shutil.rmtree(places.private, ignore_errors=True)
        shutil.rmtree(places.servers / "postgres", ignore_errors=True)
        if (places.run / "socket").exists():
            shutil.rmtree(places.socket_directory(), ignore_errors=True)


def _profile(places: Places, asked: str | None) -> str:
    record = places.run / "profile"
    if asked:
        record.write_text(f"{asked}\n")
    return record.read_text().strip() if record.exists() else "demo"


def _clear_forgotten(places: Places) -> None:
    """An earlier clone at this path may have left servers and data behind whose secrets are gone."""
    for folder in places.forgotten():
        for process in processes.working_in(folder / "postgres") if (folder / "postgres").exists() else []:
            processes.end(process, seconds=5)
        shutil.rmtree(folder, ignore_errors=True)


def _write_privately(path: Path, text: str) -> None:
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    aside.rename(path)
