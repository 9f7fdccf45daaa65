"""The alias `portal` in tests: rides on the connection of `default`. See backoffice.tenancy.testing.session."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.postgresql import base as postgresql

from backoffice.tenancy.names import PORTAL
from backoffice.tenancy.testing.session import IDENTITY, IdentityCursor, forget


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """Its outermost transaction is the test's; inner ones are savepoints on the shared connection."""

    def identity(self) -> tuple[str, str]:
        return IDENTITY.forced or PORTAL, "public"

    def ensure_connection(self) -> None:
        """Follow `default` where it has closed its connection and made another."""
        if self.connection is not None and self.connection is not connections["default"].connection:
            self.connection = None
        super().ensure_connection()

    def connect(self) -> None:
        shared = connections["default"]
        shared.ensure_connection()
        self.in_atomic_block = False
        self.savepoint_ids, self.atomic_blocks = [], []
        self.needs_rollback = False
        self.close_at, self.closed_in_transaction, self.errors_occurred = None, False, False
        self.health_check_done = True
        self.connection = shared.connection
        self.autocommit = True
        self.run_on_commit = []

    def create_cursor(self, name: str | None = None) -> Any:
        if name:
            cursor = self.connection.cursor(
                name, scrollable=False, withhold=self.connection.autocommit, cursor_factory=IdentityCursor
            )
        else:
            cursor = self.connection.cursor(cursor_factory=IdentityCursor)
        cursor.tzinfo_factory = self.tzinfo_factory
        cursor.wrapper = self
        return cursor

    def _set_autocommit(self, autocommit: bool) -> None:
        """The shared connection's transaction is `default`'s."""

    def _commit(self) -> None:
        """Nothing is committed in these tests."""

    def _rollback(self) -> None:
        """`default` rolls back for both."""

    def _close(self) -> None:
        """`default` closes it."""

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        forget()
