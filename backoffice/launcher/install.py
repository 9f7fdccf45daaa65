"""Puts the locked dependencies into `.venv`. A script for the system's Python: standard library only.

A second run with the same lock does nothing. Each package is checked against its hash in requirements.lock.
"""

import fcntl
import hashlib
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
OLDEST = (3, 11)


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def wanted() -> str:
    """What `.venv` has to be made from: this lock, this Python, this place (scripts carry their path)."""
    parts = [LOCK.read_bytes(), sys.version.encode(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv() -> None:
    try:
        import ensurepip
        import venv
    except ImportError:
        version = "{}.{}".format(*sys.version_info)
        raise SystemExit(
            f"Python {version} is here without its venv module. Install it (Debian, Ubuntu: "
            f"`apt-get install python{version}-venv`), then run this again."
        ) from None
    del ensurepip  # only needed by venv
    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(str(VENV))


def install() -> None:
    total = len(re.findall(r"^\S+==", LOCK.read_text(), re.MULTILINE))
    say(f"Installing up to {total} locked packages, a minute or two the first time ...")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "-r", str(LOCK)]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    told: list[str] = []
    fetched = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or []:
            told.append(line)
            if line.startswith("Collecting "):
                fetched += 1
                if fetched % 20 == 0:
                    say(f"  {fetched} of {total}")
            elif line.startswith("Installing collected"):
                say("  all fetched, unpacking")
    if pip.returncode:
        say("".join(told[-15:]))
        raise SystemExit("The dependencies could not be installed; pip's last words are above.")


def main() -> None:
    if sys.version_info < OLDEST:
        raise SystemExit(
            "Python {}.{} or later is needed; this is {}.".format(*OLDEST, sys.version.split()[0])
        )
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once: the second finds the work done
        if STAMP.exists() and STAMP.read_text() == wanted():
            return
        python = VENV / "bin" / "python"
        runs = (
            python.exists()
            and not subprocess.run(
                [str(python), "-m", "pip", "--version"], capture_output=True, check=False
            ).returncode
        )
        if not runs or not STAMP.exists():
            make_venv()
        STAMP.unlink(missing_ok=True)
        install()
        STAMP.write_text(wanted())


if __name__ == "__main__":
    main()
