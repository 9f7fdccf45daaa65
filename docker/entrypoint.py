"""What a container runs: `web`, `worker`, `provisioner`, `beat`, `migrate`, or any manage.py command.

Commands that need the owner's login run under its settings, in the container that has its secrets:
`docker compose run --rm migrate backup_authority --authority all --to /data/backup`.
"""

import os
import sys

OWNER = "backoffice.config.settings_owner"
PROVISIONER = "backoffice.config.settings_provisioner"
OWNER_COMMANDS = ("backup_authority", "restore_authority")
CELERY = ["celery", "-A", "backoffice.config.celery"]


def commands(role: str, words: list[str]) -> tuple[dict[str, str], list[list[str]]]:
    """The environment to add and the commands to run, the last of which replaces this process."""
    number = os.environ.get("WEB_PROCESSES", "2")
    threads = os.environ.get("WEB_THREADS", "4")
    web = ["gunicorn", "backoffice.config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", number]
    web += ["--worker-class", "gthread", "--threads", threads, "--timeout", "90", "--graceful-timeout", "25"]
    web += ["--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
    worker = [
        *CELERY,
        "worker",
        "-n",
        f"{role}@%h",
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "INFO",
    ]
    queues = os.environ.get("WORKER_QUEUES", "default,payroll,reports")
    each = os.environ.get("WORKER_PROCESSES", "2")
    known: dict[str, tuple[dict[str, str], list[list[str]]]] = {
        "web": ({}, [web]),
        "worker": ({}, [[*worker, "-Q", queues, "--concurrency", each]]),
        "provisioner": (
            {"DJANGO_SETTINGS_MODULE": PROVISIONER},
            [[*worker, "-Q", "provisioner", "--concurrency", "1"]],
        ),
        "beat": (
            {},
            [[*CELERY, "beat", "--schedule", "/tmp/beat-schedule", "--pidfile", "", "--loglevel", "INFO"]],
        ),
        "migrate": (
            {"DJANGO_SETTINGS_MODULE": OWNER},
            [["python", "manage.py", "bootstrap"], ["python", "manage.py", "migrate_schemas"]],
        ),
    }
    if role in known:
        return known[role]
    env = {"DJANGO_SETTINGS_MODULE": OWNER} if role in OWNER_COMMANDS else {}
    return env, [["python", "manage.py", role, *words]]


def main() -> None:
    role, *words = sys.argv[1:] or ["web"]
    env, steps = commands(role, words)
    os.environ.update(env)
    for step in steps[:-1]:
        status = os.spawnvp(os.P_WAIT, step[0], step)
        if status:
            sys.exit(status)
    os.execvp(steps[-1][0], steps[-1])


if __name__ == "__main__":
    main()
