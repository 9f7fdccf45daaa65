"""A new authority's schema in a fraction of a second: the migrated template's dump, replayed under another name.

The template's schema and login have one name that occurs nowhere else, so one substitution renames both. Not
`clone_schema`, which renames constraints that later migrations look for.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import time
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from psycopg2 import sql

from backoffice.tenancy.migrating import in_schema, migrate_schema, require_owner
from backoffice.tenancy.names import ANY_AUTHORITY, TEMPLATE, role_for
from backoffice.tenancy.passwords import password_for, scram_verifier
from backoffice.tenancy.servers import run

# Newer pg_dump puts lines for psql around its output.
PSQL_LINE = re.compile(r"^\\(un)?restrict \S+$", re.MULTILINE)


class NoTemplate(Exception):
    """The template has not been made: run migrate_schemas."""


def refresh_template(say: Any) -> None:
    """Migrate the template and keep its dump. As the owner, after every migration."""
    require_owner()
    migrate_schema(TEMPLATE, say)
    with in_schema(TEMPLATE):
        applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    model = apps.get_model("tenants.SchemaTemplate")
    fingerprint = _fingerprint(applied)
    if model._default_manager.filter(fingerprint=fingerprint).exists():
        return
    started = time.monotonic()
    with tempfile.NamedTemporaryFile() as file:
        options = [
            "--no-owner",
            "--inserts",
            "--rows-per-insert=1000",
        ]  # the owner replays it, and so owns it
        run("pg_dump", f"--schema={TEMPLATE}", *options, f"--file={file.name}", alias="default")
        dump = Path(file.name).read_text()
    with transaction.atomic():
        model._default_manager.all().delete()
        model._default_manager.create(
            fingerprint=fingerprint, sql=PSQL_LINE.sub("", dump), seconds=time.monotonic() - started
        )
    say(f"  {TEMPLATE}: dumped for new authorities ({len(dump) // 1024} KB)")


def _fingerprint(applied: list[str]) -> str:
    return hashlib.sha256("\n".join(applied).encode()).hexdigest()


def create_authority_schema(slug: str) -> bool:
    """Make the authority's login and schema. False where the schema was there; its password is set right all the same.

    Under the provisioner's settings. The login comes first: a schema without it could not be granted.
    """
    role = role_for(slug)
    make_login(role)
    owner: Any = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"schema:{role}"])
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [role])
        if cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT sql FROM public.tenants_schematemplate ORDER BY made_at DESC LIMIT 1")
        row = cursor.fetchone()
        if row is None:
            raise NoTemplate("There is no template yet: run manage.py migrate_schemas.")
        with connections["owner"].wrap_database_errors:
            # As one string without parameters, so that no part of it is taken for a placeholder.
            cursor.cursor.execute(row[0].replace(TEMPLATE, role))
            cursor.cursor.execute("SET LOCAL search_path = public")
    owner.close()  # the dump leaves settings of its own on the connection
    return True


def make_login(role: str) -> None:
    """The authority's login, a member of nothing but `authority_any`, with the password that follows from its name."""
    verifier = scram_verifier(password_for(role, settings.AUTHORITY_DB_SECRET))
    name = sql.Identifier(role)
    with transaction.atomic(using="provisioner"), connections["provisioner"].cursor() as cursor:
        cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [role])
        verb = "ALTER" if cursor.fetchone()[0] else "CREATE"
        attributes = " ROLE {} LOGIN CONNECTION LIMIT {} VALID UNTIL 'infinity' PASSWORD {}"
        cursor.execute(
            sql.SQL(verb + attributes).format(
                name, sql.Literal(settings.AUTHORITY_CONNECTION_LIMIT), sql.Literal(verifier)
            )
        )
        cursor.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(name))
        cursor.execute(
            sql.SQL("ALTER ROLE {} SET idle_session_timeout = {}").format(
                name, sql.Literal(settings.AUTHORITY_IDLE_TIMEOUT)
            )
        )
        if verb == "CREATE":
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(ANY_AUTHORITY), name))
