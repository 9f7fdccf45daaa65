"""The static checks. `make lint` runs them alone, tests/launcher runs them in the suite."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from backoffice.launcher.places import ROOT

BIN = Path(sys.executable).parent
LOCKED_GROUPS = ("dev", "embedded", "lock")

CHECKS: dict[str, list[str]] = {
    "lint": [sys.executable, "-m", "ruff", "check", "."],
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [sys.executable, str(BIN / "lint-imports")],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def run(name: str, env: dict[str, str]) -> str:
    """What the check has to say against the code; empty when it has nothing."""
    env = {key: value for key, value in env.items() if key != "DJANGO_SETTINGS_MODULE"}  # manage.py knows
    done = subprocess.run(CHECKS[name], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip() or "failed silently" if done.returncode else ""


def lock_out_of_step(pyproject: str, lock: str) -> list[str]:
    """Where requirements.lock no longer is what pyproject.toml asks for. No network: pins against ranges."""
    project = tomllib.loads(pyproject)
    asked = [Requirement(line) for line in project["project"]["dependencies"]]
    for group in LOCKED_GROUPS:
        asked += [Requirement(line) for line in project["dependency-groups"][group]]
    problems, pins, direct = [], {}, set()
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]:
        pin = Requirement(block.split("\\\n", 1)[0].split(" ;", 1)[0].strip())
        name = canonicalize_name(pin.name)
        pins[name] = Version(str(pin.specifier).removeprefix("=="))
        if "--hash=sha256:" not in block:
            problems.append(f"{name} is locked without a hash.")
        if f"{project['project']['name']} (pyproject.toml" in block:
            direct.add(name)
    for requirement in asked:
        name = canonicalize_name(requirement.name)
        if name not in pins:
            problems.append(f"{requirement} is not locked.")
        elif not requirement.specifier.contains(pins[name], prereleases=True):
            problems.append(
                f"{name} is locked at {pins[name]}, pyproject.toml asks for {requirement.specifier}."
            )
    for name in sorted(direct - {canonicalize_name(requirement.name) for requirement in asked}):
        problems.append(f"{name} is locked for us, but pyproject.toml no longer asks for it.")
    return [f"{problem} Run `make lock`." for problem in problems]
