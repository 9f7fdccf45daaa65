"""The tests' own database: made by the product's own commands, and again only when they would make another one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connections

from backoffice.config import env
from backoffice.tenancy.bootstrap import bootstrap, connect
from tenants.services import bring_in_authority

ROOT = Path(__file__).resolve().parents[1]
AUTHORITIES = {"cleveland": "Cleveland Police Authority", "durham": "Durham Police Authority"}
MAKERS = ("bootstrap", "hardening", "grants", "migrating", "replay", "names")  # of backoffice/tenancy


def fingerprint() -> str:
    """Of everything that decides what the database looks like."""
    mark = hashlib.sha256()
    files = [
        p for p in ROOT.glob("**/migrations/*") if p.suffix in {".py", ".sql"} and ".venv" not in p.parts
    ]
    files += [ROOT / "backoffice" / "tenancy" / f"{name}.py" for name in MAKERS]
    for path in sorted(files):
        mark.update(path.name.encode() + path.read_bytes())
    mark.update(repr(settings.INSTALLED_APPS).encode())
    return mark.hexdigest()


def manage(*words: str) -> None:
    """One of the product's commands, in a process and under settings of its own."""
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")


def ensure() -> None:
    """Make the database of the rolled-back tests, with two authorities, where it is not there as it should be."""
    name, wanted = env.text("DATABASE_NAME"), fingerprint()
    assert name.endswith("_test"), name
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
        if row and row[0] == wanted:
            return
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        bootstrap(lambda line: None)
        manage("migrate_schemas", "--verbosity", "0")
        for slug, authority in AUTHORITIES.items():
            bring_in_authority(slug=slug, name=authority)
        connections.close_all()
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{wanted}'")
