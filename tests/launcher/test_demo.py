"""Starting, starting again and stopping the product's own processes; small stand-ins play their parts."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from backoffice.launcher import demo, ports, processes
from backoffice.launcher.demo import Part
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import Places

WEB = """
import http.server, sys
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""
# A worker whose child does not notice that its parent was killed.
WORKER = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
names = sorted(name for name in os.environ if name.endswith("_FILE"))
open(os.environ["TOLD"], "w").write(" ".join([str(child.pid), *names]))
time.sleep(300)
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    def stand_ins(_: Places, port: int) -> list[Part]:
        worker = [sys.executable, "-c", WORKER]
        return [
            Part("web", [sys.executable, "-c", WEB, str(port)], seconds_to_end=5),
            Part(
                "worker",
                worker,
                {"TOLD": str(tmp_path / "told")},
                may_use=("OWNER_DB_PASSWORD_FILE",),
                seconds_to_end=5,
            ),
        ]

    monkeypatch.setattr(demo, "parts", stand_ins)
    monkeypatch.setattr(demo, "release", lambda: "one")
    return Places(tmp_path / "var")


def start(places: Places) -> list[str]:
    if not processes.recorded(places, "web"):
        ports.choose(places, "web", first=8000)
    env = {
        **os.environ,
        "SUPERUSER_DB_PASSWORD_FILE": "/s",
        "OWNER_DB_PASSWORD_FILE": "/o",
        "SECRET_KEY_FILE": "/k",
    }
    return demo.start_parts(places, env)


def told(places: Places) -> list[str]:
    path = places.var.parent / "told"
    until = time.monotonic() + 10
    while not (path.exists() and path.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    return path.read_text().split()


def test_a_second_start_starts_what_died_and_leaves_what_lives(places: Places) -> None:
    assert start(places) == ["web", "worker"]
    assert demo.wait_for_web(places) == f"http://localhost:{ports.remembered(places, 'web')}"
    child = int(told(places)[0])
    web, worker = (processes.recorded(places, "web"), processes.recorded(places, "worker"))
    assert web and worker
    assert start(places) == []
    worker.kill()
    assert processes.gone_within(worker, 5)
    assert start(places) == ["worker"]
    assert processes.recorded(places, "web") == web
    assert not processes.alive(child), "the killed worker's child works on beside its successor"
    demo.stop(places)
    assert not processes.alive(web.pid)
    assert not [p for p in psutil.process_iter() if p.pid != os.getpid() and _mentions(p, str(places.var))]


def _mentions(process: psutil.Process, text: str) -> bool:
    try:
        return text in process.environ().get("TOLD", "")
    except psutil.Error:
        return False


def test_changed_code_restarts_what_runs(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    start(places)
    monkeypatch.setattr(demo, "release", lambda: "two")
    assert start(places) == ["web", "worker"]
    demo.stop(places)


def test_a_process_is_given_no_administrators_secret_it_may_not_use(places: Places) -> None:
    start(places)
    assert set(told(places)[1:]) & {
        "SUPERUSER_DB_PASSWORD_FILE",
        "OWNER_DB_PASSWORD_FILE",
        "SECRET_KEY_FILE",
    } == {"OWNER_DB_PASSWORD_FILE", "SECRET_KEY_FILE"}
    demo.stop(places)


def test_a_web_process_that_ends_at_once_is_told_with_its_last_words(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Part("web", [sys.executable, "-c", "raise SystemExit('no such setting')"])
    monkeypatch.setattr(demo, "parts", lambda *_: [broken])
    start(places)
    with pytest.raises(CannotStart, match="no such setting"):
        demo.wait_for_web(places)


def test_a_worker_that_dies_while_it_loads_is_told_and_not_taken_for_running(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import time; time.sleep(0.5); raise SystemExit('no such module')"
    monkeypatch.setattr(
        demo, "parts", lambda *_: [Part("worker", [sys.executable, "-c", code], ready="ready.")]
    )
    with pytest.raises(CannotStart, match=r"worker ended again at once(.|\n)*no such module"):
        start(places)


def test_data_is_deleted_only_when_somebody_said_yes(places: Places) -> None:
    command = [sys.executable, "-m", "backoffice.launcher", "reset"]
    env = {**os.environ, "BACKOFFICE_VAR": str(places.var)}
    asked = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert asked.returncode == 1
    assert "make reset YES=1" in asked.stderr


def test_the_provisioner_alone_of_the_real_processes_may_use_the_owners_login(tmp_path: Path) -> None:
    allowed = {part.name: part.may_use for part in demo.parts(Places(tmp_path / "var"), 8000)}
    assert set(allowed) == {"web", "worker", "provisioner", "beat"}
    assert [name for name, secrets in allowed.items() if secrets] == ["provisioner"]
