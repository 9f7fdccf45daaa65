"""How the product's processes are run: by the demonstration on one machine, in containers in production."""

import sys

CELERY = [sys.executable, "-m", "celery", "-A", "backoffice.config.celery"]
WORK_QUEUES = "default,payroll,reports"
ACCESS_LOG = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms %({x-request-id}o)s"
PROVISIONER_QUEUE = "provisioner"
PROVISIONER_SETTINGS = "backoffice.config.settings_provisioner"


def web(*, bind: str, processes: int = 2, threads: int = 4) -> list[str]:
    options = {
        "bind": bind,
        "workers": processes,
        "worker-class": "gthread",
        "threads": threads,
        "timeout": 90,
        "graceful-timeout": 25,  # a request in hand is finished
        "access-logfile": "-",
        "access-logformat": ACCESS_LOG,
        "logger-class": "backoffice.launcher.access_log.AccessLog",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "backoffice.config.wsgi:application",
        *words,
        "--no-control-socket",
    ]


def worker(name: str, *, queues: str, processes: int = 2) -> list[str]:
    # One broker, few workers, leases in PostgreSQL: what workers would tell one another is noise.
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO"]
    return [
        *CELERY,
        "worker",
        f"--hostname={name}@%h",
        f"--queues={queues}",
        f"--concurrency={processes}",
        *quiet,
    ]


def beat(*, schedule: str) -> list[str]:
    return [*CELERY, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=INFO"]
