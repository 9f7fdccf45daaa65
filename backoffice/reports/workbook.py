"""Excel workbooks written row by row, with explicit formats; nothing in them is a formula."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from backoffice.clock import LONDON
from backoffice.errors import Refused
from backoffice.reports.columns import Column

try:
    from rustpy_xlsxwriter import write_worksheet
    from rustpy_xlsxwriter.rustpy_xlsxwriter import Format
except ImportError:  # no wheel for this machine
    write_worksheet = None

MOST_ROWS = 1_048_575  # below the headings
FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.00##",
    "money": "#,##0.00;[Red]-#,##0.00",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "text": "@",
    "reference": "@",
    "yes_no": "@",
}
WIDTHS = {
    "text": 28,
    "reference": 16,
    "date": 12,
    "moment": 17,
    "yes_no": 8,
    "money": 15,
    "integer": 12,
    "decimal": 12,
}


class TooManyRows(Refused):
    code = "export_too_many_rows"


def write_workbook(
    file: IO[bytes], *, columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str
) -> None:
    """Write one sheet. Memory does not grow with the rows. Raises `TooManyRows` above a sheet's 1,048,576."""
    labels = distinct([column.label for column in columns])
    first, values = _peek(_values(columns, rows))
    if write_worksheet is None or first is None:
        _slowly(file, columns, labels, values, title)
        return
    records = (dict(zip(labels, row, strict=True)) for row in values)
    # Given an open file, the writer would hold all of it in memory.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_worksheet(
            records,
            str(path),
            sheet_name=sheet_name(title),
            freeze_row=1,
            autofilter=True,
            header_format=Format().set_bold(),
            column_widths={label: WIDTHS[column.kind] for label, column in zip(labels, columns, strict=True)},
            column_formats={
                label: Format().set_num_format(FORMATS[column.kind])
                for label, column in zip(labels, columns, strict=True)
            },
        )
        with path.open("rb") as written:
            shutil.copyfileobj(written, file)


def _slowly(
    file: IO[bytes], columns: Sequence[Column], labels: list[str], rows: Iterator[tuple[Any, ...]], title: str
) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(sheet_name(title))
        sheet.freeze_panes(1, 0)
        formats = [book.add_format({"num_format": FORMATS[column.kind]}) for column in columns]
        for position, column in enumerate(columns):
            sheet.set_column(position, position, WIDTHS[column.kind])
        sheet.write_row(0, 0, labels, book.add_format({"bold": True}))
        number = 0
        for number, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, str):
                    sheet.write_string(number, position, value, formats[position])
                elif hasattr(value, "year"):
                    sheet.write_datetime(number, position, value, formats[position])
                else:
                    sheet.write_number(number, position, value, formats[position])
        if columns:
            sheet.autofilter(0, 0, number, len(columns) - 1)


def _values(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    kinds = [column.kind for column in columns]
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRows(
                f"An Excel sheet holds {MOST_ROWS:,} rows and this has more.", next_step="Choose CSV instead."
            )
        yield tuple(_value(kind, value) for kind, value in zip(kinds, row, strict=True))


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "money":
        return value / 100
    if kind == "decimal":
        return float(value)
    if kind == "integer" or kind == "date":
        return value
    if kind == "moment":
        return (
            value.astimezone(LONDON).replace(tzinfo=None)
            if isinstance(value, datetime) and value.tzinfo
            else value
        )
    if kind == "yes_no":
        return "Yes" if value else "No"
    return str(value)[:32_767]


def _peek(rows: Iterator[tuple[Any, ...]]) -> tuple[tuple[Any, ...] | None, Iterator[tuple[Any, ...]]]:
    first = next(rows, None)
    return first, rows if first is None else itertools.chain([first], rows)


def sheet_name(title: str) -> str:
    """A name a sheet may have: at most 31 characters, none of []:*?/\\."""
    kept = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)
    return kept.strip()[:31].strip() or "Sheet1"


def distinct(labels: Sequence[str]) -> list[str]:
    """The labels, a repeated one numbered."""
    seen: dict[str, int] = {}
    told = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        told.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return told
