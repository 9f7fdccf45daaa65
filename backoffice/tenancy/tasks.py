"""Celery tasks that work for one authority, and the sweep that sends again what got lost.

@tenant_task(queue="payroll")
def calculate_chunk(*, job_id: int, **_: object) -> None: ...

calculate_chunk.send(job_id=12)      # leaves after the commit, for the current authority
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import Task, shared_task
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from backoffice.tenancy.authorities import UnknownAuthority, authority_named
from backoffice.tenancy.current import current_slug, in_authority, require_slug

HEADER = "authority"
DEAD = "dead"  # nobody works on this queue: messages nobody could take, kept to be looked at
log = logging.getLogger(__name__)


class TenantTask(Task):
    """Enters the authority its message names, or raises before any statement is made."""

    abstract = True
    works_on = "default"  # the queue

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        slug = self._authority()
        try:
            authority_named(slug)
        except UnknownAuthority:
            self.app.send_task(self.name, kwargs=kwargs, headers={HEADER: slug}, queue=DEAD)
            log.error("Task for an unknown authority", extra={"task": self.name})
            raise
        if current_slug() == slug:  # run in place, as tests do
            return super().__call__(*args, **kwargs)
        with in_authority(slug):
            return super().__call__(*args, **kwargs)

    def _authority(self) -> str:
        headers = getattr(self.request, "headers", None) or {}
        return str(headers.get(HEADER) or getattr(self.request, HEADER, None) or "")

    def send(self, **kwargs: Any) -> None:
        """Send after the current transaction has committed, for the current authority."""
        slug = require_slug()
        # Robust: with no broker the work is done all the same, when the sweep finds it in the outbox.
        transaction.on_commit(lambda: self.send_now(slug, **kwargs), robust=True)

    def send_now(self, slug: str, /, **kwargs: Any) -> None:
        """Send at once, for the authority named."""
        self.apply_async(kwargs=kwargs, headers={HEADER: slug}, queue=self.works_on, retry=False)


def tenant_task(*, queue: str = "default", **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a keyword-only function a task of the current authority; its body is a few lines around a service.

    Messages may come twice, late or never: the body is idempotent, and what must happen is in the outbox as well.
    """
    made: Callable[[Callable[..., Any]], Any] = shared_task(
        base=TenantTask, works_on=queue, acks_late=True, ignore_result=True, typing=False, **options
    )
    return made


# --- The sweep ---

SENDERS: dict[str, Callable[[str, str], None]] = {}


def register_outbox(kind: str, send: Callable[[str, str], None]) -> None:
    """Say how an entry of the outbox is sent: `send(authority's slug, ref)`."""
    SENDERS[kind] = send


@shared_task(name="tenancy.sweep", ignore_result=True, expires=60)
def sweep(limit: int = 1000) -> int:
    """Send what is due in the outbox. An entry that stays is sent again, later each time, until its authority
    says that it is done. Returns how many were sent.

    Each authority has its turn, however many entries another has, and one that means nothing stops nobody's.
    """
    now = timezone.now()
    outbox = apps.get_model("tenants.Outbox")._default_manager
    due = outbox.filter(due_at__lte=now, authority__state="active", kind__in=SENDERS)
    sent = 0
    turn = Window(RowNumber(), partition_by=F("authority"), order_by=[F("due_at"), F("id")])
    in_turn = due.annotate(turn=turn).select_related("authority").order_by("turn", "due_at", "id")
    for entry in in_turn[:limit]:
        again = now + timedelta(seconds=settings.JOB_SWEEP_SECONDS * min(2**entry.times_sent, 64))
        taken = outbox.filter(Q(pk=entry.pk) & Q(due_at=entry.due_at)).update(
            sent_at=now, due_at=again, times_sent=F("times_sent") + 1
        )
        if taken:  # another sweep at the same moment has it otherwise
            try:
                SENDERS[entry.kind](entry.authority.slug, entry.ref)
            except (ValueError, LookupError):
                log.warning("An entry of the outbox means nothing", extra={"entry": entry.pk})
                continue
            sent += 1
    return sent
