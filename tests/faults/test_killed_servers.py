"""Rows 3, 4, 8, 10, 11, 12 and 26: the servers behind the product die, forget, fill up or repeat themselves."""

from __future__ import annotations

import http.client
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psycopg2
import pytest
import redis

from backoffice.launcher import processes, services
from tests.faults.stack import FORCE, Stack
from tests.faults.work import calculate, finish, pay_a_month, seal_and_approve, tell

RECOVERED = 30  # seconds in which the database must answer again


def test_postgresql_killed_while_calculating_and_posting_loses_nothing(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    points = ("payroll.calculate:chunk:2", "payroll.post:1")
    stack.start("worker", env=stack.faulty(*points, victim=stack.postmaster_pid))
    run = stack.do("new_run")
    job = calculate(stack, run)
    assert stack.database_died(points[0]) <= RECOVERED
    stack.finished(job)
    seal_and_approve(stack, run)
    job = stack.do("start", kind="payroll.post", run=run)
    assert stack.database_died(points[1]) <= RECOVERED
    stack.finished(job)
    stack.do("paid", run=run)
    assert stack.do("outcome", run=run) == undisturbed
    stack.books()


def test_postgresql_killed_while_loading_and_closing_leaves_all_or_nothing(stack: Stack) -> None:
    """A session may still commit what it has in hand after the server was killed: then it says so, and it is kept."""
    people, digest = stack.do("people"), stack.digest(FORCE)
    points = ("imports.load:after:1", "finance.close:after:1")
    with stack.other_operator(stack.faulty(*points, victim=stack.postmaster_pid)) as operator:
        told = operator.attempt("load", path=str(stack.next_month))
        assert stack.database_died(points[0]) <= RECOVERED
        if told is None:
            assert operator.do("people") == people and stack.digest(FORCE) == digest
            told = operator.do("load", path=str(stack.next_month))
        assert operator.do("people") == people + told["added"]

        closed = operator.attempt("close", code="2026-10")
        assert stack.database_died(points[1]) <= RECOVERED
        assert operator.do("period", code="2026-10")["state"] == (closed or "open")
        assert operator.do("close", code="2026-10") == "closed"
        assert operator.do("people") == people + told["added"]  # what was acknowledged is kept
    stack.books()


@pytest.mark.parametrize("stage", ["calculate", "post", "load", "close"])
def test_postgresql_killed_at_any_moment(
    stack: Stack, undisturbed: dict[str, Any], whole_table: None, stage: str, seed: int
) -> None:
    wait = random.Random(f"postgresql {stage} {seed}").uniform(0, 1.5)
    tell(f"seed {seed}: PostgreSQL killed {wait:.2f} seconds into: {stage}")
    stack.start("worker")
    if stage in ("load", "close"):
        people = stack.do("people")
        given = {"load": {"path": str(stack.next_month)}, "close": {"code": "2026-10"}}[stage]
        with stack.other_operator(stack.env) as operator:
            operator.ask(stage, **given)
            time.sleep(wait)
            assert stack.kill_database() <= RECOVERED
            told = operator.told()
        added, found = stack.do("people") - people, stack.do("period", code="2026-10")
        assert (found["state"], found["checkpoint"] is None) in (("closed", False), ("open", True))
        if told is not None:  # acknowledged, so it is there
            assert (added == told["added"]) if stage == "load" else (found["state"] == told)
    else:
        run = stack.do("new_run")
        job = calculate(stack, run)
        if stage == "post":
            stack.finished(job)
            seal_and_approve(stack, run)
            job = stack.do("start", kind="payroll.post", run=run)
        time.sleep(wait)
        assert stack.kill_database() <= RECOVERED
        stack.finished(job)
        if stage == "calculate":
            seal_and_approve(stack, run)
            finish(stack, run)
        else:
            stack.do("paid", run=run)
        assert stack.do("outcome", run=run) == undisturbed
    stack.books()


def _ask(stack: Stack, token: str, journal: str, key: str) -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=60)
    try:
        connection.request(
            "POST",
            f"/{FORCE}/api/v1/journals/{journal}/approve",
            body="{}",
            headers={
                "Authorization": f"Token {token}",
                "Idempotency-Key": key,
                "Content-Type": "application/json",
                "Host": f"localhost:{stack.web_port}",
            },
        )
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Idempotent-Replay"), answer.read()
    finally:
        connection.close()


def test_the_web_killed_after_the_commit_gives_its_first_answer_when_asked_again(stack: Stack) -> None:
    token, (journal,) = stack.do("token"), stack.do("journals", count=1)
    stack.start("web", env=stack.faulty("api.write:committed:1"))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        _ask(stack, token, journal, "one")
    assert stack.do("posted") == 1  # it was done, and nobody was told
    status, replayed, body = _ask(stack, token, journal, "one")
    assert status == 200 and replayed == "true" and b'"J000001"' in body
    assert _ask(stack, token, journal, "one")[2] == body
    assert stack.do("posted") == 1
    stack.books()


def test_redis_killed_flushed_or_full_leaves_jobs_queued_and_the_sweep_starts_them(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    stack.start("worker")
    run = stack.do("new_run")

    server = processes.recorded(stack.places, "redis")
    assert server is not None
    server.kill()
    assert processes.gone_within(server, 10)
    job = calculate(stack, run)  # with no broker: accepted all the same
    assert stack.do("job", reference=job)["state"] == "queued"
    services.start(stack.places)
    stack.finished(job)
    seal_and_approve(stack, run)

    broker = stack.redis()
    broker.config_set("maxmemory", "1mb")
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        broker.set("probe", "x")
    job = stack.do("start", kind="payroll.post", run=run)
    assert stack.do("job", reference=job)["state"] == "queued"
    broker.config_set("maxmemory", "0")
    stack.start("worker")  # a full broker may have ended it, and what keeps services up starts it again
    stack.finished(job)
    stack.do("paid", run=run)
    assert stack.do("outcome", run=run) == undisturbed

    stack.kill("worker")  # messages wait, then are lost
    november = stack.do("new_run", month=11)
    job = calculate(stack, november)
    assert broker.llen("payroll") > 0
    broker.flushall()
    stack.start("worker")
    stack.finished(job)
    stack.books()


def test_a_message_that_comes_fifty_times_and_again_afterwards_has_one_effect(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    stack.start("worker")
    run = stack.do("new_run")
    job = stack.do("start", kind="payroll.calculate", run=run, repeats=2)
    stack.do("send", reference=job, times=50)
    stack.finished(job)
    seal_and_approve(stack, run)
    job = stack.do("start", kind="payroll.post", run=run, repeats=2)
    stack.do("send", reference=job, times=2)
    stack.finished(job)
    stack.do("send", reference=job, times=2)
    stack.do("paid", run=run)
    stack.until(lambda: stack.redis().llen("payroll") == 0, "messages are left")
    assert stack.do("outcome", run=run) == undisturbed and stack.do("posted") == 2
    stack.books()


def test_a_message_for_no_authority_is_put_aside_and_the_worker_goes_on(
    stack: Stack, undisturbed: dict[str, Any]
) -> None:
    stack.start("worker")
    with stack.administrator() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM public.tenants_outbox")
        before = cursor.fetchone()
    for slug in ("nowhere", "public", "", None):
        stack.do("send_stray", slug=slug)
    stack.until(lambda: stack.do("dead_letters") == 4, "they were not put aside")
    with stack.administrator() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM public.tenants_outbox")
        assert cursor.fetchone() == before
    pay_a_month(stack)
    stack.books()


def test_with_no_connection_left_callers_are_told_to_come_back_and_are_then_served(
    stack: Stack, whole_table: None
) -> None:
    address, token = f"/{FORCE}/api/v1/journals", stack.do("token")
    stack.start("web")

    def ask() -> tuple[int, Mapping[str, str]]:
        return stack.get(address, Authorization=f"Token {token}")

    assert ask()[0] == 200
    taken: list[Any] = []
    try:
        stack.restart_database(max_connections="10")
        with suppress(psycopg2.OperationalError):
            while True:
                taken.append(stack.superuser())
        status, headers = ask()
        assert status == 503 and int(headers["Retry-After"]) > 0
        for connection in taken:
            connection.close()
        stack.until(lambda: ask()[0] == 200, "still not served")
    finally:
        for connection in taken:
            connection.close()
        stack.restart_database()
