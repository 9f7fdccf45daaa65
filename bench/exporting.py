"""A million ledger lines as CSV, against COPY TO, and as XLSX."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection

from backoffice.config.demonstration import actor_with
from backoffice.reports import write_export
from backoffice.tenancy.current import in_authority
from bench.ledgers import LEDGER
from finance.queries.general_ledger import LINE_COLUMNS, line_rows

ROWS = 1_000_000
ALONE = "import django; django.setup(); from bench.exporting import tell_xlsx; tell_xlsx()"


def measure() -> dict[str, float]:
    """CSV here, XLSX in a process of its own, whose memory is looked at."""
    with in_authority(LEDGER.slug), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = line_rows(viewer=actor_with(LEDGER.slug, "finance_officer"), most=ROWS)
        csv, plain = Path(folder, "lines.csv"), Path(folder, "plain.csv")
        started = time.perf_counter()
        with csv.open("wb") as file:
            write_export(file, columns=LINE_COLUMNS, rows=rows, format="csv", title="Lines")
        whole = time.perf_counter() - started
        started = time.perf_counter()
        with plain.open("wb") as file, connection.cursor() as cursor:
            query = cursor.mogrify(rows.query, rows.params).decode()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv)", file)
        copy = time.perf_counter() - started
    answer = subprocess.run([sys.executable, "-c", ALONE], check=True, stdout=subprocess.PIPE, text=True)
    seconds, rss = map(float, answer.stdout.split()[-2:])
    print(f"  CSV {whole:6.2f} s, COPY {copy:6.2f} s, XLSX {seconds:6.1f} s")
    return {
        "export.csv_ratio_to_copy": round(whole / copy, 2),
        "export.xlsx_rows_per_second": round(ROWS / seconds),
        "export.xlsx_rss_mb": round(rss, 1),
    }


def tell_xlsx() -> None:
    """Seconds and the most memory of this process, in MB, to the one that asked."""
    with in_authority(LEDGER.slug), tempfile.TemporaryFile() as file:
        rows = line_rows(viewer=actor_with(LEDGER.slug, "finance_officer"), most=ROWS)
        started = time.perf_counter()
        write_export(file, columns=LINE_COLUMNS, rows=rows, format="xlsx", title="Lines")
        seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
