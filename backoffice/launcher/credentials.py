"""Secrets of one environment: made at first start, kept in `var/secrets`, readable by their owner alone."""

import os
import secrets

from backoffice.launcher.places import Places

# Each is given to the product as <NAME>_FILE. DEMO_SECRET is what the demonstration's passwords and TOTP
# secrets are derived from.
NAMES = [
    "SECRET_KEY",
    "AUTHORITY_DB_SECRET",
    "SUPERUSER_DB_PASSWORD",
    "OWNER_DB_PASSWORD",
    "PORTAL_DB_PASSWORD",
    "PROVISIONER_DB_PASSWORD",
    "NO_AUTHORITY_DB_PASSWORD",
    "REDIS_PASSWORD",
    "DEMO_SECRET",
]


def make_missing(places: Places) -> None:
    for name in NAMES:
        path = places.secrets / name.lower()
        if path.exists() and path.stat().st_size:
            continue
        # Written aside and renamed: a start cut short leaves no empty secret.
        aside = path.with_suffix(".new")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        aside.rename(path)


def read(places: Places, name: str) -> str:
    return (places.secrets / name.lower()).read_text().strip()
