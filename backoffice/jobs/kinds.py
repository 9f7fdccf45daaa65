"""Kinds of long work, and what a handler is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from backoffice.actor import Actor
from backoffice.jobs.stopping import is_stopping
from backoffice.links import Link

if TYPE_CHECKING:
    from backoffice.documents.models import Document
    from backoffice.jobs.models import Job


class Cancelled(BaseException):
    """Somebody cancelled the job. Let it pass: what is done stays, nothing more is done."""


class LeaseLost(BaseException):
    """Another worker holds the job now. Let it pass: this one has nothing more to say."""


class HandedOver(BaseException):
    """This worker is ending and another goes on with the job. Let it pass: what is done stays."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended: a sentence with the numbers, and what to look at next."""

    message: str = ""
    link: Link | None = None


@dataclass(slots=True)
class JobRun:
    """One worker's hold on one job.

    A handler may be called again after a stop at any point, so each chunk is a transaction of its own, idempotent, and
    it goes on from `cursor`. Call `checkpoint` at least once a minute.
    """

    job: Job
    actor: Actor
    token: UUID
    cursor: dict[str, Any] = field(default_factory=dict)
    document: Document | None = None
    last_chunk: bool = False  # the worker is ending: what is in hand commits, nothing more is begun

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = self.job.params
        return params

    def checkpoint(
        self,
        *,
        done: int | None = None,
        total: int | None = None,
        message: str | None = None,
        cursor: dict[str, Any] | None = None,
    ) -> None:
        """Tell how far it is and keep the lease. Raises `Cancelled` or `LeaseLost`, or `HandedOver` between chunks.

        Called inside a chunk's transaction it commits with the chunk, so the cursor and the work cannot part.
        """
        from backoffice.jobs import lease

        if cursor is not None:
            self.cursor = cursor
        lease.renew(self, done=done, total=total, message=message, cursor=cursor)
        self._stop_between_chunks()

    def hold(self) -> None:
        """Inside a transaction: make sure no other worker has the job, and that none gets it before the commit."""
        from backoffice.jobs import lease

        if is_stopping():  # a chunk that has only begun
            raise HandedOver
        lease.hold(self)

    def _stop_between_chunks(self) -> None:
        """Once the worker is asked to end: let the chunk in hand commit, and begin no other."""
        if not is_stopping():
            return
        if self.last_chunk or not connection.in_atomic_block:
            raise HandedOver
        self.last_chunk = True

    def attach(self, document: Document) -> None:
        """The result the person downloads."""
        self.document = document


Handler = Callable[[JobRun], "Outcome | None"]


@dataclass(frozen=True, slots=True)
class JobKind:
    code: str
    label: str
    queue: str
    permission: str | None
    run: Handler


KINDS: dict[str, JobKind] = {}


def job_kind(
    code: str, *, label: str, queue: str = "default", permission: str | None
) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job. `permission` is what starting, cancelling and retrying it takes;
    None where each starter's own door checks it."""

    def decorate(handler: Handler) -> Handler:
        assert code not in KINDS, f"the job kind {code} is registered twice"
        KINDS[code] = JobKind(code, label, queue, permission, handler)
        return handler

    return decorate
