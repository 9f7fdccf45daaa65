"""CSV and XLSX files as one stream of rows of text, numbered as a spreadsheet numbers them.

What is wrong with a single cell is told with its row; what makes the whole file unreadable is a `Refused`. Nothing is
expanded or kept before its size is known: memory does not grow with the file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any, BinaryIO

import openpyxl
from charset_normalizer import from_bytes
from defusedxml.common import DefusedXmlException

from backoffice.errors import Refused

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_000  # characters; a spreadsheet holds 32,767
LONGEST_LINE = 2_000_000  # bytes
EXPANDED_BYTES = 400 * 1024 * 1024
EXPANDED_TEXTS_BYTES = 40 * 1024 * 1024
EXPANDED_RATIO = 200  # a worksheet packs 10 to 50 times
MOST_PARTS = 500
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LEGACY_ENCODINGS = ["cp1252", "iso8859_15", "cp850", "mac_roman"]
# What openpyxl raises over a workbook that is none; a bug of ours would raise these too, but only while reading.
DAMAGE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,
    zipfile.BadZipFile,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BROKEN = re.compile(r"[\udc80-\udcff]")
_TOO_LONG = "\x00line too long\x00"

csv.field_size_limit(MOST_BYTES)  # long cells are told by row, not by an exception


class UnreadableFile(Refused):
    code = "import_unreadable_file"


class FileTooLarge(Refused):
    code = "import_file_too_large"
    status = 413


@dataclass(slots=True)
class RawRow:
    """One row: its number in the spreadsheet, its cells as text, and what is wrong by position."""

    number: int
    cells: list[str]
    problems: list[tuple[int, str, str]] = field(default_factory=list)  # position, what, what to do


@dataclass(slots=True)
class Sheet:
    """A file opened for reading: the headings, the rows below them (read once), and how it was read, in words."""

    headings: list[str]
    how_read: str
    rows: Iterator[RawRow]


def read_file(file: BinaryIO, filename: str) -> Sheet:
    """Open a CSV or XLSX file. The file must stay open while the rows are read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise FileTooLarge(
            f"{filename} has {size // 1024 // 1024} MB; at most {MOST_BYTES // 1024 // 1024} MB can be read.",
            where="file",
            next_step="Split it into several files.",
        )
    head = file.read(8)
    file.seek(0)
    if not head:
        raise UnreadableFile(
            f"{filename} is empty.", where="file", next_step="Choose the file you filled in."
        )
    if head.startswith(b"PK\x03\x04"):
        how, rows = _workbook_rows(file, filename)
    elif head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            f"{filename} is an old Excel file, or protected by a password.",
            where="file",
            next_step="Save it as an Excel workbook (.xlsx) without a password, or as CSV.",
        )
    else:
        how, rows = _csv_rows(file, filename)
    return _with_headings(rows, how, filename)


def _with_headings(rows: Iterator[RawRow], how: str, filename: str) -> Sheet:
    first = next((row for row in rows if any(row.cells)), None)
    if first is None:
        raise UnreadableFile(
            f"{filename} has no rows.", where="file", next_step="Choose the file you filled in."
        )
    if first.problems:
        _, what, next_step = first.problems[0]
        raise UnreadableFile(f"Row {first.number}, the headings: {what}", where="file", next_step=next_step)
    headings = first.cells
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MOST_COLUMNS:
        raise UnreadableFile(
            f"{filename} has {len(headings)} columns; at most {MOST_COLUMNS} can be read.",
            where="file",
            next_step="Remove the columns that are not needed.",
        )
    return Sheet(headings, how, _below(rows, len(headings), filename))


def _below(rows: Iterator[RawRow], width: int, filename: str) -> Iterator[RawRow]:
    count = 0
    for row in rows:
        if not any(row.cells) and not row.problems:
            continue
        count += 1
        if count > MOST_ROWS:
            raise FileTooLarge(
                f"{filename} has more than {MOST_ROWS:,} rows.",
                where="file",
                next_step="Split it into several files.",
            )
        beyond = [cell for cell in row.cells[width:] if cell]
        if beyond:
            row.problems.append(
                (
                    -1,
                    "There are more cells than headings.",
                    "Quote a cell that holds the separator, or add a heading.",
                )
            )
        row.cells = row.cells[:width] + [""] * (width - len(row.cells))
        yield row


def _cell(text: str, position: int, row: RawRow) -> str:
    """The text as it is staged; what cannot be stored or trusted is told and replaced."""
    text = text.strip()
    if len(text) > LONGEST_CELL:
        row.problems.append(
            (position, f"The text has {len(text):,} characters.", f"Shorten it to {LONGEST_CELL:,} at most.")
        )
        text = text[:100]
    if _BROKEN.search(text):
        row.problems.append(
            (
                position,
                "Some letters are written in another encoding than the rest of the file.",
                "Type them again and save the file as CSV UTF-8.",
            )
        )
        text = _BROKEN.sub("\ufffd", text)
    if _CONTROL.search(text):
        row.problems.append(
            (position, "There is a character in it that is no text.", "Delete the cell and type it again.")
        )
        text = _CONTROL.sub("\ufffd", text)
    if text.startswith("="):
        row.problems.append((position, "There is a formula in it.", "Give the value instead of the formula."))
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        text = text[1:]  # our own exports put it there
    return text


# CSV


def _csv_rows(file: BinaryIO, filename: str) -> tuple[str, Iterator[RawRow]]:
    encoding = _encoding(file, filename)
    file.seek(0)
    start = _decoded(next(_physical_lines(file), b""), encoding)
    delimiter = _delimiter(start)
    file.seek(0)
    lines: Iterator[str]
    if encoding.startswith("utf-16"):
        lines = iter(
            io.TextIOWrapper(
                io.BufferedReader(_Unclosed(file)), encoding="utf-16", errors="replace", newline=""
            )
        )
    else:
        lines = (_decoded(line, encoding) for line in _physical_lines(file))
    return f"{_named(encoding)}, separated by {DELIMITERS[delimiter]}", _records(lines, delimiter)


def _records(lines: Iterator[str], delimiter: str) -> Iterator[RawRow]:
    number = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise UnreadableFile(
                f"Row {number}: a quotation mark is not closed, or has text right behind it.",
                where=f"Row {number}",
                next_step="Mend the quotation marks in that row, or save the file as CSV from a spreadsheet again.",
            ) from None
        row = RawRow(number, [])
        if cells and cells[0] == _TOO_LONG:
            row.problems.append(
                (-1, f"The row has more than {LONGEST_LINE:,} characters.", "Shorten its cells.")
            )
            yield row
            continue
        row.cells = [_cell(text, position, row) for position, text in enumerate(cells)]
        yield row


def _physical_lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while rest := file.readline(LONGEST_LINE):
                if rest.endswith(b"\n"):
                    break
            yield _TOO_LONG.encode() + b"\n"
            continue
        yield line


def _encoding(file: BinaryIO, filename: str) -> str:
    """UTF-8 unless the bytes say otherwise; lines that fit neither are told by row later."""
    file.seek(0)
    head = file.read(4)
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    file.seek(0)
    as_utf8, otherwise, sample = 0, 0, b""
    for line in _physical_lines(file):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            as_utf8 += 1
        except UnicodeDecodeError:
            otherwise += 1
            if len(sample) < 20_000:
                sample += line[:1000]
    if not otherwise or as_utf8:
        return "utf-8"  # mixed, too: what is not UTF-8 is told by row
    best = from_bytes(sample, cp_isolation=LEGACY_ENCODINGS).best()
    return best.encoding if best is not None else "cp1252"


def _decoded(line: bytes, encoding: str) -> str:
    if encoding.startswith("utf-8"):
        return line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if encoding.startswith("utf-16"):
        return line.decode("utf-16", "replace")
    return line.decode(encoding, "replace").replace("\ufffd", "\udcff")


def _named(encoding: str) -> str:
    names = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
    return names.get(encoding, encoding)


def _delimiter(line: str) -> str:
    outside = re.sub(r'"[^"]*"', "", line)
    found = max(DELIMITERS, key=outside.count)
    return found if found in outside else ","


class _Unclosed(io.RawIOBase):
    """Lets a text wrapper read a file without closing it when it goes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


# XLSX


def _workbook_rows(file: BinaryIO, filename: str) -> tuple[str, Iterator[RawRow]]:
    _refuse_bombs(file, filename)
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
    except (StopIteration, *DAMAGE) as error:
        raise _unreadable(error, filename, "damaged or not an Excel workbook") from None
    sheet.reset_dimensions()
    return f"Excel workbook, sheet {sheet.title}", _sheet_rows(sheet, filename)


def _sheet_rows(sheet: Any, filename: str) -> Iterator[RawRow]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except DAMAGE as error:
            raise _unreadable(error, filename, f"damaged at row {number}") from None
        row = RawRow(number, [])
        for position, cell in enumerate(cells):
            row.cells.append(_workbook_cell(cell, position, row))
        while row.cells and not row.cells[-1]:
            row.cells.pop()
        yield row


def _workbook_cell(cell: Any, position: int, row: RawRow) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        row.problems.append((position, "There is a formula in it.", "Give the value instead of the formula."))
        return "="
    if cell.data_type == "e":
        row.problems.append((position, f"The spreadsheet shows an error ({value}).", "Give the value."))
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        if value.time() == time.min:
            return value.strftime("%d/%m/%Y")
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 10**15 else repr(value)
    return _cell(str(value), position, row)


def _refuse_bombs(file: IO[bytes], filename: str) -> None:
    """Look at the archive's own list before anything is expanded."""
    damaged = UnreadableFile(
        f"{filename} is damaged.", where="file", next_step="Open it in a spreadsheet and save it again."
    )
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise damaged from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableFile(
            f"{filename} is an archive, not an Excel workbook (.xlsx).",
            where="file",
            next_step="Unpack it and choose the file inside, as .xlsx or CSV.",
        )
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise damaged
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(
            f"{filename} is protected by a password.", where="file", next_step="Save it without a password."
        )
    total = sum(part.file_size for part in parts)
    texts = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    packed = any(
        part.file_size > 1024 * 1024 and part.file_size > EXPANDED_RATIO * part.compress_size
        for part in parts
    )
    if len(parts) > MOST_PARTS or total > EXPANDED_BYTES or texts > EXPANDED_TEXTS_BYTES or packed:
        raise FileTooLarge(
            f"{filename} would unpack to {total // 1024 // 1024:,} MB.",
            where="file",
            next_step="Remove empty rows and unused sheets, split it, or save it as CSV.",
        )


def _unreadable(error: BaseException, filename: str, how: str) -> UnreadableFile:
    """The refusal for what a workbook's reader stumbled over; entities are told as what they are."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DefusedXmlException):
            how = "no workbook a spreadsheet has written: it holds XML entities"
            break
        cause = cause.__cause__
    return UnreadableFile(
        f"{filename} is {how}.",
        where="file",
        next_step="Open it in a spreadsheet and save it as .xlsx or CSV.",
    )
