"""Ports of one environment, remembered in `var/run/ports.json` so that an address stays what it was."""

import json
import random
import socket

from backoffice.launcher.places import Places

# Below the range the kernel hands to outgoing connections, so that a stopped server's port stays free.
RANGE = range(20000, 30000)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def remembered(places: Places, name: str) -> int | None:
    path = places.run / "ports.json"
    if not path.exists():
        return None
    port = json.loads(path.read_text()).get(name)
    return int(port) if port else None


def remember(places: Places, name: str, port: int) -> None:
    path = places.run / "ports.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    aside = path.with_suffix(".new")
    aside.write_text(json.dumps({**known, name: port}, indent=1) + "\n")
    aside.rename(path)


def choose(places: Places, name: str, *, first: int | None = None) -> int:
    """The remembered port if it is free; else `first` or the next free one above it; else any free one."""
    port = remembered(places, name)
    if port is None or not is_free(port):
        choice = range(first, first + 200) if first else random.sample(RANGE, 200)
        port = next(candidate for candidate in choice if is_free(candidate))
        remember(places, name, port)
    return port
