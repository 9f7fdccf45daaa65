"""The private PostgreSQL and Redis: made, reached, killed, moved out of the way, as root and as anybody."""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from backoffice.launcher import ports, postgres, processes, services
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import ROOT, Places, ServerUser
from backoffice.launcher.postgres import Binaries, Postgres, wheel_binaries
from backoffice.launcher.redis_server import RedisServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: hands over to another user")


def python_for(user: ServerUser) -> str | None:
    """A Python that the user may run and that can use our packages: ours may lie below somebody's home."""
    for python in [sys.executable, "/usr/bin/python3"]:
        if user.can_enter(Path(python)):
            told = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout
            if told.split()[1].split(".")[:2] == [str(part) for part in sys.version_info[:2]]:
                return python
    return None


def launcher(python: str, var: Path, *words: str, **how: object) -> "subprocess.CompletedProcess[str]":
    command = [python, "-m", "backoffice.launcher", "services", *words, "--var", str(var)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return done  # type: ignore[no-any-return]


def test_services_start_in_a_path_with_spaces_and_a_second_start_changes_nothing(clone: Path) -> None:
    places = Places(clone / "var")
    env = services.start(places, profile="test")
    postmaster = Postgres(places).postmaster()
    assert services.status(places) == {"postgres": True, "redis": True}
    assert services.start(places) == env
    assert Postgres(places).postmaster() == postmaster
    written = dict(line.split("=", 1) for line in places.env_file.read_text().splitlines())
    assert written == env
    services.stop(places)
    assert services.status(places) == {"postgres": False, "redis": False}
    assert processes.working_in(Postgres(places).cluster) == []


def test_every_door_asks_for_the_password_and_secrets_are_their_owners_alone(clone: Path) -> None:
    places = Places(clone / "var")
    env = services.start(places, profile="test")
    for host in [env["DATABASE_HOST"], "127.0.0.1"]:
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(
                host=host, port=env["DATABASE_PORT"], dbname="postgres", user="postgres", password="guess"
            )
    port = ports.remembered(places, "redis")
    with redis.Redis(port=port or 0) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    secrets = [places.secrets, places.env_file, *places.secrets.iterdir()]
    assert [path for path in secrets if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)] == []
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    values = [path.read_text() for path in places.secrets.iterdir()]
    assert not [value for value in values if value in listed]


def test_after_a_kill_of_both_servers_a_start_recovers_what_was_committed(clone: Path) -> None:
    places = Places(clone / "var")
    services.start(places, profile="test")
    server = Postgres(places)
    with server.connect().cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id bigint); INSERT INTO kept VALUES (42)")
    busy = server.connect()
    working = threading.Thread(target=_work_without_looking_up, args=[busy])
    working.start()
    postmaster, broker = server.postmaster(), processes.recorded(places, "redis")
    assert postmaster and broker
    postmaster.kill()
    broker.kill()
    services.start(places)
    working.join(30)
    with server.connect().cursor() as cursor:
        cursor.execute("SELECT id FROM kept")
        assert cursor.fetchall() == [(42,)]
    assert RedisServer(places).answers()


def _work_without_looking_up(connection: "psycopg2.extensions.connection") -> None:
    """A backend deep in a sort does not notice that its postmaster is gone."""
    with connection.cursor() as cursor, pytest.raises(psycopg2.OperationalError):
        cursor.execute("SELECT sum(length(md5(n::text))) FROM generate_series(1, 200000000) AS n")


def test_a_pid_file_that_names_another_living_process_is_no_obstacle(clone: Path) -> None:
    places = Places(clone / "var")
    services.start(places, profile="test")
    server = Postgres(places)
    pid_file = server.cluster / "postmaster.pid"
    content = pid_file.read_text().split("\n", 1)
    services.stop(places)
    pid_file.write_text(f"{os.getpid()}\n{content[1]}")
    services.start(places)
    assert server.answers()
    assert processes.alive(os.getpid())


def test_two_clones_and_two_starts_of_one_run_side_by_side(clone: Path) -> None:
    first, second = clone / "one" / "var", clone / "two" / "var"
    command = [sys.executable, "-m", "backoffice.launcher", "services", "start", "--profile", "test", "--var"]
    starts = [
        subprocess.Popen([*command, str(var)], cwd=ROOT, stderr=subprocess.DEVNULL)
        for var in (first, second, first)
    ]
    assert [start.wait(60) for start in starts] == [0, 0, 0]
    told = [services.environment(Places(var)) for var in (first, second)]
    assert told[0]["DATABASE_PORT"] != told[1]["DATABASE_PORT"]
    assert told[0]["REDIS_URL"] != told[1]["REDIS_URL"]
    assert all(all(services.status(Places(var)).values()) for var in (first, second))


def test_a_port_somebody_took_meanwhile_is_left_to_them(clone: Path) -> None:
    places = Places(clone / "var")
    before = ports.choose(places, "redis")
    assert ports.choose(places, "redis") == before
    with socket.socket() as other:
        other.bind(("127.0.0.1", before))
        other.listen()
        assert ports.choose(places, "redis") != before


def test_the_wheels_servers_do_where_the_system_has_none(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKOFFICE_PG_BIN", "wheel")
    monkeypatch.setenv("BACKOFFICE_REDIS_BIN", "wheel")
    places = Places(clone / "var")
    env = services.start(places, profile="test")
    assert Postgres(places).made_with() == wheel_binaries()[0].version
    dumped = subprocess.run([Path(env["POSTGRES_BIN"]) / "pg_dump", "--version"], check=False)
    assert dumped.returncode == 0


@as_root
def test_below_a_closed_directory_the_servers_keep_their_files_outside_it(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone below /root: nobody but root passes, neither to the cluster nor to the wheel's programs."""
    monkeypatch.setenv("BACKOFFICE_PG_BIN", "wheel")
    monkeypatch.setenv("BACKOFFICE_REDIS_BIN", "wheel")
    closed = clone / "closed"
    closed.mkdir(mode=0o700)
    can_enter = ServerUser.can_enter
    monkeypatch.setattr(
        ServerUser, "can_enter", lambda user, path: "site-packages" not in str(path) and can_enter(user, path)
    )
    places = Places(closed / "var")
    env = services.start(places, profile="test")
    outside = Path(env["POSTGRES_BIN"])
    assert all(services.status(places).values())
    assert outside.is_relative_to(places.private) and not outside.is_relative_to(clone)
    assert not (places.var / "postgres").exists()
    postmaster = Postgres(places).postmaster()
    assert postmaster and postmaster.uids().real != 0
    services.start(places)  # finds the same folder again
    assert Places(closed / "var").private == places.private
    services.remove(places)
    assert not places.private.exists()


@as_root
def test_an_ordinary_user_starts_and_stops_the_same(clone: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    user = ServerUser("nobody", nobody.pw_uid, nobody.pw_gid)
    packages = sysconfig.get_path("purelib")
    python = python_for(user)
    if python is None or not (user.can_enter(ROOT) and user.can_enter(Path(packages))):
        pytest.skip("this clone or its Python is closed to other users")
    home = clone / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    env = {"PATH": os.defpath, "HOME": str(home), "PYTHONPATH": packages}
    how = {**user.popen_arguments(), "env": env}
    launcher(python, home / "var", "start", "--profile", "test", **how)
    assert "does not answer" not in launcher(python, home / "var", "status", **how).stdout
    pid = int((home / "var" / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    assert psutil.Process(pid).uids().real == nobody.pw_uid
    launcher(python, home / "var", "stop", **how)
    launcher(python, home / "var", "remove", **how)
    assert processes.alive(pid) is None
    shutil.rmtree(home)


def test_a_database_whose_secrets_were_lost_says_so_at_once(clone: Path) -> None:
    places = Places(clone / "var")
    services.start(places, profile="test")
    secret = places.secrets / "superuser_db_password"
    kept = secret.read_text()
    secret.write_text("another")
    with pytest.raises(CannotStart, match="Put the secrets back"):
        services.start(places)
    secret.write_text(kept)


def test_a_start_during_crash_recovery_waits_for_it(clone: Path) -> None:
    places = Places(clone / "var")
    services.start(places, profile="test")
    server = Postgres(places)
    postmaster = server.postmaster()
    psutil.Process(server.connect().info.backend_pid).kill()
    services.start(places)
    assert server.answers()
    assert server.postmaster() == postmaster


def test_a_cluster_of_a_version_no_longer_found_says_what_to_do(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "servers_found", lambda: [Binaries(Path("/nowhere"), 18)])
    monkeypatch.delenv("BACKOFFICE_PG_BIN", raising=False)
    with pytest.raises(CannotStart, match=r"made with PostgreSQL 15.*make reset.*PostgreSQL 18"):
        postgres.find_binaries(15)
