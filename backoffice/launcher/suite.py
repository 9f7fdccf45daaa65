"""`make test`, `attack`, `faults` and `bench`: each on services of its own, stopped afterwards."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backoffice.launcher import checks, demo, figures, services
from backoffice.launcher.errors import CannotStart
from backoffice.launcher.places import ROOT, Places
from backoffice.launcher.postgres import Postgres, servers_found
from backoffice.launcher.services import say

MOST_WORKERS = 4
WORKERS = "workers"  # the folder of their servers
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def environment_of(
    places: Places, *, profile: str = "test", fresh: bool = True, server: str | None = None
) -> Iterator[dict[str, str]]:
    """Services for one run and the environment that reaches them."""
    if server:
        os.environ["BACKOFFICE_PG_BIN"] = server
    with services.only_one(places, "suite.lock"):  # a second run waits; it would take the servers away
        if fresh:
            services.remove(places)
            for name in ["media", "log", WORKERS]:
                shutil.rmtree(places.var / name, ignore_errors=True)
            places = Places(places.var)
        try:
            given = services.start(places, profile=profile)
            kept = {name: value for name, value in os.environ.items() if name not in given}
            env = {**kept, **given, "BACKOFFICE_VAR": str(places.var), "PYTHONUNBUFFERED": "1"}
            env.setdefault("BENCH_FILE", str(ROOT / "var" / "bench.json"))
            yield env
        finally:
            for worker in (places.var / WORKERS).glob("*"):
                services.remove(Places(worker))
            services.stop(places)


def worker_places(places: Places, worker: str) -> Places:
    """Where one of several test workers keeps servers of its own."""
    return Places(places.var / WORKERS / worker)


def below(name: str) -> Places:
    """An environment beside the demonstration's, so that neither disturbs the other."""
    return Places(Path(os.environ.get("BACKOFFICE_VAR") or ROOT / "var").absolute() / name)


def find_browser() -> str | None:
    return os.environ.get("CHROMIUM") or next(
        (path for name in BROWSERS if (path := shutil.which(name))), None
    )


def ensure_browser() -> None:
    """Chromium from the distribution where that is possible; under CI=true it must be."""
    if find_browser():
        return
    in_ci = os.environ.get("CI") == "true"
    if in_ci and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium from the distribution ...")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
        ):
            done = subprocess.run(["apt-get", *words], env=quiet, capture_output=True, text=True, check=False)
            if done.returncode:
                raise CannotStart(f"apt-get {words[0]} failed:\n{done.stderr[-2000:]}")
    if find_browser() is None:
        if in_ci:
            raise CannotStart("Chromium was not found, and under CI=true the browser tests must run.")
        say(
            "Chromium was not found: THE BROWSER TESTS WILL NOT RUN. "
            "Install the distribution's chromium package."
        )


def test(arguments: list[str]) -> int:
    """Every check and test. pytest's closing line is the last thing said."""
    before = time.monotonic()
    ensure_browser()
    places = below("test")
    with environment_of(places) as env:
        if browser := find_browser():
            env["CHROMIUM"] = browser
        command = [sys.executable, "-m", "pytest", "-ra", *side_by_side(arguments), *arguments]
        result = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        version = Postgres(places).made_with()
    if not (arguments or result):
        figures.merge({"tests.seconds": round(time.monotonic() - before, 1)}, postgres=version)
    return result


def side_by_side(arguments: list[str]) -> list[str]:
    """The whole suite runs on every core; a few chosen tests run in one process, where a debugger reaches them."""
    count = min(len(os.sched_getaffinity(0)), MOST_WORKERS) if hasattr(os, "sched_getaffinity") else 2
    if arguments or count == 1:
        return []
    return ["-p", "tests.workers", "-n", str(count), "--no-loadscope-reorder"]


def lint() -> int:
    failed = []
    found = {
        "lock": "\n".join(
            checks.lock_out_of_step(
                *((ROOT / name).read_text() for name in ("pyproject.toml", "requirements.lock"))
            )
        )
    }
    with environment_of(below("test"), fresh=False) as env:
        for name in checks.CHECKS:
            say(f"{name} ...")
            found[name] = checks.run(name, env)
    for name, problem in found.items():
        if problem:
            failed.append(name)
            say(f"\n{name}:\n{problem}")
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def attack(arguments: list[str]) -> int:
    """The attack table on every server found; the last line is the sum over them."""
    sums: dict[str, int] = {}
    result = 0
    for server in servers_found():
        say(f"\nPostgreSQL {server.version} ({server.directory})")
        with environment_of(below(f"attack-{server.version}"), server=str(server.directory)) as env:
            command = [sys.executable, "-m", "tests.attack", *arguments]
            with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as run:
                line = ""
                for line in run.stdout or []:
                    sys.stdout.write(line)
            result = result or run.returncode
            for number, word in re.findall(r"(\d+) (held|accepted|breached)", line):
                sums[word] = sums.get(word, 0) + int(number)
    counts = [sums.get(word, 0) for word in ("held", "accepted", "breached")]
    sys.stdout.write("\nOn all servers together:\n{} held, {} accepted, {} breached\n".format(*counts))
    return result or (1 if counts[2] or not counts[0] else 0)


def faults(arguments: list[str]) -> int:
    with environment_of(below("faults")) as env:
        return subprocess.run(
            [sys.executable, "-m", "tests.faults", *arguments], cwd=ROOT, env=env, check=False
        ).returncode


def bench(arguments: list[str]) -> int:
    """Measure on a cluster as safe as production's, which keeps its data sets for the next run."""
    places = below("bench")
    with environment_of(places, profile="demo", fresh=False) as given:
        env = {**demo.product_environment(places, given), "BENCH_FILE": given["BENCH_FILE"]}
        demo.prepare(places, env)
        return subprocess.run(
            [sys.executable, "-m", "bench", *arguments], cwd=ROOT, env=env, check=False
        ).returncode


def assets(arguments: list[str]) -> int:
    return subprocess.run(
        [sys.executable, str(ROOT / "frontend" / "build.py"), *arguments], cwd=ROOT, check=False
    ).returncode
