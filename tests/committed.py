"""Authorities with committed data, for tests on the product's own connections. Each module has its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg2
from django.conf import settings
from django.db import ConnectionHandler, connections
from psycopg2 import sql

from backoffice.config import env
from backoffice.tenancy.authorities import forget_authorities
from backoffice.tenancy.backend.base import DatabaseWrapper
from backoffice.tenancy.bootstrap import connect
from backoffice.tenancy.names import NO_AUTHORITY, role_for
from backoffice.tenancy.passwords import password_for
from tenants.services import bring_in_authority


def fresh_slug(word: str = "trial") -> str:
    return f"{word}-{uuid4().hex[:8]}"


@contextmanager
def authorities(count: int, word: str = "trial") -> Iterator[list[str]]:
    """Slugs of `count` new authorities, gone again afterwards."""
    slugs = [fresh_slug(word) for _ in range(count)]
    try:
        for slug in slugs:
            bring_in_authority(slug=slug, name=f"{slug} Police Authority")
        for alias in ("owner", "provisioner", "default"):
            connections[alias].close()
        yield slugs
    finally:
        for slug in slugs:
            drop(slug)
        forget_authorities()


def drop(slug: str) -> None:
    """Take away everything of an authority, as the administrator."""
    role = role_for(slug)
    with administrator() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [role])
        cursor.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(role)))
        cursor.execute("SELECT to_regrole(%s) IS NOT NULL", [role])
        if cursor.fetchone()[0]:
            cursor.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(role)))
            cursor.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
        for table in ("tenants_membership", "tenants_outbox", "tenants_waiting"):
            cursor.execute(
                f"DELETE FROM public.{table} WHERE authority_id ="
                " (SELECT id FROM public.tenants_authority WHERE slug = %s)",
                [slug],
            )
        cursor.execute("DELETE FROM public.tenants_authority WHERE slug = %s", [slug])


@contextmanager
def administrator(database: str | None = None) -> Iterator[Any]:
    """A cursor of the database's administrator, in autocommit."""
    name = database or settings.DATABASES["default"]["NAME"]
    with closing(connect(name)) as connection, connection.cursor() as cursor:
        yield cursor


def log_in(role: str, password: str | None = None, database: str | None = None) -> Any:
    """A bare connection as one of the product's logins, as the product makes it; an authority's by default."""
    connection = psycopg2.connect(
        host=env.text("DATABASE_HOST"),
        port=env.text("DATABASE_PORT"),
        dbname=database or settings.DATABASES["default"]["NAME"],
        user=role,
        password=password or password_for(role, settings.AUTHORITY_DB_SECRET),
        options=f"-c search_path={role} -c TimeZone=UTC -c statement_timeout=60s",
    )
    connection.autocommit = True
    return connection


def product_backend(**changes: Any) -> DatabaseWrapper:
    """The backend the product uses for authorities, beside the tests' own."""
    from backoffice.config.settings import database

    given = database(NO_AUTHORITY, env.text("NO_AUTHORITY_DB_PASSWORD"), ENGINE="backoffice.tenancy.backend")
    configured = ConnectionHandler({"default": {**given, **changes}}).settings["default"]
    return DatabaseWrapper(configured, "default")
