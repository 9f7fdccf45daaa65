"""PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connections


def run(name: str, *arguments: str, alias: str) -> None:
    """Run `pg_dump`, `psql` or `pg_restore` as the login of a database alias; raises with what it said.

    The programs are those in POSTGRES_BIN, else wherever the path finds them. The password goes by the environment.
    """
    program = str(Path(settings.POSTGRES_BIN) / name) if settings.POSTGRES_BIN else name
    login = connections[alias].settings_dict
    given = {
        **os.environ,
        "PGHOST": str(login["HOST"]),
        "PGPORT": str(login["PORT"]),
        "PGUSER": str(login["USER"]),
        "PGPASSWORD": str(login["PASSWORD"]),
        "PGDATABASE": str(login["NAME"]),
    }
    done = subprocess.run([program, *arguments], env=given, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr.decode(errors='replace').strip()[-2000:]}")
