"""Where a clone keeps what it makes: `var/`, or the directory named by BACKOFFICE_VAR."""

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from backoffice.launcher.errors import CannotStart

ROOT = Path(__file__).resolve().parents[2]
# A socket's path has to fit the kernel's 107 bytes with `/.s.PGSQL.12345.lock` behind it.
LONGEST_SOCKET_DIRECTORY = 80


@dataclass(frozen=True)
class ServerUser:
    """Whom the servers run as. PostgreSQL refuses to run as root, so root hands over to an ordinary user."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def popen_arguments(self) -> dict[str, Any]:
        return {} if self.is_me else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def owns(self, path: Path) -> None:
        if not self.is_me:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Whether the user can pass through the directory (or run the program) at `path`."""
        if self.is_me:
            return os.access(path, os.X_OK)
        test = shutil.which("test") or "/usr/bin/test"
        return not subprocess.run(
            [test, "-x", str(path)], check=False, cwd="/", **self.popen_arguments()
        ).returncode


def server_user() -> ServerUser:
    if os.geteuid() != 0:
        return ServerUser(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid())
    wanted = os.environ.get("BACKOFFICE_SERVER_USER")
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return ServerUser(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root and no ordinary user was found to run it. "
        "Name one in BACKOFFICE_SERVER_USER, or start as an ordinary user."
    )


class Places:
    """The directories of one environment. Making one makes the directories every command needs."""

    def __init__(self, var: Path | None = None) -> None:
        given = var or Path(os.environ.get("BACKOFFICE_VAR") or ROOT / "var")
        self.var = given.absolute()
        self.user = server_user()
        # The servers' user passes through, and lists nothing.
        through = 0o700 if self.user.is_me else 0o711
        wanted = {self.var: through, self.run: through, self.log: 0o700, self.secrets: 0o700}
        for path, mode in wanted.items():
            try:
                path.mkdir(parents=True, exist_ok=True)
            except PermissionError:
                raise self._not_ours(path) from None
            if path.stat().st_uid == os.geteuid():
                path.chmod(mode)
            elif not os.access(path, os.W_OK):
                raise self._not_ours(path)

    def _not_ours(self, path: Path) -> CannotStart:
        return CannotStart(
            f"{path} belongs to another user. Start as that user, or name another place in BACKOFFICE_VAR."
        )

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    @property
    def env_file(self) -> Path:
        return self.run / "env"

    @cached_property
    def servers(self) -> Path:
        """Where the servers keep their files: below `var`, or outside it where their user cannot enter."""
        return self.var if self.user.can_enter(self.var) else self.private

    @cached_property
    def private(self) -> Path:
        """A folder outside the clone that the servers' user can reach, remembered in `var/run/private`."""
        record = self.run / "private"
        if record.exists():
            folder = Path(record.read_text().strip())
            if _is_ours(folder):
                return folder
        folder = Path(
            tempfile.mkdtemp(prefix=self._prefix, dir="/var/tmp")
        )  # survives a restart, unlike /tmp
        folder.chmod(0o711)
        record.write_text(f"{folder}\n")
        return folder

    def forgotten(self) -> list[Path]:
        """Private folders an earlier clone at this path left behind."""
        record = self.run / "private"
        kept = record.read_text().strip() if record.exists() else ""
        return [p for p in Path("/var/tmp").glob(f"{self._prefix}*") if str(p) != kept and _is_ours(p)]

    @property
    def _prefix(self) -> str:
        mark = hashlib.sha256(str(self.var).encode()).hexdigest()[:12]
        return f"backoffice-{os.geteuid()}-{mark}-"

    def socket_directory(self) -> Path:
        """A directory for PostgreSQL's socket; remembered, because clients hold on to it."""
        path = self.servers / "socket"
        # libpq takes a comma for a second host and a leading @ for an abstract socket.
        if len(os.fsencode(path)) > LONGEST_SOCKET_DIRECTORY or not re.fullmatch(r"[\w /.+-]+", str(path)):
            record = self.run / "socket"
            path = Path(record.read_text().strip()) if record.exists() else Path()
            if not _is_ours(path, or_of=self.user.uid):
                path = Path(tempfile.mkdtemp(prefix="backoffice-"))
                record.write_text(f"{path}\n")
        path.mkdir(exist_ok=True)
        self.user.owns(path)
        path.chmod(0o700 if self.user.is_me else 0o711)
        return path


def _is_ours(path: Path, *, or_of: int | None = None) -> bool:
    """Whether `path` is a directory of ours: /tmp and /var/tmp are everybody's."""
    try:
        found = path.lstat()
    except OSError:
        return False
    mine = found.st_uid in {os.geteuid(), os.geteuid() if or_of is None else or_of}
    return stat.S_ISDIR(found.st_mode) and mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
