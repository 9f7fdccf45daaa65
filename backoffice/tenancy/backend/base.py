"""A database backend whose connections each belong to one authority for their life.

Nothing is SET to choose an authority: another authority is another login, on another connection. A thread keeps a few
connections (the least recently used is closed first). With no authority set it connects as `no_authority`, which may do
nothing. Why and at what cost: docs/decisions/0001.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import InterfaceError, ProgrammingError
from django.utils.module_loading import import_string
from django_tenants.postgresql_backend import base as upstream

from backoffice.tenancy.names import NO_AUTHORITY, check_role
from backoffice.tenancy.passwords import password_for

# What of the wrapper belongs to the connection and moves with it.
STATE = (
    "connection",
    "autocommit",
    "close_at",
    "errors_occurred",
    "health_check_enabled",
    "health_check_done",
    "isolation_level",
)
# Takes back whatever a statement may have left on the connection; also the health check, in one round trip.
# Cursors declared WITH HOLD stay open: an iterator survives a nested switch.
CLEAN = "RESET SESSION AUTHORIZATION; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all()"


class DatabaseWrapper(upstream.DatabaseWrapper):
    """The alias `default`: whichever authority is current."""

    connection: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._role = NO_AUTHORITY
        self._parked: OrderedDict[str, dict[str, Any]] = OrderedDict()  # by login, least recently used first
        self._only_current = False
        super().__init__(*args, **kwargs)

    # --- switching ---

    def set_tenant(self, tenant: Any, include_public: bool = True) -> None:
        """Work as the login of `tenant` from here on. Refused inside a transaction, unless it is the same."""
        role = NO_AUTHORITY if tenant.schema_name == upstream.get_public_schema_name() else tenant.schema_name
        if role == self._role:
            super().set_tenant(tenant, include_public)
            return
        if role != NO_AUTHORITY:
            check_role(role)
        if self.in_atomic_block:
            raise ProgrammingError("Cannot change authority inside an atomic block.")
        self.validate_thread_sharing()
        try:
            self._park()
            super().set_tenant(tenant, include_public)
            self._role = role
            self._take_up()
        except BaseException:
            self._fall_back()
            raise

    def _park(self) -> None:
        """Put the current connection aside, or close it where it is not known to be clean."""
        if self.connection is None:
            return
        if self.run_on_commit or not self.autocommit or self.errors_occurred or self.closed_in_transaction:
            self._close_current()
        else:
            self._parked[self._role] = {name: self.__dict__.get(name) for name in STATE}
        self.connection = None

    def _take_up(self) -> None:
        """Go on with the connection this login has, if it has one that is fit; the first query makes one otherwise."""
        self.errors_occurred = False
        state = self._parked.pop(self._role, None)
        if state is None:
            return
        connection = state["connection"]
        if state["close_at"] is not None and time.monotonic() >= state["close_at"]:
            _close(connection)
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute(CLEAN)
        except self.Database.Error:
            _close(connection)
            return
        self.__dict__.update(state, health_check_done=True)

    def _fall_back(self) -> None:
        """After a switch that failed half way nothing of either authority is left in use."""
        connection, self.connection = self.connection, None
        if connection is not None:
            _close(connection)
        self._role = NO_AUTHORITY
        super().set_tenant(upstream.FakeTenant(schema_name=upstream.get_public_schema_name()))

    # --- connecting ---

    def connect(self) -> None:
        while len(self._parked) >= max(1, settings.AUTHORITY_CONNECTIONS):
            _, state = self._parked.popitem(last=False)
            _close(state["connection"])
        super().connect()

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if self._role == NO_AUTHORITY:
            return params
        role = check_role(self._role)
        placement: Callable[[str], dict[str, Any]] = import_string(settings.AUTHORITY_PLACEMENT)
        return {
            **params,
            **placement(role),
            "user": role,
            "password": password_for(role, settings.AUTHORITY_DB_SECRET),
            # In the startup packet they outrank what a login may have set for itself (ALTER ROLE ... SET).
            "options": f"-c search_path={role} -c TimeZone=UTC -c statement_timeout={settings.STATEMENT_TIMEOUT}",
        }

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        told = connection.get_parameter_status("session_authorization") or connection.info.user
        wanted = conn_params["user"]
        if told != wanted or connection.info.user != wanted:
            connection.close()
            raise InterfaceError("Connected as the wrong login.")
        return connection

    def _handle_search_path(self, cursor: Any = None) -> None:
        """Nothing to do: the search path is in the startup packet."""

    # --- closing ---

    def close(self) -> None:
        """Close every connection of this thread (`connections.close_all()`)."""
        super().close()
        while self._parked and not self._only_current:
            _, state = self._parked.popitem()
            _close(state["connection"])

    def _close_current(self, how: Callable[[], None] | None = None) -> None:
        """Close, by `how`, none but the current connection."""
        self._only_current = True
        try:
            (how or self.close)()
        finally:
            self._only_current = False

    def close_if_health_check_failed(self) -> None:
        self._close_current(super().close_if_health_check_failed)

    def close_if_unusable_or_obsolete(self) -> None:
        self._close_current(super().close_if_unusable_or_obsolete)
        now = time.monotonic()
        for role in [
            r for r, s in self._parked.items() if s["close_at"] is not None and now >= s["close_at"]
        ]:
            _close(self._parked.pop(role)["connection"])


def _close(connection: Any) -> None:
    """Dead already is as good."""
    with suppress(Exception):
        connection.close()
