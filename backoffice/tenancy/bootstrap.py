"""What the database's administrator does once, and again without harm: logins, database, walls."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import sql

from backoffice.tenancy.hardening import apply_steps
from backoffice.tenancy.names import ANY_AUTHORITY, NO_AUTHORITY, OWNER, PORTAL, PROVISIONER, TEMPLATE
from backoffice.tenancy.passwords import scram_verifier

LOGINS = {
    OWNER: "LOGIN NOCREATEROLE",
    PORTAL: "LOGIN NOCREATEROLE",
    PROVISIONER: "LOGIN CREATEROLE CONNECTION LIMIT 10",
    NO_AUTHORITY: "LOGIN NOCREATEROLE",
    ANY_AUTHORITY: "NOLOGIN NOCREATEROLE",
    TEMPLATE: "NOLOGIN NOCREATEROLE",
}
IDLE = {PORTAL: "30min", NO_AUTHORITY: "10min"}


def bootstrap(say: Callable[[str], object]) -> dict[str, str]:
    """Make the logins and the database, and take the hardening steps. Returns the steps the server refused."""
    name = str(settings.DATABASES["default"]["NAME"])
    with closing(connect("postgres")) as connection, connection.cursor() as cursor:
        _make_logins(cursor)
        say("Logins are in place.")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            making = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'")
            cursor.execute(making.format(sql.Identifier(name), sql.Identifier(OWNER)))
            say(f"Database {name} made.")
    with closing(connect(name)) as connection, connection.cursor() as cursor:
        refused = apply_steps(cursor)
        _make_schemas(cursor)
    say("Walls are in place." if not refused else f"Steps the server refused: {', '.join(refused)}.")
    return refused


def connect(database: str) -> Any:
    """A connection of the administrator's, in autocommit."""
    administrator: dict[str, Any] = settings.ADMINISTRATOR
    connection = psycopg2.connect(
        **administrator, dbname=database, options="-c search_path=pg_catalog -c statement_timeout=0"
    )
    connection.autocommit = True
    return connection


def _make_logins(cursor: Any) -> None:
    for role, attributes in LOGINS.items():
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL(f"{verb} ROLE {{}} {attributes} NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS")
        cursor.execute(statement.format(sql.Identifier(role)))
        if " NOLOGIN" not in f" {attributes}":
            verifier = scram_verifier(settings.LOGIN_PASSWORDS[role])
            password = sql.SQL("ALTER ROLE {} PASSWORD {}")
            cursor.execute(password.format(sql.Identifier(role), sql.Literal(verifier)))
        if role in IDLE:
            idle = sql.SQL("ALTER ROLE {} SET idle_session_timeout = {}")
            cursor.execute(idle.format(sql.Identifier(role), sql.Literal(IDLE[role])))
    cursor.execute(f"GRANT {ANY_AUTHORITY} TO {PROVISIONER} WITH ADMIN OPTION")


def _make_schemas(cursor: Any) -> None:
    """The schema of functions through which authorities reach the public one, and what the owner's new objects
    grant: nothing, unless it is said."""
    cursor.execute(f"""
        CREATE SCHEMA IF NOT EXISTS api AUTHORIZATION {OWNER};
        REVOKE ALL ON SCHEMA api FROM PUBLIC;
        GRANT USAGE ON SCHEMA api TO {ANY_AUTHORITY};
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    """)
