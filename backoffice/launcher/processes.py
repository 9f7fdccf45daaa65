"""Processes this environment started: known by pid and start time, so a pid used again is never mistaken."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

import psutil

from backoffice.launcher.places import Places


def reap(pid: int) -> None:
    """Let a dead child of this very process go; a zombie would look alive to the server's successor."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def alive(pid: int) -> psutil.Process | None:
    reap(pid)
    try:
        process = psutil.Process(pid)
        return None if process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD} else process
    except psutil.NoSuchProcess:
        return None


def working_in(directory: Path) -> list[psutil.Process]:
    """Living processes whose working directory is `directory`: PostgreSQL's, for a cluster's directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and os.path.samefile(process.cwd(), directory):
                found.append(process)
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or somebody else's
    return found


def record(places: Places, name: str, pid: int) -> None:
    started = psutil.Process(pid).create_time()
    (places.run / f"{name}.json").write_text(json.dumps({"pid": pid, "started": started}) + "\n")


def recorded(places: Places, name: str) -> psutil.Process | None:
    """The living process last recorded under `name`."""
    path = places.run / f"{name}.json"
    if not path.exists():
        return None
    known = json.loads(path.read_text() or "{}")
    process = alive(known["pid"]) if known else None
    if process is None or abs(process.create_time() - known["started"]) > 0.05:
        return None
    return process


def end_session(places: Places, name: str) -> None:
    """Kill what is left of the session that the process recorded under `name` led."""
    path = places.run / f"{name}.json"
    if not path.exists():
        return
    leader = json.loads(path.read_text())["pid"]
    if alive(leader) and not recorded(places, name):
        return  # somebody else's now: the kernel gives a number out again only when its session is empty
    for pid in psutil.pids():
        try:
            if os.getsid(pid) == leader:
                os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    path.unlink()


def end(process: psutil.Process, *, with_signal: int = signal.SIGTERM, seconds: float = 30) -> bool:
    """Ask a process to end and wait; kill it when the time is up. False when it had to be killed."""
    try:
        process.send_signal(with_signal)
    except psutil.NoSuchProcess:
        return True
    if gone_within(process, seconds):
        return True
    process.kill()
    gone_within(process, 10)
    return False


def gone_within(process: psutil.Process, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while alive(process.pid) and process.is_running():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
