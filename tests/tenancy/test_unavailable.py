"""When the database cannot be had, people are told to come back, not that something is broken."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.fault


def failing_with(monkeypatch, cause):
    def fail(*args, **kwargs):
        raise OperationalError("no connection") from cause

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", fail)
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "x" * 32
    return client.get("/")


class TooMany(psycopg2.OperationalError):
    pgcode = "53300"


class TimedOut(psycopg2.OperationalError):
    pgcode = "57014"


@pytest.mark.parametrize(
    "cause", [TooMany("sorry, too many clients already"), psycopg2.OperationalError("refused")]
)
def test_with_no_connection_to_be_had_the_answer_is_503_and_when_to_come_back(db, monkeypatch, cause):
    page = failing_with(monkeypatch, cause)
    assert page.status_code == 503 and page.headers["Retry-After"] == "30"
    assert b"not available just now" in page.content


def test_a_statement_that_took_too_long_is_a_fault(db, monkeypatch):
    assert failing_with(monkeypatch, TimedOut("canceling statement")).status_code == 500
