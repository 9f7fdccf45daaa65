"""Servers and processes of the fault tests' own: the product as it runs, to be killed at will."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import redis
from psycopg2 import sql

from backoffice.launcher import demo, ports, processes, services
from backoffice.launcher.places import ROOT, Places
from backoffice.launcher.postgres import Postgres
from backoffice.tenancy.names import role_for
from tenants.services.backup import row_counts

FORCE, WITNESS = "durham", "witness"
DATABASE, KEPT = "backoffice", "backoffice_kept"
SECONDS = 60  # longer than anything here may take
FAULTY = ("FAULTS", "FAULT_AT", "FAULT_ONCE", "FAULT_VICTIM")


class Killed(Exception):
    """The process that was asked is gone, as it was meant to be."""


class Operator:
    """A process that does what people do, one thing at a time; see `tests.faults.actions`."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.actions"],
                cwd=ROOT,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
            )

    def do(self, action: str, **given: Any) -> Any:
        """Ask and wait for the answer. A refusal or an error is an AssertionError with its words."""
        self.ask(action, **given)
        return self.answer()

    def ask(self, action: str, **given: Any) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps([action, given]) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Killed from None

    def answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.wait(10) == -signal.SIGKILL, self.process.returncode
            raise Killed
        answer = json.loads(line)
        if "failed" in answer:
            raise AssertionError(answer["failed"])
        return answer["result"]

    def attempt(self, action: str, **given: Any) -> Any:
        """Ask for something while the database is killed: what was acknowledged, or None where it failed for that."""
        self.ask(action, **given)
        return self.told()

    def told(self) -> Any:
        try:
            return self.answer()
        except AssertionError as error:
            assert "OperationalError" in str(error) or "InterfaceError" in str(error), error
            return None

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


@dataclass
class Stack:
    """PostgreSQL, Redis and the product's processes below one folder."""

    places: Places
    env: dict[str, str] = field(default_factory=dict)
    witness: str = ""  # the digest of the authority nobody may touch
    _operator: Operator | None = None

    @property
    def kills(self) -> Path:
        return self.places.var / "kills"

    @property
    def media(self) -> Path:
        return self.places.var / "media"

    @property
    def media_kept(self) -> Path:
        return self.places.var / "media_kept"

    # --- making it ---

    def make(self) -> None:
        """Servers, roles, tables, two authorities with their files, and a copy of it all to go back to."""
        self.end()
        for folder in ("media", "media_kept", "files"):
            shutil.rmtree(self.places.var / folder, ignore_errors=True)
        given = services.start(self.places, profile="test")
        ports.choose(self.places, "web")
        kept = {
            name: value
            for name, value in demo.product_environment(self.places, given).items()
            if name not in FAULTY
        }
        # A calm day on which Bacs can still pay October, whatever the demonstration plays on.
        self.env = kept | {"BUSINESS_DATE": "2026-10-26", "JOB_LEASE_SECONDS": "2", "JOB_SWEEP_SECONDS": "1"}
        for words in (["bootstrap"], ["migrate_schemas", "--verbosity", "0"]):
            demo.manage(self.env, *words)
        self.env["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
        setup = Operator(
            self.env | {"DJANGO_SETTINGS_MODULE": "backoffice.config.settings_provisioner"},
            self.places.log / "setup.log",
        )
        try:
            setup.do("bring_in", slugs=[FORCE, WITNESS], folder=str(self.places.var / "files"))
        finally:
            setup.end()
        self._sql(f"ALTER DATABASE {DATABASE} RENAME TO {KEPT}")
        if self.media.exists():
            shutil.copytree(self.media, self.media_kept)
        self.fresh()
        self.witness = self.digest(WITNESS)

    def fresh(self) -> None:
        """Everything as it was after `make`; whatever runs goes on running, unless it was to be killed."""
        self.end_operator()
        for part in ("worker", "web"):
            self.kill(part)
        services.start(self.places)
        self._sql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        self._sql(f"CREATE DATABASE {DATABASE} TEMPLATE {KEPT}")
        # What a template does not hand on: rights and settings of the database itself.
        self._sql(
            "UPDATE pg_database n SET datacl = k.datacl, datdba = k.datdba FROM pg_database k"
            f" WHERE n.datname = '{DATABASE}' AND k.datname = '{KEPT}'"
        )
        self._sql(
            "INSERT INTO pg_db_role_setting SELECT n.oid, s.setrole, s.setconfig FROM pg_db_role_setting s"
            f" JOIN pg_database k ON k.oid = s.setdatabase AND k.datname = '{KEPT}'"
            f" JOIN pg_database n ON n.datname = '{DATABASE}'"
            " WHERE NOT EXISTS (SELECT FROM pg_db_role_setting d WHERE d.setdatabase = n.oid AND d.setrole = s.setrole)"
        )
        broker = self.redis()
        broker.config_set("maxmemory", "0")
        broker.flushall()
        shutil.rmtree(self.media, ignore_errors=True)
        if self.media_kept.exists():
            shutil.copytree(self.media_kept, self.media)
        shutil.rmtree(self.kills, ignore_errors=True)
        self.kills.mkdir()

    def end(self) -> None:
        self.end_operator()
        demo.stop(self.places)
        services.remove(self.places)

    # --- its parts ---

    def faulty(self, *points: str, victim: Path | None = None) -> dict[str, str]:
        """The environment in which each point kills once."""
        env = self.env | {"FAULTS": "yes", "FAULT_AT": ",".join(points), "FAULT_ONCE": str(self.kills)}
        return env | ({"FAULT_VICTIM": str(victim)} if victim else {})

    def start(self, *parts: str, env: dict[str, str] | None = None) -> None:
        demo.start_parts(self.places, env or self.env, only=parts)
        if "web" in parts:
            demo.wait_for_web(self.places)

    def kill(self, part: str) -> None:
        """Signal 9 to the part and every process of it."""
        process = processes.recorded(self.places, part)
        if process is not None:
            process.kill()
            processes.gone_within(process, 10)
        processes.end_session(self.places, part)

    def terminate(self, part: str) -> float:
        """Ask it to end as a deployment does; the seconds it took."""
        process, before = processes.recorded(self.places, part), time.monotonic()
        assert process is not None
        process.send_signal(signal.SIGTERM)
        assert processes.gone_within(process, SECONDS)
        processes.end_session(self.places, part)
        return time.monotonic() - before

    @property
    def operator(self) -> Operator:
        if self._operator is None:
            self._operator = self.new_operator()
        return self._operator

    def new_operator(self, env: dict[str, str] | None = None) -> Operator:
        return Operator(env or self.env, self.places.log / "operator.log")

    def end_operator(self) -> None:
        if self._operator is not None:
            self._operator.end()
            self._operator = None

    def do(self, action: str, **given: Any) -> Any:
        return self.operator.do(action, **given)

    def killed(self, action: str, *points: str, **given: Any) -> None:
        """Do it in a process that is killed at the point."""
        operator = self.new_operator(self.faulty(*points))
        try:
            operator.do(action, **given)
        except Killed:
            return
        finally:
            operator.end()
        raise AssertionError(f"{action} passed {points} and lives")

    @contextmanager
    def other_operator(self, env: dict[str, str]) -> Iterator[Operator]:
        operator = self.new_operator(env)
        try:
            yield operator
        finally:
            operator.end()

    @property
    def commands(self) -> dict[str, str]:
        """The environment of manage.py, which chooses the settings itself."""
        return {name: value for name, value in self.env.items() if name != "DJANGO_SETTINGS_MODULE"}

    @property
    def next_month(self) -> Path:
        """The workforce file of November, with starters and leavers."""
        return self.places.var / "files" / "november" / "people.csv"

    @property
    def postmaster_pid(self) -> Path:
        return Postgres(self.places).cluster / "postmaster.pid"

    def database_died(self, point: str) -> float:
        """Wait until the point has killed PostgreSQL, start it again; seconds from the kill until it answers."""
        self.wait_for_kill(point)
        self.until(lambda: Postgres(self.places).postmaster() is None, "PostgreSQL lives")
        return self._start_database()

    def kill_database(self) -> float:
        """Signal 9 to PostgreSQL, and start it again; seconds until it answers."""
        postmaster = Postgres(self.places).postmaster()
        assert postmaster is not None
        postmaster.kill()
        processes.gone_within(postmaster, 10)
        return self._start_database()

    def restart_database(self, **settings: str) -> None:
        """With settings that last until the next start."""
        Postgres(self.places).stop()
        services.start(self.places, settings=settings)

    def _start_database(self) -> float:
        began = time.monotonic()
        services.start(self.places)
        return time.monotonic() - began

    # --- looking at it ---

    def wait_for_kill(self, point: str) -> None:
        self.until(lambda: (self.kills / point).exists(), f"nothing was killed at {point}")

    def until(self, true: Callable[[], bool], otherwise: str, seconds: float = SECONDS) -> None:
        ends = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < ends, otherwise
            time.sleep(0.1)

    def finished(self, job: str, seconds: float = SECONDS) -> dict[str, Any]:
        """Wait for a job to be over; it must have been done."""
        ends = time.monotonic() + seconds
        while True:
            found: dict[str, Any] = self.do("job", reference=job)
            if found["state"] in ("done", "failed", "cancelled"):
                assert found["state"] == "done", found
                return found
            assert time.monotonic() < ends, f"not over after {seconds} seconds: {found}"
            time.sleep(0.2)

    @property
    def web_port(self) -> int:
        return ports.remembered(self.places, "web") or 0

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str]]:
        """Status and headers of what is there; nothing is followed."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Host": f"localhost:{self.web_port}", **headers})
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.headers)

    def superuser(self) -> Any:
        return Postgres(self.places).connect(database=DATABASE)

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.env["REDIS_URL"])

    @contextmanager
    def administrator(self, database: str = DATABASE) -> Iterator[Any]:
        with closing(Postgres(self.places).connect(database=database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                yield cursor

    def _sql(self, statement: str) -> None:
        with self.administrator("postgres") as cursor:
            try:
                cursor.execute(statement)
            except psycopg2.errors.ObjectInUse:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN %s",
                    [(DATABASE, KEPT)],
                )
                time.sleep(0.5)
                cursor.execute(statement)

    def digest(self, slug: str) -> str:
        """Of every row of every table of an authority."""
        schema, found = role_for(slug), hashlib.sha256()
        with self.administrator() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
            for (table,) in cursor.fetchall():
                name = sql.Identifier(schema, table)
                cursor.execute(
                    sql.SQL("SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {} t").format(
                        name
                    )
                )
                found.update(f"{table} {cursor.fetchone()[0]}\n".encode())
        return found.hexdigest()

    def counts(self, slug: str) -> dict[str, int]:
        """Rows of every table of an authority."""
        with self.administrator() as cursor:
            return row_counts(cursor, role_for(slug))

    def ruin(self, slug: str) -> None:
        """Names and payslips are lost, as after a command gone wrong; no trigger stops an administrator."""
        schema = role_for(slug)
        with self.administrator() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"UPDATE {schema}.tenancy_member SET name = 'Ruined'")
            for table in ("payroll_payslipline", "payroll_payslip", "finance_journalline"):
                cursor.execute(f"DELETE FROM {schema}.{table}")

    def books(self) -> None:
        """The invariants: of pay, of the ledger, of numbers, of history; and nobody else was touched."""
        assert self.do("books") == []
        assert self.digest(WITNESS) == self.witness


def place() -> Places:
    """Beside the environment the other tests use, so that neither disturbs the other."""
    return Places(Path(os.environ.get("BACKOFFICE_VAR") or ROOT / "var").absolute() / "killed")
