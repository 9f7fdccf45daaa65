"""One server connection for both aliases, on which each statement runs with its own login's rights.

Most tests use it: everything happens in one transaction that is rolled back. `SET SESSION AUTHORIZATION` gives a
statement exactly the rights of the login it would run as in the product. What it cannot show (that nothing injected
changes the login) is tested on the product's own logins: tests/attack.
"""

from __future__ import annotations

from typing import Any

import psycopg2.extensions
from psycopg2 import sql


class Identity:
    """Whom the shared connection works as; None when not known, as after a rollback."""

    current: tuple[str, str] | None = None
    forced: str | None = None  # a login that tests put in place of the wrapper's own


IDENTITY = Identity()


def forget() -> None:
    """A rollback takes the identity back with it."""
    IDENTITY.current = None


class IdentityCursor(psycopg2.extensions.cursor):
    """Takes on the identity of the wrapper it was made for before each statement."""

    wrapper: Any = None

    def _become(self) -> None:
        wanted = self.wrapper.identity()
        if IDENTITY.current == wanted:
            return
        if self.connection.info.transaction_status == psycopg2.extensions.TRANSACTION_STATUS_INERROR:
            return
        role, path = wanted
        change = sql.SQL("RESET SESSION AUTHORIZATION; SET SESSION AUTHORIZATION {}; SET search_path = {}")
        with self.connection.cursor() as cursor:
            cursor.execute(change.format(sql.Identifier(role), sql.Identifier(path)))
        IDENTITY.current = wanted

    def execute(self, query: Any, vars: Any = None) -> Any:
        self._become()
        return super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> Any:
        self._become()
        return super().executemany(query, vars_list)

    def callproc(self, procname: Any, parameters: Any = None) -> Any:
        self._become()
        return super().callproc(procname, parameters)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> Any:
        self._become()
        return super().copy_expert(sql, file, size)
