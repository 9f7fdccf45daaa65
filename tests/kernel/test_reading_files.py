"""Files as people send them: what can be read is read, what cannot is told by row."""

from __future__ import annotations

import csv
import io
import resource
import subprocess
import sys
import textwrap
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.imports.reading import RawRow, read_file
from tests.kernel.files import csv_bytes, part_of, with_part, workbook_bytes


def read(content: bytes, filename: str = "people.csv") -> tuple[list[str], list[RawRow]]:
    sheet = read_file(io.BytesIO(content), filename)
    return sheet.headings, list(sheet.rows)


def refusal(content: bytes, filename: str = "people.csv") -> Refused:
    with pytest.raises(Refused) as refused:
        read(content, filename)
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_with_accents_arrive_whatever_the_encoding(encoding: str) -> None:
    rows = [("Number", "Name")] + [
        (str(number), f"Zoë Müller-Núñez née Béranger {number}") for number in range(30)
    ]
    headings, found = read(csv_bytes(*rows, encoding=encoding))
    assert headings == ["Number", "Name"]
    assert found[3].cells == ["3", "Zoë Müller-Núñez née Béranger 3"] and found[3].number == 5
    assert not any(row.problems for row in found)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str) -> None:
    headings, found = read(csv_bytes(("A", "B"), ("1", "2"), delimiter=delimiter))
    assert headings == ["A", "B"] and found[0].cells == ["1", "2"]


def test_rows_are_numbered_as_the_spreadsheet_counts_them() -> None:
    content = b'A,B\n1,"two\nlines"\n\n3,4\n'
    _, found = read(content)
    assert [row.number for row in found] == [2, 4]


def test_a_row_in_another_encoding_is_told_and_the_others_are_read() -> None:
    content = "Name\nZoë\n".encode() + "José\n".encode("cp1252") + "Müller\n".encode()
    _, found = read(content)
    assert [bool(row.problems) for row in found] == [False, True, False]
    assert "encoding" in found[1].problems[0][1]


def test_a_nul_a_formula_and_an_endless_cell_are_told_by_row() -> None:
    content = b"A,B\n1,a\x00b\n2,=1+1\n3," + b"x" * 40_000 + b"\n4,fine\n"
    _, found = read(content)
    assert [row.number for row in found if row.problems] == [2, 3, 4]
    assert (
        "\x00" not in found[0].cells[1]
        and "formula" in found[1].problems[0][1]
        and "40,000" in found[2].problems[0][1]
    )


def test_more_cells_than_headings_is_told() -> None:
    _, found = read(b"A,B\n1,2,3\n")
    assert "more cells than headings" in found[0].problems[0][1]


def test_an_open_quotation_mark_names_its_row() -> None:
    refused = refusal(b'A,B\n1,2\n3,"open\n5,6\n')
    assert refused.where == "Row 3" and "quotation mark" in refused.message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel"),
        (b"PK\x03\x04junk", "damaged"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, says: str) -> None:
    assert says in refusal(content, "people.xlsx").message


def test_a_workbook_gives_the_same_rows_as_csv() -> None:
    content = workbook_bytes(
        ("Number", "Born", "FTE", "Active", "At"),
        (100123, date(1990, 2, 28), 0.8, True, datetime(2026, 1, 2, 3, 4, 5)),  # noqa: DTZ001
        (None, None, None, None, None),
        ("000124", "31/02/1990", 1.0, False, None),
    )
    headings, found = read(content, "people.xlsx")
    assert headings == ["Number", "Born", "FTE", "Active", "At"]
    assert found[0].cells == ["100123", "28/02/1990", "0.8", "yes", "02/01/2026 03:04:05"]
    assert found[1].number == 4 and found[1].cells[:3] == ["000124", "31/02/1990", "1"]


def test_a_formula_cell_in_a_workbook_is_told() -> None:
    _, found = read(workbook_bytes(("A", "B"), (1, "=SUM(A1:A9)")), "people.xlsx")
    assert found[0].problems == [(1, "There is a formula in it.", "Give the value instead of the formula.")]


def test_an_entity_bomb_in_a_workbook_is_refused() -> None:
    book = workbook_bytes(("A", "B"), ("x", "y"))
    sheet = part_of(book, "xl/worksheets/sheet1.xml")
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet.replace(
        b"<?xml version='1.0'?>", b""
    )
    refused = refusal(with_part(book, "xl/worksheets/sheet1.xml", bomb), "people.xlsx")
    assert "entities" in refused.message
    styles = part_of(book, "xl/styles.xml")
    poisoned = b'<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + styles
    assert "people.xlsx" in refusal(with_part(book, "xl/styles.xml", poisoned), "people.xlsx").message


def test_a_zip_bomb_is_refused_before_it_is_expanded() -> None:
    book = with_part(workbook_bytes(("A",)), "xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(book) < 100_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "unpack" in refusal(book, "people.xlsx").message
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "xl\\..\\..\\x"])
def test_an_archive_with_traversing_names_is_refused(name: str) -> None:
    assert "damaged" in refusal(with_part(workbook_bytes(("A",)), name, b"x"), "people.xlsx").message


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    nested = with_part(with_part(b"PK\x05\x06" + b"\0" * 18, "inner.zip", b"PK"), "more.txt", b"x")
    assert "archive, not an Excel workbook" in refusal(nested, "people.xlsx").message


def test_a_10_mb_cell_stays_within_200_mb_of_memory() -> None:
    program = textwrap.dedent(
        """
        import io, resource
        resource.setrlimit(resource.RLIMIT_AS, (450_000_000, 450_000_000))
        from backoffice.imports.reading import read_file
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows = b"A,B\\n" + b"1,2\\n" * 1000 + b"3," + b"y" * 10_000_000 + b"\\n4,5\\n"
        sheet = read_file(io.BytesIO(rows), "big.csv")
        wrong = [row.number for row in sheet.rows if row.problems]
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        assert wrong == [1002], wrong
        assert grown < 200, grown
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(content: bytes) -> None:
    try:
        sheet = read_file(io.BytesIO(content), "any.csv")
        for row in sheet.rows:
            assert len(row.cells) == len(sheet.headings)
            assert not any("\x00" in cell for cell in row.cells)
    except Refused:
        pass


plain_cells = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"),
    min_size=1,
    max_size=12,
).filter(lambda text: text == text.strip() and text[0] not in "='")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(plain_cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_what_is_read(rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([["One", "Two", "Three"], *rows])
    _, found = read(text.getvalue().encode())
    assert [row.cells for row in found] == rows
