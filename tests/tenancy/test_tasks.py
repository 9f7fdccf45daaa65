"""Tasks work for the authority their message names, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from backoffice.config import celery as _app  # noqa: F401 - the application tasks belong to
from backoffice.tenancy import portal_api
from backoffice.tenancy.authorities import UnknownAuthority
from backoffice.tenancy.current import NoAuthority, current_slug, in_authority
from backoffice.tenancy.models import Member
from backoffice.tenancy.tasks import DEAD, SENDERS, register_outbox, sweep, tenant_task
from tenants.models import Authority, Outbox
from tests import committed
from tests.database import ROOT

pytestmark = pytest.mark.isolation


@tenant_task(name="tests.names_here")
def names_here(**_):
    return current_slug(), list(Member.objects.values_list("name", flat=True))


@pytest.fixture
def sent(monkeypatch):
    """What would have gone to the broker."""
    messages = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async", lambda self, **options: messages.append((self.name, options))
    )
    monkeypatch.setattr(current_app, "send_task", lambda name, **options: messages.append((name, options)))
    return messages


def test_a_task_works_in_the_authority_its_message_names(clerk, outsider):
    with in_authority("durham"):
        assert names_here.apply(headers={"authority": "cleveland"}).get() == (
            "cleveland",
            [clerk.member.name],
        )
        assert current_slug() == "durham"
    assert names_here.apply(headers={"authority": "durham"}).get() == ("durham", [outsider.member.name])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authority": ""},
        {"authority": "nowhere"},
        {"authority": "public"},
        {"authority": "a_cleveland"},
        {"authority": "cleveland; DROP"},
        {"authority": None},
    ],
)
def test_a_message_without_a_known_authority_raises_and_no_statement_is_made(
    db, sent, headers, django_assert_num_queries
):
    from django.db import connections

    with django_assert_num_queries(0, connection=connections["default"]), pytest.raises(UnknownAuthority):
        names_here.apply(headers=headers).get()
    assert [options["queue"] for _, options in sent] == [DEAD]


def test_a_suspended_authoritys_messages_are_not_worked_on(db, sent, owner):
    owner("UPDATE public.tenants_authority SET state = 'suspended' WHERE slug = 'durham'")
    with pytest.raises(UnknownAuthority):
        names_here.apply(headers={"authority": "durham"}).get()


def test_a_task_is_sent_after_the_commit_and_for_the_authority_that_sent_it(
    cleveland, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        names_here.send(number=1)
        assert sent == []
    assert [(name, options["headers"], options["kwargs"]) for name, options in sent] == [
        ("tests.names_here", {"authority": "cleveland"}, {"number": 1})
    ]


def test_without_a_broker_the_commit_stands_and_the_sweep_will_send_it(cleveland, monkeypatch):
    def no_broker(self, **options):
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.app.task.Task.apply_async", no_broker)
    with transaction.atomic():
        names_here.send(number=1)
        (_, _send, robust) = connection.run_on_commit[-1]
    assert robust


def test_outside_any_authority_nothing_is_sent(db, sent):
    with pytest.raises(NoAuthority):
        names_here.send(number=1)
    assert sent == []


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr("backoffice.tenancy.tasks.SENDERS", {})
    found = []
    from backoffice.tenancy import tasks

    tasks.SENDERS["trial"] = lambda slug, ref: found.append((slug, ref))
    return found


def test_the_sweep_sends_again_what_is_due_until_it_is_done(cleveland, kind):
    portal_api.enqueue("trial", "7")
    with in_authority("durham"):
        portal_api.enqueue("trial", "8")
    assert sweep() == 2 and sorted(kind) == [("cleveland", "7"), ("durham", "8")]
    assert sweep() == 0  # not before the next is due
    _make_due()
    portal_api.done("trial", "7")
    assert sweep() == 1 and kind[-1] == ("durham", "8")


def test_the_sweep_waits_longer_each_time_and_leaves_suspended_authorities_alone(cleveland, kind, owner):
    portal_api.enqueue("trial", "7")
    waits = []
    for _ in range(3):
        sweep()
        entry = Outbox.objects.get()
        waits.append(round((entry.due_at - entry.sent_at).total_seconds()))
        _make_due()
    assert waits == [settings.JOB_SWEEP_SECONDS * n for n in (1, 2, 4)]
    owner("UPDATE public.tenants_authority SET state = 'suspended' WHERE slug = 'cleveland'")
    assert sweep() == 0


def _make_due():
    from django.utils import timezone

    Outbox.objects.update(due_at=timezone.now())


def test_registered_kinds_have_a_sender():
    register_outbox("trial_of_registering", print)
    assert SENDERS.pop("trial_of_registering") is print


@pytest.mark.worker
def test_the_provisioner_brings_an_authority_in_from_its_queue(on_committed_data):
    """The product's own worker, on its own queue, with its own logins."""
    slug = committed.fresh_slug("queued")
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment["DJANGO_SETTINGS_MODULE"] = "backoffice.config.settings_provisioner"
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "backoffice.config.celery", "worker", "-Q", "provisioner", "-c", "1",
         "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "ERROR"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        from tenants.services import onboard_authority

        first = {"administrator_email": f"{slug}@example.test", "administrator_name": "Quentin First"}
        for _ in range(2):  # delivered twice: one authority
            onboard_authority(slug=slug, name="Queued Police Authority", **first)
        until = time.monotonic() + 30
        while not Authority.objects.filter(slug=slug, state="active").exists():
            assert time.monotonic() < until and worker.poll() is None
            time.sleep(0.1)
        with in_authority(slug):
            while not Member.objects.exists():
                assert time.monotonic() < until and worker.poll() is None
                time.sleep(0.1)
            assert [(one.name, one.roles) for one in Member.objects.all()] == [
                ("Quentin First", ["authority_administrator"])
            ]
    finally:
        worker.terminate()
        worker.wait(timeout=20)
        committed.drop(slug)
