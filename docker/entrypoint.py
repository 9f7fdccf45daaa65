"""What a container runs: `web`, `worker`, `provisioner`, `beat`, `migrate`, or any manage.py command.

Commands that need the owner's login run in the container that has its secrets:
`docker compose run --rm migrate backup_authority --authority all --to /data/backup`.
"""

import os
import sys

from backoffice.launcher import commands as run


def commands(role: str, words: list[str]) -> tuple[dict[str, str], list[list[str]]]:
    """The environment to add and the commands to run, the last of which replaces this process."""
    processes = int(os.environ.get("WEB_PROCESSES") or 2)
    threads = int(os.environ.get("WEB_THREADS") or 4)
    each = int(os.environ.get("WORKER_PROCESSES") or 2)
    queues = os.environ.get("WORKER_QUEUES") or run.WORK_QUEUES
    manage = [sys.executable, "manage.py"]
    known: dict[str, tuple[dict[str, str], list[list[str]]]] = {
        "web": ({}, [run.web(bind="0.0.0.0:8000", processes=processes, threads=threads)]),
        "worker": ({}, [run.worker("worker", queues=queues, processes=each)]),
        "provisioner": (
            {"DJANGO_SETTINGS_MODULE": run.PROVISIONER_SETTINGS},
            [run.worker("provisioner", queues=run.PROVISIONER_QUEUE, processes=1)],
        ),
        "beat": ({}, [run.beat(schedule="/tmp/beat-schedule")]),
        "migrate": ({}, [[*manage, "bootstrap"], [*manage, "migrate_schemas"]]),
    }
    return known.get(role) or ({}, [[*manage, role, *words]])


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
