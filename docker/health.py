"""Whether this container does its work: web answers, a worker answers its broker, beat keeps its diary."""

import glob
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

BEAT_SAVES_EVERY_SECONDS = 180


def web() -> bool:
    host = urllib.parse.urlsplit(os.environ.get("SERVICE_URL", "http://localhost:8000")).netloc
    headers = {"Host": host, "X-Forwarded-Proto": "https"}  # as the proxy in front says
    with urllib.request.urlopen(
        urllib.request.Request("http://127.0.0.1:8000/health", headers=headers), timeout=8
    ):
        return True


def worker(name: str) -> bool:
    asked = [
        "celery",
        "-A",
        "backoffice.config.celery",
        "inspect",
        "ping",
        "-d",
        f"{name}@{socket.gethostname()}",
    ]
    return subprocess.run([*asked, "--timeout", "8"], capture_output=True, check=False).returncode == 0


def beat() -> bool:
    saved = [os.stat(path).st_mtime for path in glob.glob("/tmp/beat-schedule*")]
    return bool(saved) and time.time() - max(saved) < 2 * BEAT_SAVES_EVERY_SECONDS


def main() -> None:
    role = sys.argv[1]
    try:
        well = web() if role == "web" else beat() if role == "beat" else worker(role)
    except OSError:
        well = False
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
