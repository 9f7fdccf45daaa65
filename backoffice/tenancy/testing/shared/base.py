"""The alias `default` in tests: see backoffice.tenancy.testing.session."""

from __future__ import annotations

from typing import Any

from django.db import ProgrammingError
from django_tenants.postgresql_backend import base as upstream

from backoffice.tenancy.names import NO_AUTHORITY, check_role
from backoffice.tenancy.testing.session import IDENTITY, IdentityCursor, forget


class DatabaseWrapper(upstream.DatabaseWrapper):
    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """As in the product: refused inside a transaction other than the test's own."""
        if getattr(self, "tenant", None) is not None and tenant.schema_name != self.schema_name:
            if tenant.schema_name != upstream.get_public_schema_name():
                check_role(tenant.schema_name)
            if any(not getattr(block, "_from_testcase", False) for block in self.atomic_blocks):
                raise ProgrammingError("Cannot change authority inside an atomic block.")
        super().set_tenant(tenant, include_public)

    def identity(self) -> tuple[str, str]:
        """Login and search path of what runs on this alias now."""
        public = self.schema_name == upstream.get_public_schema_name()
        return IDENTITY.forced or (NO_AUTHORITY if public else self.schema_name), self.schema_name

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

    def _handle_search_path(self, cursor: Any = None) -> None:
        """The cursor sees to it."""

    def connect(self) -> None:
        forget()
        super().connect()

    def close(self) -> None:
        forget()
        super().close()

    def rollback(self) -> None:
        forget()
        super().rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        forget()
