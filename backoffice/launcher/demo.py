"""The demonstration: services, schema, data, then web, worker, provisioner and beat."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import psutil

from backoffice.launcher import commands, figures, ports, processes, services
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import ROOT, Places
from backoffice.launcher.postgres import Postgres
from backoffice.launcher.services import say

# The day the demonstration plays on, and the day in October on which its first month was posted, in time for Bacs to pay
# on the 30th.
# Sessions, codes and logs keep the real clock.
BUSINESS_DATE = "2026-11-16"
PAID_ON = "2026-10-26"
# Secrets no ordinary process is given, as in production (docker-compose.yml).
ADMINISTRATORS = tuple(
    f"{name}_FILE"
    for name in ("SUPERUSER_DB_PASSWORD", "OWNER_DB_PASSWORD", "PROVISIONER_DB_PASSWORD", "DEMO_SECRET")
)
# What the running processes are made of: a change restarts them and runs the preparing steps again.
SOURCES = (
    "backoffice",
    "tenants",
    "hr",
    "finance",
    "payroll",
    "fleet",
    "commissioning",
    "templates",
    "static",
)


@dataclass(frozen=True, eq=False)
class Part:
    """One of the product's own processes."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)
    seconds_to_end: float = 30  # a worker finishes the chunk in hand
    may_use: tuple[str, ...] = ()  # of the administrators' secrets
    ready: str = ""  # what it writes to its log when it takes up work


def parts(places: Places, port: int) -> list[Part]:
    return [
        Part("web", commands.web(bind=f"127.0.0.1:{port}")),
        Part("worker", commands.worker("worker", queues=commands.WORK_QUEUES), ready="ready."),
        Part(
            "provisioner",
            commands.worker("provisioner", queues=commands.PROVISIONER_QUEUE, processes=1),
            {"DJANGO_SETTINGS_MODULE": commands.PROVISIONER_SETTINGS},
            ready="ready.",
            may_use=("OWNER_DB_PASSWORD_FILE", "PROVISIONER_DB_PASSWORD_FILE"),
        ),
        Part(
            "beat",
            commands.beat(schedule=str(places.run / "beat-schedule")),
            seconds_to_end=5,
            ready="beat: Starting",
        ),
    ]


def product_environment(places: Places, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the product's processes: this machine's services, whatever the caller's own names.

    Which settings they take is left to manage.py, wsgi.py and celery.py.
    """
    ours = {
        **env,
        "BACKOFFICE_VAR": str(places.var),
        "MEDIA_ROOT": str(places.var / "media"),
        "SERVICE_URL": f"http://localhost:{ports.remembered(places, 'web') or 8000}",
    }
    given = {"BUSINESS_DATE": BUSINESS_DATE, **os.environ, **ours}
    given.pop("DJANGO_SETTINGS_MODULE", None)
    return given


def manage(env: Mapping[str, str], *words: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / "manage.py"), *words], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise CannotStart(f"`manage.py {words[0]}` failed; what it said is above.")


def release() -> str:
    """A mark of the code as it stands."""
    mark = hashlib.sha256()
    files = [ROOT / "manage.py", ROOT / "requirements.lock"]
    for source in SOURCES:
        files += sorted(p for p in (ROOT / source).rglob("*") if p.is_file() and p.suffix != ".pyc")
    for path in files:
        if path.exists():
            found = path.stat()
            mark.update(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def cluster_mark(places: Places) -> str:
    """Changes when the cluster is made anew."""
    return f"{(Postgres(places).cluster / 'PG_VERSION').stat().st_mtime_ns}\n"


def prepare(places: Places, env: Mapping[str, str]) -> bool:
    """Roles, schema and static files. True where the last start had left nothing to do."""
    wanted = f"{release()} {cluster_mark(places)}"
    stamp = places.run / "prepared"
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    say("Making the database's roles and walls ...")
    manage(env, "bootstrap")
    say("Bringing the database's tables up to date ...")
    manage(env, "migrate_schemas", "--verbosity", "1")
    say("Collecting style sheets and scripts ...")
    manage(env, "collectstatic", "--noinput", "--verbosity", "0")
    stamp.write_text(wanted)
    return False


def start_parts(places: Places, env: Mapping[str, str], only: Collection[str] = ()) -> list[str]:
    """Start what does not run, and again what runs older code. Returns the names of those started.

    `only` names the parts wanted, where not all are.
    """
    now, started = release(), {}
    for part in parts(places, ports.remembered(places, "web") or 8000):
        if only and part.name not in only:
            continue
        stamp = places.run / f"{part.name}.release"
        if processes.recorded(places, part.name):
            if stamp.exists() and stamp.read_text() == now:
                continue
            say(f"Starting {part.name} again, with the code as it is now ...")
        stop_part(places, part.name, part.seconds_to_end)
        with (places.log / f"{part.name}.log").open("ab") as log:
            started[part] = log.tell()
            process = subprocess.Popen(
                part.command,
                cwd=ROOT,
                env={k: v for k, v in env.items() if k not in ADMINISTRATORS or k in part.may_use}
                | dict(part.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        processes.record(places, part.name, process.pid)
        stamp.write_text(now)
    for part, since in started.items():
        wait_until_ready(places, part, since)
    return [part.name for part in started]


def wait_until_ready(places: Places, part: Part, since: int, seconds: float = 60) -> None:
    """Wait until the log, from byte `since`, says that the process works. One that ends instead is told."""
    log, told = places.log / f"{part.name}.log", ""
    until = time.monotonic() + seconds
    while part.ready not in told and time.monotonic() < until:
        time.sleep(0.05)
        lives = processes.recorded(places, part.name)
        with log.open("rb") as file:
            file.seek(since)
            told = file.read().decode(errors="replace")
        if not lives:
            raise CannotStart(f"{part.name} ended again at once. The end of {log}:\n{told[-2000:]}")
    if part.ready not in told:
        say(f"{part.name} has not said that it is ready; see {log}.")


def stop_part(places: Places, name: str, seconds: float = 30) -> None:
    """Ask the process to end, then end what is left of its session: children outlive a killed parent."""
    process = processes.recorded(places, name)
    if process:
        processes.end(process, seconds=seconds)
    processes.end_session(places, name)


def demo(places: Places) -> None:
    before = time.monotonic()
    with services.only_one(places, "demo.lock"):
        env = services.start(places)
        if not processes.recorded(places, "web"):
            ports.choose(places, "web", first=8000)
        env = product_environment(places, env)
        was_prepared = prepare(places, env)
        stamp = places.run / "demonstration"
        if not stamp.exists() or stamp.read_text() != cluster_mark(places):
            say("Bringing in the demonstration authorities and paying the first one's people ...")
            manage({**env, "BUSINESS_DATE": PAID_ON}, "demo")
            stamp.write_text(cluster_mark(places))
        started = start_parts(places, env)
        address = wait_for_web(places)
        if was_prepared and len(started) == len(parts(places, 0)):
            figures.merge({"demo.second_start_seconds": round(time.monotonic() - before, 1)})
        say("")
        manage(env, "demo", "--show")
    sys.stdout.write(f"\nThe back office runs at {address}   (make stop, make logs, make reset)\n")


def wait_for_web(places: Places, seconds: float = 60) -> str:
    port = ports.remembered(places, "web")
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/health", headers={"Host": f"localhost:{port}"}
            )
            with urllib.request.urlopen(request, timeout=10):
                return f"http://localhost:{port}"
        except (urllib.error.URLError, OSError):
            if not processes.recorded(places, "web"):
                break
            time.sleep(0.2)
    end = (places.log / "web.log").read_text(errors="replace")[-2000:]
    raise CannotStart(f"The web process does not answer. The end of {places.log / 'web.log'}:\n{end}")


def stop(places: Places) -> None:
    with services.only_one(places, "demo.lock"):
        running = [part for part in parts(places, 0) if (places.run / f"{part.name}.json").exists()]
        for part in running:  # all at once: each takes the time to finish what it has in hand
            if process := processes.recorded(places, part.name):
                say(f"Stopping {part.name} ...")
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGTERM)
        for part in running:
            if process := processes.recorded(places, part.name):
                processes.gone_within(process, part.seconds_to_end)
            processes.end_session(places, part.name)
    services.stop(places)


def reset(places: Places, *, asked: bool) -> None:
    """Delete the demonstration's data. The secrets stay: the sign-ins are the same at the next start."""
    if not asked:
        if not sys.stdin.isatty():
            raise CannotStart("This deletes the demonstration's data. Say so: make reset YES=1")
        if input(f"Delete the demonstration's data below {places.var}? [yes/no] ").strip().lower() != "yes":
            say("Nothing was deleted.")
            return
    stop(places)
    services.remove(places)
    for name in ["run", "log", "media", "static"]:
        shutil.rmtree(places.var / name, ignore_errors=True)
    say("The demonstration's data is gone; `make demo` starts afresh.")


def logs(places: Places) -> None:
    found = sorted(str(path) for path in places.log.glob("*.log"))
    if not found:
        raise CannotStart("Nothing has been started yet: make demo")
    tail = shutil.which("tail") or "/usr/bin/tail"
    os.execv(tail, ["tail", "-n", "20", "-F", *found])
