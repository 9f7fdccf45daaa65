"""Migrate schemas as the owner: the public one, the template, and each authority's, whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, transaction
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from psycopg2 import errors, sql

from backoffice.tenancy.current import Schema
from backoffice.tenancy.names import TEMPLATE
from backoffice.tenancy.router import portal_labels

TRIES = 5
PUBLIC = "public"


class GaveWay(Exception):
    """A table stayed in use by somebody else; this schema is as it was, and the same command goes on from here."""


def require_owner() -> None:
    """Refuse to go on under any settings but the owner's."""
    if not settings.OWNER_WORK:
        raise ImproperlyConfigured(
            "Migrations run as the owner: set DJANGO_SETTINGS_MODULE=backoffice.config.settings_owner."
        )


@contextmanager
def in_schema(schema: str) -> Iterator[None]:
    """Work in one schema and in no other, as the owner."""
    database: Any = connection
    before = database.tenant
    database.set_tenant(Schema(schema), include_public=False)
    try:
        yield
    finally:
        database.set_tenant(before, include_public=False)


def migrate_schema(
    schema: str, say: Callable[[str], object], target: tuple[str, str | None] | None = None
) -> int:
    """Bring one schema up to date (or to `target`), in one transaction. Returns how many migrations ran.

    A lock that is not to be had within LOCK_TIMEOUT gives way and tries again; other requests are never queued
    behind it for longer. Raises `GaveWay` at the end.
    """
    require_owner()
    for attempt in range(1, TRIES + 1):
        try:
            with in_schema(schema):
                return _migrate(schema, say, target)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            say(f"  {schema}: a table is in use, trying again ({attempt} of {TRIES}) ...")
            time.sleep(attempt * settings.MIGRATION_RETRY_SECONDS)
    raise GaveWay(f"{schema} is unchanged: a table stayed in use. Run the command again when it is quiet.")


def _migrate(schema: str, say: Callable[[str], object], target: tuple[str, str | None] | None) -> int:
    with transaction.atomic():
        _make(schema)
    executor = MigrationExecutor(connection)
    shared = portal_labels()
    here = [key for key in executor.loader.graph.leaf_nodes() if (key[0] in shared) == (schema == PUBLIC)]
    targets: list[tuple[str, str | None]] = [key for key in here if target is None or key[0] == target[0]]
    if target is not None and target[1] is not None and targets:
        label, name = target
        exact = None if name == "zero" else executor.loader.get_migration_by_prefix(label, str(name)).name
        targets = [(label, exact)]
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(targets)
    if not plan:
        return 0
    state = executor._create_project_state(with_applied_migrations=True)  # type: ignore[attr-defined]
    if all(migration.atomic for migration, _ in plan):
        with transaction.atomic():
            # No row check is left pending when the next migration alters its table.
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
            with _models_rendered_alone():
                executor.migrate(targets, plan=plan, state=state)
    else:  # building an index beside the running site cannot be undone with the rest
        executor.migrate(targets, plan=plan, state=state)
    say(f"  {schema}: {len(plan)} migrations")
    return len(plan)


@contextmanager
def _models_rendered_alone() -> Iterator[None]:
    """A field, constraint, index or trigger added to a model re-renders that model, not all that are related to it.

    Members are related to everything, so that alone was nine tenths of the time. Steps in Python still get every model
    rendered afresh: Django does it for them wherever a state says that it is delayed (docs/decisions/0018).
    """

    def alone(change: Callable[..., None]) -> Callable[..., None]:
        def changed(state: Any, *args: Any, **kwargs: Any) -> None:
            state.renders_alone = True
            try:
                change(state, *args, **kwargs)
            finally:
                state.renders_alone = False

        return changed

    find, kept = ProjectState._find_reload_model, (ProjectState.add_model, ProjectState.add_field)  # type: ignore[attr-defined]

    def find_one(state: Any, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        if not delay and not getattr(state, "renders_alone", False):
            return find(state, app_label, model_name, delay)  # type: ignore[no-any-return]
        state.is_delayed = True
        return {(app_label, model_name)}

    ProjectState._find_reload_model = find_one  # type: ignore[attr-defined]
    ProjectState.add_model, ProjectState.add_field = alone(kept[0]), alone(kept[1])  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState._find_reload_model = find  # type: ignore[attr-defined]
        ProjectState.add_model, ProjectState.add_field = kept  # type: ignore[method-assign]


def _make(schema: str) -> None:
    """The schema with its grants, where it is the template; and the table of migrations, kept from the login."""
    with connection.cursor() as cursor:
        if schema == TEMPLATE:
            make_schema(cursor, schema)
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        try:
            recorder.ensure_schema()
        except MigrationSchemaMissing as error:
            raise OperationalError(f"There is no schema {schema}.") from error
        if schema != PUBLIC:
            with connection.cursor() as cursor:
                cursor.execute(
                    sql.SQL("REVOKE ALL ON {} FROM {}").format(
                        sql.Identifier(schema, "django_migrations"), sql.Identifier(schema)
                    )
                )


def make_schema(cursor: Any, schema: str) -> None:
    """An authority's empty schema: owned by the owner, open to the login of the same name, and to nobody else."""
    name = sql.Identifier(schema)
    for statement in (
        "CREATE SCHEMA IF NOT EXISTS {0}",
        "REVOKE ALL ON SCHEMA {0} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {0} TO {0}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {0} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {0}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {0} GRANT USAGE ON SEQUENCES TO {0}",
    ):
        cursor.execute(sql.SQL(statement).format(name))
