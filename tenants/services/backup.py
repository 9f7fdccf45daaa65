"""Back one authority up, and bring it back: here, or on another server. Nobody else notices. Or the service's own schema.

A backup is a directory: `authority.json` (what it is, its members, how many rows each table had), `schema.dump`
(pg_dump's custom format) and `files.tar`. Rows, dump and counts are of one moment. Run by the owner and, where a login has
to be made, the provisioner.

The service's own (identities, second factors, memberships, authorities, host names) is `service.json` and `service.dump`:
rows only, for tables `migrate_schemas` has made. Sessions are left out: after a restore everybody signs in again.
"""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from psycopg2 import sql

from backoffice.errors import Refused
from backoffice.tenancy.authorities import forget_authorities
from backoffice.tenancy.names import role_for
from backoffice.tenancy.replay import make_login
from backoffice.tenancy.servers import run

DUMP, RECORD, FILES = "schema.dump", "authority.json", "files.tar"
SERVICE, SERVICE_DUMP, SERVICE_RECORD = "_service", "service.dump", "service.json"
"""The directory of the service's own schema among those of authorities, whose slugs have no underscore; its files."""
KEPT_TABLES = ("django_migrations", "tenants_schematemplate")  # they say how this server was migrated
EMPTIED_TABLES = ("django_session", "usersessions_usersession")


class NoBackup(Refused):
    code = "no_backup"


class RestoredOtherwise(Exception):
    """What was restored is not what was backed up; the database is as it was before."""


def back_up_authority(*, slug: str, to: Path) -> dict[str, int]:
    """Write the authority's backup to the new directory `to`. Returns the rows of each table."""
    schema = role_for(slug)
    aside = to.with_name(f".{to.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        record = _record(cursor, slug)
        record["counts"] = row_counts(cursor, schema)
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run(
            "pg_dump",
            "--format=custom",
            f"--schema={schema}",
            f"--snapshot={snapshot}",
            f"--file={aside / DUMP}",
            alias="owner",
        )
    files = Path(settings.MEDIA_ROOT) / schema
    with tarfile.open(aside / FILES, "w") as tar:
        if files.exists():
            tar.add(files, arcname=".")
    (aside / RECORD).write_text(json.dumps(record, indent=1, default=str))
    if to.exists():
        shutil.rmtree(to)
    aside.rename(to)
    counts: dict[str, int] = record["counts"]
    return counts


def restore_authority(*, slug: str, source: Path) -> dict[str, int]:
    """Put the authority back as it was backed up, in one transaction; what it has now is replaced.

    Its login is made where the server has none, and its record and members where the public schema has not. Raises
    `RestoredOtherwise`, with nothing changed, where a table has not as many rows as were counted.
    """
    if not (source / RECORD).exists():
        raise NoBackup(
            f"There is no backup of an authority in {source}.", next_step="Give the directory of one."
        )
    record = json.loads((source / RECORD).read_text())
    if record["slug"] != slug:
        raise NoBackup(
            f"{source} is a backup of {record['slug']}, not of {slug}.", next_step=f"Give a backup of {slug}."
        )
    schema = role_for(slug)
    make_login(schema)
    with tempfile.TemporaryDirectory() as folder:
        script, before, after = (Path(folder) / name for name in ("restore.sql", "before.sql", "after.sql"))
        run("pg_restore", "--no-owner", f"--file={script}", str(source / DUMP), alias="owner")
        quoted = sql.Identifier(schema)
        with connections["owner"].cursor() as cursor:
            before.write_text(
                sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE;\n").format(quoted).as_string(cursor.cursor)
            )
            after.write_text(_compare(cursor, schema, record["counts"]))
        try:
            run(
                "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
                f"--file={before}", f"--file={script}", f"--file={after}", alias="owner",
            )  # fmt: skip
        except RuntimeError as error:
            raise RestoredOtherwise(f"Nothing was changed. {error}") from error
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        _put_record_back(cursor, record)
    _put_files_back(source / FILES, Path(settings.MEDIA_ROOT) / schema)
    forget_authorities()
    counts: dict[str, int] = record["counts"]
    return counts


def back_up_service(*, to: Path) -> dict[str, int]:
    """Write the rows of the public schema to the new directory `to`. Returns the rows of each table."""
    aside = to.with_name(f".{to.name}.unfinished")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        counts = {
            table: count
            for table, count in row_counts(cursor, "public").items()
            if table not in (*KEPT_TABLES, *EMPTIED_TABLES)
        }
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run(
            "pg_dump",
            "--format=custom",
            "--data-only",
            "--schema=public",
            *(f"--exclude-table-data=public.{table}" for table in (*KEPT_TABLES, *EMPTIED_TABLES)),
            f"--snapshot={snapshot}",
            f"--file={aside / SERVICE_DUMP}",
            alias="owner",
        )
    (aside / SERVICE_RECORD).write_text(json.dumps({"counts": counts}, indent=1))
    if to.exists():
        shutil.rmtree(to)
    aside.rename(to)
    return counts


def restore_service(*, source: Path) -> dict[str, int]:
    """Put the rows of the public schema back, in one transaction; those there now are replaced.

    Raises `RestoredOtherwise`, with nothing changed, where a table has not as many rows as were counted.
    """
    if not (source / SERVICE_RECORD).exists():
        raise NoBackup(
            f"There is no backup of the service in {source}.",
            next_step="Give the directory a backup of all was made in.",
        )
    counts: dict[str, int] = json.loads((source / SERVICE_RECORD).read_text())["counts"]
    with tempfile.TemporaryDirectory() as folder:
        script, before, after = (Path(folder) / name for name in ("restore.sql", "before.sql", "after.sql"))
        run(
            "pg_restore", "--data-only", "--no-owner", f"--file={script}", str(source / SERVICE_DUMP), alias="owner"
        )  # fmt: skip
        with connections["owner"].cursor() as cursor:
            names = [sql.Identifier("public", table) for table in (*counts, *EMPTIED_TABLES)]
            before.write_text(
                sql.SQL("TRUNCATE {};\n").format(sql.SQL(", ").join(names)).as_string(cursor.cursor)
            )
            after.write_text(_compare(cursor, "public", counts))
        try:
            run(
                "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
                f"--file={before}", f"--file={script}", f"--file={after}", alias="owner",
            )  # fmt: skip
        except RuntimeError as error:
            raise RestoredOtherwise(f"Nothing was changed. {error}") from error
    forget_authorities()
    return counts


def row_counts(cursor: Any, schema: str) -> dict[str, int]:
    """Rows of each table of the schema, as the owner's cursor sees them."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [schema])
    counts = {}
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        counts[table] = cursor.fetchone()[0]
    return counts


def _record(cursor: Any, slug: str) -> dict[str, Any]:
    cursor.execute(
        "SELECT id, slug, name, functions, state FROM public.tenants_authority WHERE slug = %s", [slug]
    )
    row = cursor.fetchone()
    if row is None:
        raise NoBackup(f"There is no authority {slug}.", next_step="Give the slug of one.")
    record = dict(zip(("slug", "name", "functions", "state"), row[1:], strict=True))
    cursor.execute(
        "SELECT u.identity, u.email, u.name, m.roles, m.state, m.starts_on, m.ends_before"
        " FROM public.tenants_membership m JOIN public.tenants_user u ON u.id = m.user_id"
        " WHERE m.authority_id = %s ORDER BY m.id",
        [row[0]],
    )
    names = ("identity", "email", "name", "roles", "state", "starts_on", "ends_before")
    record["members"] = [dict(zip(names, member, strict=True)) for member in cursor.fetchall()]
    return record


def _compare(cursor: Any, schema: str, counts: dict[str, int]) -> str:
    """SQL that fails, and so takes the restore back, where a table has not its rows."""
    checks = [
        sql.SQL(
            "  IF (SELECT count(*) FROM {}) <> {} THEN RAISE EXCEPTION 'other rows in %', {}; END IF;\n"
        ).format(sql.Identifier(schema, table), sql.Literal(count), sql.Literal(table))
        for table, count in counts.items()
    ]
    script = sql.SQL("DO $check$ BEGIN\n{}END $check$;\n").format(sql.SQL("").join(checks))
    return str(script.as_string(cursor.cursor))


def _put_record_back(cursor: Any, record: dict[str, Any]) -> None:
    cursor.execute(
        "INSERT INTO public.tenants_authority (schema_name, slug, name, functions, state, server, created_at)"
        " VALUES (%s, %s, %s, %s, %s, '', now())"
        " ON CONFLICT (slug) DO UPDATE SET name = excluded.name, functions = excluded.functions, state = excluded.state"
        " RETURNING id",
        [role_for(record["slug"]), record["slug"], record["name"], record["functions"], record["state"]],
    )
    authority = cursor.fetchone()[0]
    for member in record["members"]:
        # Somebody the server does not know yet gets in by resetting the password.
        cursor.execute(
            "INSERT INTO public.tenants_user"
            " (identity, email, name, password, is_active, is_service_administrator, created_at)"
            " VALUES (%s, %s, %s, '!', true, false, now()) ON CONFLICT DO NOTHING",
            [member["identity"], member["email"], member["name"]],
        )
        cursor.execute(
            "INSERT INTO public.tenants_membership (user_id, authority_id, roles, state, starts_on, ends_before)"
            " SELECT id, %s, %s, %s, %s, %s FROM public.tenants_user WHERE identity = %s"
            " ON CONFLICT (user_id, authority_id) DO UPDATE SET roles = excluded.roles, state = excluded.state,"
            " starts_on = excluded.starts_on, ends_before = excluded.ends_before",
            [
                authority,
                member["roles"],
                member["state"],
                member["starts_on"],
                member["ends_before"],
                member["identity"],
            ],
        )


def _put_files_back(archive: Path, home: Path) -> None:
    aside = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        tar.extractall(aside, filter="data")
    shutil.rmtree(home, ignore_errors=True)
    aside.rename(home)
