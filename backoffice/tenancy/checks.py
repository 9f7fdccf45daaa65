"""System checks of the walls between authorities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError, connections


@register("security", deploy=True)
def invitations_are_mailed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error where a service on the open network sends no mail: links would pass through administrators' hands."""
    if not settings.SECURE or settings.EMAIL_HOST:
        return []
    return [
        Error(
            "No mail server is configured, so administrators hand over the links that set passwords.",
            hint="Set EMAIL_HOST. Only a link mailed to the person proves that the address is theirs.",
            id="tenancy.E002",
        )
    ]


@register("database")
def startup_packet(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """An error where something between us and the database swallows what the startup packet carries."""
    if not databases or "portal" not in databases or "portal" not in connections:
        return []
    try:
        with connections["portal"].cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            timeout = cursor.fetchone()[0]
    except DatabaseError:
        return []
    if timeout != "0":
        return []
    return [
        Error(
            "The settings of a connection's startup packet do not reach the database.",
            hint="PgBouncer in transaction mode does that: use session mode, with a pool for each login.",
            id="tenancy.E001",
        )
    ]


@register("database")
def hardening(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """One warning for each step of the hardening that the database has not had (managed servers may refuse some)."""
    from backoffice.tenancy.hardening import STEPS, missing_steps

    if not databases or "portal" not in databases or "portal" not in connections:
        return []
    try:
        with connections["portal"].cursor() as cursor:
            missing = missing_steps(cursor)
    except DatabaseError as error:
        return [CheckWarning(f"The walls could not be looked at: {error}", id="tenancy.W000")]
    return [
        CheckWarning(
            f"The database's administrator has not: {STEPS[name].title}.",
            hint=STEPS[name].risk,
            id=f"tenancy.W{number:03}",
        )
        for number, name in enumerate(STEPS, start=1)
        if name in missing
    ]
