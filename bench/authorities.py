"""The authorities measured, brought in by their own files through the product's own checks, and kept for the next run.

They are made anew when a migration, a generator of files or the cluster has changed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connections

from backoffice.config import env
from backoffice.config.demonstration import Files, load_files, write_files
from backoffice.launcher.demo import cluster_mark
from backoffice.launcher.places import ROOT, Places
from backoffice.tenancy.current import in_authority
from backoffice.tenancy.names import role_for
from bench.files import first_rows, multiply
from bench.ledgers import LedgerSet
from tenants.services.bring_in_authority import add_first_member, bring_in_authority
from tests.committed import administrator, drop

ROLES = (
    "hr_officer", "payroll_officer", "payroll_approver", "finance_officer", "authority_administrator",
)  # fmt: skip
SOURCES = ("hr/demo.py", "hr/reference", "payroll/demo.py", "bench/files.py", "bench/ledgers.py")
MIGRATED = ("backoffice", "hr", "finance", "payroll")
LISTED = ("finance.cost_centres", "hr.pay_scales", "hr.units", "hr.posts", "hr.people", "hr.assignments")
ROWS_A_FILE = 25_000  # people who come in one file; the largest force has 50,000

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DataSet:
    """An authority of `people` people; all there is to know for their pay, or only what a list shows."""

    slug: str
    people: int
    paid: bool = True


DEMONSTRATION = DataSet("bench", 2_640)
LARGE = DataSet("bench-large", 26_400)
LIST = DataSet("bench-list", 100_000, paid=False)
SHORT_LIST = DataSet("bench-short-list", 1_000, paid=False)


def ensure(wanted: Sequence[DataSet | LedgerSet], say: Say) -> float:
    """Make what is missing or out of date. The seconds it took to make those wanted, whenever that was."""
    places = Places(env.VAR)
    record = env.VAR / "data_sets.json"
    known: dict[str, dict[str, object]] = json.loads(record.read_text()) if record.exists() else {}
    made_of = _mark() + cluster_mark(places)
    for data in wanted:
        mark = f"{data} {ROLES} {LISTED} {made_of}"
        if known.get(data.slug, {}).get("mark") != mark:
            size = f"{data.lines:,} lines" if isinstance(data, LedgerSet) else f"{data.people:,} people"
            say(f"Building {data.slug}: {size} ...")
            started = time.monotonic()
            drop(data.slug)
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                if isinstance(data, LedgerSet):
                    data.make(say)
                else:
                    bring_in(data.slug, files_of(data, Path(folder)), lambda line: None)
            tidy(data.slug)
            known[data.slug] = {"mark": mark, "seconds": round(time.monotonic() - started, 1)}
            record.write_text(json.dumps(known, indent=1))
    settle()
    return round(sum(float(str(known[data.slug]["seconds"])) for data in wanted), 1)


def bring_in(slug: str, files: Files, say: Say) -> None:
    """The whole way in: login and schema, members, chart, every file."""
    bring_in_authority(slug=slug, name=f"{slug} Police Authority")
    add_members(slug)
    with in_authority(slug):
        load_files(slug, files, say)


def add_members(slug: str) -> None:
    """One person a role, each with an identity of their own."""
    for role in ROLES:
        add_first_member(slug=slug, email=f"{role}@{slug}.example", name=f"Bench {role}", roles=[role])


def tidy(slug: str, tables: Sequence[str] = ()) -> None:
    """VACUUM and ANALYZE, as the server does by itself within a minute or so; with `tables` those, made compact."""
    schema = role_for(slug)
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        for (table,) in cursor.fetchall():
            if not tables:
                cursor.execute(f'VACUUM (ANALYZE) {schema}."{table}"')
            elif table in tables:
                cursor.execute(f'VACUUM (FULL, ANALYZE) {schema}."{table}"')
    owner.close()


def settle() -> None:
    """Have the server write down now what is left of building, or its next checkpoint would fall into what is measured."""
    with administrator() as cursor:
        cursor.execute("CHECKPOINT")


def files_of(data: DataSet, folder: Path) -> Files:
    """The authority's files in loading order."""
    (folder / "one").mkdir()
    files = write_files("cleveland", folder / "one")
    made = []
    for role, kind, path in files:
        if not data.paid and kind not in LISTED:
            continue
        whole = folder / f"{kind}.csv"
        multiply(path, whole, copies=-(-data.people // DEMONSTRATION.people))
        if data.paid:
            made.append((role, kind, whole))
        elif kind in ("hr.people", "hr.assignments"):
            for skip in range(0, data.people, ROWS_A_FILE):
                part = folder / f"{kind}.{skip}.csv"
                first_rows(whole, part, skip=skip, rows=min(ROWS_A_FILE, data.people - skip))
                made.append((role, kind, part))
        else:
            made.append((role, kind, whole))
    return made


def _mark() -> str:
    """Changes with what the data sets are made of."""
    mark = hashlib.sha256()
    found = [path for source in SOURCES for path in [ROOT / source, *(ROOT / source).rglob("*")]]
    found += [path for app in MIGRATED for path in (ROOT / app).rglob("migrations/*")]
    for path in sorted(set(found)):
        if path.is_file() and path.suffix != ".pyc":
            mark.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return mark.hexdigest()
