"""What the database's administrator does once, and again without harm: logins, database, walls."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import sql

from backoffice.config import env
from backoffice.tenancy.hardening import apply_steps
from backoffice.tenancy.names import ANY_AUTHORITY, NO_AUTHORITY, OWNER, PORTAL, PROVISIONER, TEMPLATE
from backoffice.tenancy.passwords import scram_verifier

# Login, its attributes, the variable of its password.
LOGINS = {
    OWNER: ("LOGIN NOCREATEROLE", "OWNER_DB_PASSWORD"),
    PORTAL: ("LOGIN NOCREATEROLE", "PORTAL_DB_PASSWORD"),
    PROVISIONER: ("LOGIN CREATEROLE CONNECTION LIMIT 10", "PROVISIONER_DB_PASSWORD"),
    NO_AUTHORITY: ("LOGIN NOCREATEROLE", "NO_AUTHORITY_DB_PASSWORD"),
    ANY_AUTHORITY: ("NOLOGIN NOCREATEROLE", None),
    TEMPLATE: ("NOLOGIN NOCREATEROLE", None),
}
IDLE = {PORTAL: "30min", NO_AUTHORITY: "10min"}


def bootstrap(say: Callable[[str], object]) -> dict[str, str]:
    """Make the logins and the database, and take the hardening steps. Returns the steps the server refused."""
    name = env.text("DATABASE_NAME", "backoffice")
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
    connection = psycopg2.connect(
        host=env.text("DATABASE_HOST"),
        port=env.text("DATABASE_PORT", "5432"),
        dbname=database,
        user=env.text("DATABASE_SUPERUSER", "postgres"),
        password=env.text("SUPERUSER_DB_PASSWORD"),
        options="-c search_path=pg_catalog",
    )
    connection.autocommit = True
    return connection


def _make_logins(cursor: Any) -> None:
    for role, (attributes, variable) in LOGINS.items():
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL(f"{verb} ROLE {{}} {attributes} NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS")
        cursor.execute(statement.format(sql.Identifier(role)))
        if variable:
            password = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(scram_verifier(env.text(variable)))
            )
            cursor.execute(password)
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
