"""A service is a verb: one transaction, one permission, one entry in the audit.

    @service(permission="finance.post_journal")
    def post_journal(*, actor: Actor, journal: Journal, reason: str, today: date) -> Journal: ...

A service takes keywords only and an `actor`. It may call other services: the transaction and the audit context are the
outermost one's, the permission of each is checked. `permission=None` is for services whose rule is not a role (it says
why in its docstring).
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, models, transaction

from backoffice.actor import Actor
from backoffice.errors import Conflict, Refused

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

SERVICES: dict[str, str | None] = {}  # dotted name -> permission; a test walks it
GAVE_WAY = ("40P01", "40001")  # of PostgreSQL: chosen to end a deadlock, or overtaken by another transaction

_running: ContextVar[str | None] = ContextVar("running_service", default=None)


class Overtaken(Conflict):
    code = "overtaken"


def service(*, permission: str | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a service: permission checked, one transaction, audit context set, constraints checked at the end.

    A deferred constraint that fails is raised here, inside the call, so a view's `except` still sees it. A named
    database constraint becomes a `Refused` with its model's sentence (see `backoffice.constraints`). A transaction that
    the database gave up for another one is tried once more, then refused in words.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = f"{function.__module__}.{function.__qualname__}"
        parameters = inspect.signature(function).parameters.values()
        assert all(p.kind in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters), f"{name}: keywords only"
        SERVICES[name] = permission

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            assert not args, f"{name} takes keywords only"
            actor: Actor = kwargs["actor"]  # type: ignore[assignment]
            if permission is not None:
                actor.require(permission)
            if _running.get() is not None and connection.in_atomic_block:
                return function(*args, **kwargs)
            token = _running.set(name)
            try:
                return _giving_way(function, name, actor, kwargs)
            finally:
                _running.reset(token)

        return call

    return decorate


def _giving_way(function: Callable[..., R], name: str, actor: Actor, kwargs: dict[str, Any]) -> R:
    tries = (
        1 if connection.in_atomic_block else 2
    )  # inside a caller's transaction there is nothing left to try in
    while True:
        tries -= 1
        try:
            return _in_transaction(function, name, actor, kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) not in GAVE_WAY:
                raise
            if not tries:
                raise Overtaken(
                    "Somebody else was changing the same records at that moment.",
                    next_step="Nothing was changed. Try again.",
                ) from error


def _in_transaction(function: Callable[..., R], name: str, actor: Actor, kwargs: dict[str, Any]) -> R:
    from backoffice.constraints import refusal_for

    try:
        with transaction.atomic():
            _set_audit_context(name, actor, str(kwargs.get("reason") or ""))
            result = function(**kwargs)
            _check_constraints()
            return result
    except IntegrityError as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from error


def _check_constraints() -> None:
    """What is deferred is checked now; one round trip where `connection.check_constraints()` takes two."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _set_audit_context(name: str, actor: Actor, reason: str) -> None:
    """Tell the audit triggers who, through what and why, until the transaction ends; COPY has it too."""
    context = {
        "member": actor.member_id,
        "name": actor.name,
        "via": actor.via,
        "service": name,
        "reason": reason,
        "request": actor.request_id,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('backoffice.audit', %s, true)", [json.dumps(context)])


def lock(instance: M) -> M:
    """The same row, read again and locked until the transaction ends."""
    return type(instance)._default_manager.select_for_update().get(pk=instance.pk)


def after_commit(function: Callable[..., object], **kwargs: Any) -> None:
    """Run once the authority's transaction has committed; mail and tasks leave only then."""
    transaction.on_commit(functools.partial(function, **kwargs))


__all__ = ["Refused", "after_commit", "lock", "service", "SERVICES"]
