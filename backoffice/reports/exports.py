"""Rows written as CSV, XLSX or PDF, safe to open in a spreadsheet, whatever their number."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import IO, Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone

from backoffice.clock import LONDON
from backoffice.errors import Refused
from backoffice.reports.columns import NUMBERS, Column, for_csv, for_print
from backoffice.reports.pdf import TABLE, compile_pdf
from backoffice.reports.sql import Sql
from backoffice.reports.workbook import write_workbook

FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": ("PDF", "application/pdf"),
}
MOST_PDF_ROWS = 5_000  # about 130 pages
MOST_LETTERS = 40  # of a column; longer text breaks
PAGE_LETTERS = 170  # beside each other on a page at 8 points
BYTE_ORDER_MARK = "\ufeff".encode()  # without it Excel takes UTF-8 for Windows-1252
IN_MEMORY = 2 * 1024 * 1024

Rows = Iterable[Sequence[Any]] | Sql


class UnknownFormat(Refused):
    code = "export_unknown_format"


class TooLongToPrint(Refused):
    code = "export_too_long_to_print"


def write_export(
    file: IO[bytes], *, columns: Sequence[Column], rows: Rows, format: str, title: str, lead: str = ""
) -> None:
    """Write the rows in the format: csv, xlsx or pdf. Memory does not grow with them (PDF: at most 5,000)."""
    if format == "csv":
        _write_csv(file, columns, rows)
    elif format == "xlsx":
        write_workbook(file, columns=columns, rows=_iterated(rows), title=title)
    elif format == "pdf":
        file.write(_table_pdf(columns, _iterated(rows), title, lead))
    else:
        raise UnknownFormat(f"There is no export as {format}.", next_step="Choose CSV, Excel or PDF.")


def export_response(
    request: HttpRequest,
    *,
    filename: str,
    columns: Sequence[Column],
    rows: Rows,
    format: str,
    title: str = "",
    lead: str = "",
) -> FileResponse:
    """A download of the rows; `filename` without its ending.

    The file is finished (on disk when large) before the answer starts: rows can only be read while the request holds
    its authority, and a refusal half-way can still be told.
    """
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_export(file, columns=columns, rows=rows, format=format, title=title or filename, lead=lead)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{filename}.{format}", content_type=FORMATS[format][1]
    )


def _iterated(rows: Rows) -> Iterator[Sequence[Any]]:
    return rows.rows() if isinstance(rows, Sql) else iter(rows)


def _write_csv(file: IO[bytes], columns: Sequence[Column], rows: Rows) -> None:
    file.write(BYTE_ORDER_MARK)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(_Lines(text), lineterminator="\r\n")  # so that both are quoted inside a cell
        writer.writerow([column.label for column in columns])
        if isinstance(rows, Sql):
            text.flush()
            rows.copy_csv(file, columns)
        else:
            writer.writerows(map(for_csv(columns), rows))
            text.flush()
    finally:
        text.detach()


class _Lines:
    """Ends lines as COPY ends them."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._write = text.write

    def write(self, line: str) -> int:
        return self._write(line[:-2] + "\n")


def _table_pdf(columns: Sequence[Column], rows: Iterator[Sequence[Any]], title: str, lead: str) -> bytes:
    written = for_print(columns)
    shown: list[list[str]] = []
    for row in rows:
        if len(shown) == MOST_PDF_ROWS:
            raise TooLongToPrint(
                f"This has more than {MOST_PDF_ROWS:,} rows, too many to print.",
                next_step="Choose CSV or Excel.",
            )
        shown.append(written(row))
    # A heading may break between its words, a figure nowhere
    widths = [
        min(max([*map(len, column.label.split()), *(len(row[position]) for row in shown), 3]), MOST_LETTERS)
        + 2
        for position, column in enumerate(columns)
    ]
    made: datetime = timezone.now().astimezone(LONDON)
    return compile_pdf(
        TABLE,
        {
            "title": title,
            "lead": lead,
            "made": f"Made {made:%d/%m/%Y %H:%M}",
            "labels": [column.label for column in columns],
            "figures": [column.kind in NUMBERS for column in columns],
            "widths": widths,
            "size": max(5.5, min(8, PAGE_LETTERS / sum(widths) * 8)),
            "rows": shown,
        },
    )
