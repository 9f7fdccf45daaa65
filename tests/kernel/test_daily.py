"""What has run out is taken away once a day, and nothing else."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from backoffice.api.models import Answer
from backoffice.api.once import KEPT_DAYS
from backoffice.documents.orphans import GRACE
from backoffice.documents.services import store_document
from backoffice.tenancy import daily, portal_api
from tenants.models import Outbox, User


@pytest.fixture
def tidied(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The day's task, done here."""
    monkeypatch.setattr(
        daily.tidy_authority,
        "send_now",
        lambda slug, **_: daily.tidy_authority.apply(headers={"authority": slug}),
    )
    return daily.tidy


def test_sessions_that_are_over_go_with_their_place_in_the_list(payroll_officer: Any, tidied: Any) -> None:
    user = User.objects.get(identity=payroll_officer.identity)
    now = timezone.now()
    for key, ends in (("over", now - timedelta(hours=1)), ("lives", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="x")
    tidied()
    assert not Session.objects.filter(session_key="over").exists()
    assert list(
        UserSession.objects.filter(session_key__in=["over", "lives"]).values_list("session_key", flat=True)
    ) == ["lives"]


def test_limits_whose_time_is_over_go(cleveland: str, tidied: Any) -> None:
    cache.set("kept", 1, 600)
    cache.set("over", 1, 600)
    with connections["portal"].cursor() as cursor:
        cursor.execute(
            "UPDATE sign_in_limits SET expires = now() - interval '1 minute' WHERE cache_key LIKE '%over'"
        )
    tidied()
    with connections["portal"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sign_in_limits WHERE cache_key LIKE '%over'")
        assert cursor.fetchone()[0] == 0
    assert cache.get("kept") == 1


def test_messages_of_an_authority_that_has_left_go(cleveland: str, tidied: Any, owner: Any) -> None:
    with transaction.atomic():
        portal_api.enqueue("trial", "stays")
    tidied()
    assert Outbox.objects.filter(ref="stays").exists()
    owner("UPDATE public.tenants_authority SET state = 'left' WHERE slug = 'cleveland'")
    tidied()
    assert not Outbox.objects.filter(ref="stays").exists()


def test_kept_answers_of_the_api_go_after_their_days(payroll_officer: Any, tidied: Any) -> None:
    for key, days in (("old", KEPT_DAYS + 1), ("new", KEPT_DAYS - 1)):
        answer = Answer.objects.create(member=payroll_officer.member, key=key, request_sha256="0" * 64)
        Answer.objects.filter(pk=answer.pk).update(created_at=timezone.now() - timedelta(days=days))
    tidied()
    assert list(Answer.objects.values_list("key", flat=True)) == ["new"]


def test_a_file_whose_transaction_rolled_back_goes_and_every_documents_file_stays(
    payroll_officer: Any, letters: str, tidied: Any
) -> None:
    def store() -> str:
        document = store_document(
            actor=payroll_officer.actor, kind=letters, filename="a.pdf", content=b"%PDF-1.7\n" + uuid4().bytes
        )
        return str(document.file.name)

    kept = store()
    lost = []
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        lost.append(store())
        raise ZeroDivisionError
    young = lost[0] + "x"  # of a transaction that may still be open
    Path(default_storage.path(young)).write_bytes(b"%PDF-1.7")
    old = time.time() - GRACE.total_seconds() - 60
    for name in (kept, lost[0]):
        os.utime(default_storage.path(name), (old, old))
    tidied()
    assert (
        default_storage.exists(kept) and default_storage.exists(young) and not default_storage.exists(lost[0])
    )


def test_one_piece_of_work_that_fails_keeps_no_other_from_being_done(
    cleveland: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def fails() -> None:
        raise RuntimeError

    monkeypatch.setattr(daily, "EVERY_DAY", [fails, lambda: done.append("done")])
    daily.tidy_authority.apply(headers={"authority": "cleveland"}).get()
    assert done == ["done"]


def test_beat_sends_it_once_a_day() -> None:
    from backoffice.config.celery import app

    entry = app.conf.beat_schedule["tidy"]
    assert (
        entry["task"] == daily.tidy.name and len(entry["schedule"].hour) == len(entry["schedule"].minute) == 1
    )
