"""Migrations as the owner: each authority whole or not at all, and never in anybody's way for long."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from backoffice.tenancy.names import role_for
from tests import committed
from tests.database import ROOT

pytestmark = pytest.mark.fault

# A later release in miniature: two migrations of an app of its own, of which the second fails where a row is poisoned.
APP = {
    "__init__.py": "",
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [migrations.CreateModel("Trial", [("id", models.BigAutoField(primary_key=True))])]
""",
    "migrations/0002_no_poison.py": """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("later_release", "0001_initial")]
    operations = [migrations.RunSQL(
        "ALTER TABLE tenancy_member ADD CONSTRAINT no_poison CHECK (name <> 'Poison')",
        "ALTER TABLE tenancy_member DROP CONSTRAINT no_poison")]
""",
}
SETTINGS = """
from backoffice.config.settings_owner import *
MIGRATION_RETRY_SECONDS = 0.1
INSTALLED_APPS = [*INSTALLED_APPS, "later_release"]
TENANT_APPS = [*TENANT_APPS, "later_release"]
"""


@pytest.fixture
def later_release(tmp_path, three):
    """Runs migrate_schemas of the later release on one authority; takes it back at the end."""
    for name, text in APP.items():
        path = tmp_path / "later_release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "later_settings.py").write_text(SETTINGS)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "later_settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
    }

    def start(*words):
        return subprocess.Popen(
            [sys.executable, "manage.py", "migrate_schemas", *words],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(*words):
        process = start(*words)
        out, error = process.communicate(timeout=120)
        return subprocess.CompletedProcess(words, process.returncode, out, error)

    run.start = start
    yield run
    for slug in three:
        with committed.administrator() as cursor:
            role = role_for(slug)
            cursor.execute(f"ALTER TABLE {role}.tenancy_member DROP CONSTRAINT IF EXISTS no_poison")
            cursor.execute(f"DROP TABLE IF EXISTS {role}.later_release_trial")
            cursor.execute(f"DELETE FROM {role}.django_migrations WHERE app = 'later_release'")
            cursor.execute(
                "SET session_replication_role = replica"
            )  # the triggers know no schema but the login's
            cursor.execute(f"DELETE FROM {role}.tenancy_memberevent; DELETE FROM {role}.tenancy_member")


def state(slug):
    """What of the later release stands in the authority: table, constraint, recorded migrations."""
    with committed.administrator() as cursor:
        role = role_for(slug)
        cursor.execute(
            f"SELECT to_regclass('{role}.later_release_trial') IS NOT NULL,"
            f" EXISTS (SELECT FROM pg_constraint WHERE conname = 'no_poison' AND connamespace = '{role}'::regnamespace),"
            f" (SELECT count(*) FROM {role}.django_migrations WHERE app = 'later_release')"
        )
        return cursor.fetchone()


def add_member(slug, name):
    with closing(committed.log_in(role_for(slug))) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenancy_member (identity, name, email, state, roles, joined_on)"
            " VALUES (gen_random_uuid(), %s, 'x@example.test', 'active', '{}', '2026-01-01')",
            [name],
        )


def _lines_until(stream, word):
    for line in stream:
        yield line
        if word in line:
            return


DONE, UNTOUCHED = (True, True, 2), (False, False, 0)


def test_a_migration_that_fails_leaves_that_authority_whole_as_it_was_and_goes_on_when_mended(
    three, later_release
):
    first, second, third = three
    add_member(second, "Poison")
    assert later_release("--authority", first).returncode == 0
    failed = later_release("--authority", second)
    assert failed.returncode == 1 and "no_poison" in failed.stderr
    assert state(first) == DONE
    assert state(second) == UNTOUCHED  # not even the first of its two migrations stays
    assert state(third) == UNTOUCHED
    with closing(committed.log_in(role_for(second))) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE tenancy_member SET name = 'Mended'")  # the old code serves meanwhile
    for slug in three:
        assert later_release("--authority", slug).returncode == 0
    assert [state(slug) for slug in three] == [DONE] * 3


def test_it_stops_at_the_failure_and_says_how_far_it_came(three, later_release):
    """All at once: the order is the schemas', whatever other authorities there are."""
    for slug in three:
        add_member(slug, "Poison")
    told = later_release("later_release").stderr
    numbers = re.search(r"(\d+) of (\d+) authorities are done", told)
    assert numbers and int(numbers[1]) < int(numbers[2]) and "untouched" in told
    later_release("later_release", "zero")


def test_a_migration_waits_briefly_for_a_long_read_and_never_queues_the_site_behind_it(three, later_release):
    slug = three[0]
    add_member(slug, "Reader")
    reader = committed.log_in(role_for(slug))
    reader.autocommit = False
    cursor = reader.cursor()
    cursor.execute("SELECT count(*) FROM tenancy_member")  # holds the table until it ends
    migration = later_release.start("--authority", slug)
    waited = []
    watching = threading.Thread(target=lambda: waited.extend(_lines_until(migration.stdout, "trying again")))
    watching.start()
    slowest = 0.0
    until = time.monotonic() + 60
    while watching.is_alive() and time.monotonic() < until:  # until the migration has given way once
        started = time.monotonic()
        with closing(committed.log_in(role_for(slug))) as other, other.cursor() as asking:
            asking.execute("SELECT count(*) FROM tenancy_member")
        slowest = max(slowest, time.monotonic() - started)
        time.sleep(0.05)
    reader.rollback()
    reader.close()
    assert migration.wait(timeout=60) == 0
    assert "trying again" in waited[-1]
    assert slowest < 2 + 3, (
        "another reader was kept waiting behind the migration for longer than LOCK_TIMEOUT"
    )
    assert state(slug) == DONE


@pytest.mark.isolation
@pytest.mark.parametrize("command", ["migrate_schemas", "migrate"])
def test_migrations_are_refused_under_the_webs_settings(command, settings):
    with pytest.raises(ImproperlyConfigured, match="settings_owner"):
        call_command(command)


@pytest.mark.isolation
def test_the_migrated_tables_are_the_owners_and_migrations_are_kept_from_the_login(three):
    with committed.administrator() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relowner <> 'backoffice_owner'::regrole",
            [role_for(three[0])],
        )
        assert cursor.fetchone()[0] == 0
        cursor.execute(
            "SELECT has_any_column_privilege(%s, %s, 'SELECT, INSERT, UPDATE')",
            [role_for(three[0]), f"{role_for(three[0])}.django_migrations"],
        )
        assert cursor.fetchone()[0] is False
