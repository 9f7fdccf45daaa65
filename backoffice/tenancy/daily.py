"""Once a day: what has run out is taken away, in the public schema and in each authority.

register_daily(forget_old_answers)      # a function that the day's task of each authority calls, inside it
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from backoffice.tenancy.authorities import served
from backoffice.tenancy.tasks import tenant_task

log = logging.getLogger(__name__)
EVERY_DAY: list[Callable[[], object]] = []


def register_daily(work: Callable[[], object]) -> None:
    """Have it called once a day in each authority that is served. It may come twice a day, or miss one."""
    if work not in EVERY_DAY:
        EVERY_DAY.append(work)


@shared_task(name="tenancy.tidy", ignore_result=True, expires=6 * 60 * 60)
def tidy() -> None:
    """Take away the public schema's leavings, then send each authority its day's task."""
    forget_sessions()
    forget_limits()
    forget_messages()
    for slug in served().order_by("slug").values_list("slug", flat=True):
        tidy_authority.send_now(slug)


def forget_sessions() -> None:
    """Sessions that are over, with the forms kept in them, and the list of where people were signed in."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


def forget_limits() -> None:
    """Counts of the sign-in limits whose time is over."""
    with connections["portal"].cursor() as cursor:
        cursor.execute("DELETE FROM sign_in_limits WHERE expires < %s", [timezone.now()])


def forget_messages() -> None:
    """What authorities that are served no longer had asked workers to look at."""
    apps.get_model("tenants.Outbox")._default_manager.filter(authority__state="left").delete()


def _tidy_authority(**_: object) -> None:  # **_: newer callers
    for work in EVERY_DAY:
        try:
            work()
        except Exception as error:  # the others are done all the same
            log.error(
                "daily work failed", extra={"work": work.__qualname__, "error_type": type(error).__name__}
            )


tidy_authority = tenant_task(queue="default", name="tenancy.tidy_authority")(_tidy_authority)
