"""Measured figures, kept together in `var/bench.json` whoever measured them."""

import fcntl
import importlib.metadata
import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from backoffice.launcher.places import ROOT


def merge(
    figures: Mapping[str, float], *, scale: Mapping[str, Any] | None = None, postgres: int | None = None
) -> Path:
    """Add to what earlier runs measured; a figure measured again replaces the old one.

    The file is the clone's, whichever environment was measured: BENCH_FILE names another.
    """
    path = Path(os.environ.get("BENCH_FILE") or ROOT / "var" / "bench.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        known["figures"] = dict(sorted({**known.get("figures", {}), **figures}.items()))
        known["machine"] = {
            "system": platform.platform(terse=True),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "memory_mb": psutil.virtual_memory().total // 2**20,
        }
        packages = ["django", "django-tenants", "psycopg2-binary", "celery", "typst"]
        known["versions"] = {
            **known.get("versions", {}),
            "python": platform.python_version(),
            **{name: importlib.metadata.version(name) for name in packages},
            **({"postgresql": postgres} if postgres else {}),
        }
        known["scale"] = {**known.get("scale", {}), **(scale or {})}
        file.truncate(0)
        file.write(json.dumps(known, indent=1) + "\n")
    return path
