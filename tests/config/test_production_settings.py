"""What must hold of the settings when the service stands on the open network."""

import os
import subprocess
import sys

import pytest

from backoffice.config import env

DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")


def manage(*words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own: settings are read once."""
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | given
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=env.ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_deployment_checks_find_nothing():
    done = manage(*DEPLOY, SERVICE_URL="https://backoffice.example", EMAIL_HOST="mail.backoffice.example")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_service_on_https_sends_its_invitations_by_mail():
    done = manage(*DEPLOY, SERVICE_URL="https://backoffice.example", EMAIL_HOST="")
    assert done.returncode != 0
    assert "EMAIL_HOST" in done.stderr


def test_debugging_pages_cannot_be_switched_on_for_a_service_on_https():
    done = manage("check", SERVICE_URL="https://backoffice.example", DEBUG="yes")
    assert done.returncode != 0
    assert "DEBUG" in done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUTHORITY_DB_SECRET", "PORTAL_DB_PASSWORD"])
def test_a_missing_secret_is_named_at_start(name):
    given = {name: "", f"{name}_FILE": ""}
    done = manage("check", **given)
    assert done.returncode != 0
    assert name in done.stderr
