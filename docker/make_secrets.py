"""Makes the secrets docker-compose.yml names, once: `python3 docker/make_secrets.py secrets`.

The directory is closed to others; the files in it are readable, because containers read them as other users.
Keep a copy where the backups cannot be read: without them a backup cannot be restored.
"""

import secrets
import sys
from pathlib import Path

RANDOM = (
    "secret_key",
    "authority_db_secret",
    "superuser_db_password",
    "owner_db_password",
    "portal_db_password",
    "provisioner_db_password",
    "no_authority_db_password",
    "redis_password",
)
# Given by others: to be filled in where they are used.
GIVEN = {"email_password": "", "openid_connect_apps": "[]"}


def make(directory: Path) -> list[str]:
    """Make what is missing; what exists is never changed. Returns the names made."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    for name in RANDOM:
        if not (directory / name).exists():
            (directory / name).write_text(secrets.token_urlsafe(48))
            made.append(name)
    for name, nothing in GIVEN.items():
        if not (directory / name).exists():
            (directory / name).write_text(nothing)
            made.append(name)
    address = directory / "redis_url"
    if not address.exists():
        address.write_text(f"redis://:{(directory / 'redis_password').read_text()}@redis:6379/0")
        made.append(address.name)
    for name in made:
        (directory / name).chmod(0o444)
    return made


if __name__ == "__main__":
    made_now = make(Path(sys.argv[1] if len(sys.argv) > 1 else "secrets"))
    sys.stdout.write(
        f"Made: {', '.join(made_now)}.\n" if made_now else "All secrets were there; nothing was changed.\n"
    )
