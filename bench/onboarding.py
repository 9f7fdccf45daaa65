"""Bringing an authority in: its schema alone, and the whole way to people who can be paid."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from backoffice.tenancy.replay import create_authority_schema
from bench.authorities import DEMONSTRATION, bring_in, files_of
from tests.committed import drop

SCHEMAS, AUTHORITIES = 9, 3


def measure() -> dict[str, float]:
    """Medians: a schema of its own login, and all of a new authority, from nothing to its last file loaded."""
    schemas = []
    for number in range(SCHEMAS):
        slug = f"bench-schema-{number}"
        drop(slug)
        started = time.perf_counter()
        create_authority_schema(slug)
        schemas.append(time.perf_counter() - started)
        drop(slug)
    whole = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        files = files_of(DEMONSTRATION, Path(folder))
        for number in range(AUTHORITIES):
            slug = f"bench-new-{number}"
            drop(slug)
            started = time.perf_counter()
            bring_in(slug, files, lambda line: print(f"  {time.perf_counter() - started:6.1f} s  {line}"))  # noqa: B023
            whole.append(time.perf_counter() - started)
            drop(slug)
    return {
        "onboarding.schema_seconds": round(statistics.median(schemas), 3),
        "onboarding.authority_seconds": round(statistics.median(whole), 1),
    }
