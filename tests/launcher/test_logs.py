"""Logs hold no personal data and nothing that opens something."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from backoffice.launcher import commands
from backoffice.launcher.access_log import AccessLog
from backoffice.launcher.postgres import SETTINGS

COMPOSE = Path(__file__).resolve().parents[2] / "docker-compose.yml"


def logged(address: str) -> str:
    """The line the web process writes for a request."""
    config = Config()
    options = dict(word[2:].split("=", 1) for word in commands.web(bind="x") if word.startswith("--access"))
    config.set("accesslog", options["access-logfile"])
    config.set("access_log_format", options["access-logformat"])
    log = AccessLog(config)
    written = io.StringIO()
    log.access_log.handlers[0].setStream(written)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": address,
        "PATH_INFO": address.partition("?")[0].replace("%0A", "\n"),
        "QUERY_STRING": address.partition("?")[2],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": "http://localhost/cleveland/hr/people/?q=Referred",
    }
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[("X-Request-ID", "abc")])
    log.access(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=7))
    return written.getvalue()


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/cleveland/hr/people/?q=Secret", "/cleveland/hr/people/"),
        ("/accounts/link/a-b1-Secret/", "/accounts/link/-/"),
        ("/accounts/password/reset/key/1-Secret-more/", "/accounts/password/reset/key/-/"),
    ],
)
def test_the_web_process_logs_neither_whom_one_looked_for_nor_the_secret_of_a_link(address, kept):
    line = logged(address)
    assert f"GET {kept} 200 10 7ms abc" in line
    assert "Secret" not in line and "Referred" not in line


def test_no_address_forges_a_line():
    assert logged("/x%0A[now] GET /forged 200").count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"), [("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")]
)
def test_the_database_logs_no_refused_statement_and_no_refused_row(name, value):
    assert SETTINGS[name] == value
    assert f"-c {name}={value}" in COMPOSE.read_text()
