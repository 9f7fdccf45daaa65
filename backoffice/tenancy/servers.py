"""PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from backoffice.config import env


def program(name: str) -> str:
    """Path of `pg_dump`, `psql` or `pg_restore`: in POSTGRES_BIN, else wherever the path finds it."""
    folder = env.text("POSTGRES_BIN", "")
    return str(Path(folder) / name) if folder else name


def run(name: str, *arguments: str, user: str, password: str, database: str | None = None, **popen: Any) -> bytes:
    """Run a program against the service's database; the password goes by the environment. Raises with what it said."""
    given = {
        **os.environ,
        "PGHOST": env.text("DATABASE_HOST"),
        "PGPORT": env.text("DATABASE_PORT", "5432"),
        "PGUSER": user,
        "PGPASSWORD": password,
        "PGDATABASE": database or env.text("DATABASE_NAME", "backoffice"),
    }
    done = subprocess.run([program(name), *arguments], env=given, capture_output=True, check=False, **popen)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout
