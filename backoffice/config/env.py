"""The environment, typed. Every variable the product reads is named here and in `.env.sample`.

`X_FILE` may name a file that holds the value of `X`. Where no DATABASE_HOST is given the private services' file
(`var/run/env`, written by the launcher) is read first.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("BACKOFFICE_VAR") or ROOT / "var")


class Misconfigured(Exception):
    """The environment lacks a value, or holds one that cannot be read."""


def _read_private_services() -> None:
    """Take what the launcher wrote for its private PostgreSQL and Redis, without overruling the environment."""
    written = VAR / "run" / "env"
    if "DATABASE_HOST" in os.environ or not written.exists():
        return
    for line in written.read_text().splitlines():
        name, found, value = line.partition("=")
        if found:
            os.environ.setdefault(name, value)


_read_private_services()


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that NAME_FILE names. An empty one counts as not given."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    if default is None:
        raise Misconfigured(f"Set {name} or {name}_FILE: see .env.sample.")
    return default


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise Misconfigured(f"{name} is {value!r}; give a whole number.") from None


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value not in {"yes", "no", "true", "false", "1", "0"}:
        raise Misconfigured(f"{name} is {value!r}; give yes or no.")
    return value in {"yes", "true", "1"}


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def day(name: str) -> date | None:
    value = text(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Misconfigured(f"{name} is {value!r}; give a date such as 2026-11-24.") from None
