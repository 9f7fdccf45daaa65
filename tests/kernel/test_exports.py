"""Rows taken away as CSV, Excel and PDF: exact, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import resource
import subprocess
import sys
import textwrap
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.numbering.models import Counter
from backoffice.reports import Column, Report, Sql, registry, write_export
from backoffice.reports.pdf import TABLE, compile_pdf

COLUMNS = [
    Column("name", "Name"),
    Column("number", "Number", "reference"),
    Column("count", "Count", "integer"),
    Column("fte", "FTE", "decimal"),
    Column("net", "Net", "money"),
    Column("on", "On", "date"),
    Column("at", "At", "moment"),
    Column("live", "Live", "yes_no"),
]
ROW = (
    "=cmd|' /C calc'!A0",
    "000123",
    5,
    Decimal("0.8"),
    -123456,
    date(2026, 10, 30),
    datetime(2026, 7, 1, 11, 5, tzinfo=UTC),
    True,
)
EMPTY = ('Zoë, "quoted"\nline', None, None, None, None, None, None, None)


def written(format: str, rows: Any, columns: list[Column] = COLUMNS) -> bytes:
    file = io.BytesIO()
    write_export(file, columns=columns, rows=rows, format=format, title="People and pay")
    return file.getvalue()


def test_csv_is_exact_and_harmless() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", [ROW, EMPTY]).decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Number", "Count", "FTE", "Net", "On", "At", "Live"]
    assert rows[1] == [
        "'=cmd|' /C calc'!A0",
        "000123",
        "5",
        "0.8",
        "-1234.56",
        "2026-10-30",
        "2026-07-01 12:05",
        "Yes",
    ]
    assert rows[2] == ['Zoë, "quoted"\nline', "", "", "", "", "", "", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_starts_a_formula_in_any_format(start: str) -> None:
    columns = [Column("a", "A")]
    text = f"{start}1+1"
    assert written("csv", [(text,)], columns).decode("utf-8-sig").splitlines()[1].lstrip('"').startswith("'")
    cell = openpyxl.load_workbook(io.BytesIO(written("xlsx", [(text,)], columns))).active["A2"]  # type: ignore[index]
    assert cell.data_type in ("s", "inlineStr") and cell.value is not None


def test_a_workbook_has_numbers_as_numbers_and_references_as_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", [ROW, EMPTY]))).active
    assert sheet is not None
    cells = [cell.value for cell in sheet[2]]
    assert cells == [
        ROW[0],
        "000123",
        5,
        0.8,
        -1234.56,
        datetime(2026, 10, 30),  # noqa: DTZ001 - as a workbook has it
        datetime(2026, 7, 1, 12, 5),  # noqa: DTZ001
        "Yes",
    ]
    assert sheet["E2"].number_format.startswith("#,##0.00") and sheet["B2"].data_type == "s"
    assert sheet["D2"].data_type == "n" and sheet["D2"].number_format == "#,##0.00##"
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:H3"


def test_a_workbook_without_rows_has_its_headings() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", []))).active
    assert sheet is not None and [cell.value for cell in sheet[1]][:2] == ["Name", "Number"]


def test_the_slow_writer_gives_the_same_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    from backoffice.reports import workbook

    fast = openpyxl.load_workbook(io.BytesIO(written("xlsx", [ROW, EMPTY]))).active
    monkeypatch.setattr(workbook, "write_worksheet", None)
    slow = openpyxl.load_workbook(io.BytesIO(written("xlsx", [ROW, EMPTY]))).active
    assert fast is not None and slow is not None
    assert [[c.value for c in row] for row in fast] == [[c.value for c in row] for row in slow]
    assert (fast.freeze_panes, fast.auto_filter.ref) == (slow.freeze_panes, slow.auto_filter.ref)


def test_columns_of_one_name_are_kept_apart() -> None:
    columns = [Column("a", "Name"), Column("b", "Name")]
    sheet = openpyxl.load_workbook(io.BytesIO(written("xlsx", [("x", "y")], columns))).active
    assert sheet is not None and [cell.value for cell in sheet[1]] == ["Name", "Name (2)"]


def test_a_pdf_is_tagged_and_in_our_own_type() -> None:
    pdf = written("pdf", [ROW] * 60)
    assert pdf.startswith(b"%PDF-") and b"LiberationSans" in pdf and b"StructTreeRoot" in pdf


def test_too_many_rows_are_refused_with_the_way_out() -> None:
    with pytest.raises(Refused) as refused:
        written("pdf", (ROW for _ in range(6000)))
    assert refused.value.next_step == "Choose CSV or Excel."
    with pytest.raises(Refused):
        written("doc", [])


def test_rows_copied_from_the_database_are_written_as_others_are(cleveland: str) -> None:
    Counter.objects.create(series="=1+1", last=123456)
    Counter.objects.create(series="100%", last=5)
    columns = [Column("series", "Series"), Column("last", "Last", "money")]
    query = Sql.of(Counter.objects.filter(last__lt=10**9).order_by("series").values_list("series", "last"))
    copied = written("csv", query, columns)
    assert copied == written("csv", query.rows(), columns)
    assert copied.decode("utf-8-sig").splitlines() == ["Series,Last", "100%,0.05", "'=1+1,1234.56"]
    like = Sql(
        "SELECT series, last FROM numbering_counter WHERE series LIKE %s AND series NOT LIKE 'x%%'", ["1%"]
    )
    assert written("csv", like, columns).decode("utf-8-sig").splitlines()[1:] == ["100%,0.05"]
    bare = Sql("SELECT series, last FROM numbering_counter WHERE series LIKE '1%'")
    assert written("csv", bare, columns).decode("utf-8-sig").splitlines()[1:] == ["100%,0.05"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.integers(-(10**12), 10**12)), max_size=5))
def test_whatever_is_exported_reads_back_as_it_was(rows: list[tuple[str, int]]) -> None:
    columns = [Column("a", "A"), Column("b", "B", "money")]
    content = written("csv", rows, columns).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(content, newline="")))[1:]
    for (text, pence), (shown, pounds) in zip(rows, found, strict=True):
        assert shown in (text, f"'{text}") and Decimal(pounds) * 100 == pence
        assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_memory_does_not_grow_with_the_rows() -> None:
    program = textwrap.dedent(
        """
        import resource, tempfile
        from datetime import date
        from backoffice.reports import Column, write_export
        columns = [Column("a", "A"), Column("b", "B", "money"), Column("c", "C", "date")]
        def grown(rows):
            with tempfile.TemporaryFile() as file:
                for format in ("csv", "xlsx"):
                    write_export(file, columns=columns, format=format, title="t",
                                 rows=(("row %d" % n, n, date(2026, 1, 1)) for n in range(rows)))
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        small = grown(2_000)
        large = grown(200_000)
        assert large - small < 40, (small, large)
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_a_pdf_takes_milliseconds_and_leaves_no_memory_behind() -> None:
    data = {
        "title": "Report", "lead": "", "made": "", "labels": ["A", "B"], "figures": [False, True], "widths": [10, 5],
    }  # fmt: skip
    for number in range(30):
        compile_pdf(TABLE, {**data, "rows": [[f"warm {number}", "1.00"]] * 20})
    memory, before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    for number in range(200):
        compile_pdf(TABLE, {**data, "rows": [[f"row {number}", "1.00"]] * 20})
    assert (time.perf_counter() - before) / 200 < 0.05
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 20_000


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> Report:
    found = Report(
        "test.counters",
        "Counters",
        "finance.view",
        [Column("series", "Series"), Column("last", "Last", "money")],
        rows=lambda *, viewer, params: Sql.of(
            Counter.objects.order_by("series").values_list("series", "last")
        ),
        description="The last numbers drawn.",
        function="finance",
    )
    monkeypatch.setitem(registry.REPORTS, found.code, found)
    return found


def test_a_report_is_a_page_and_files_for_who_may_see_it(clerk: Any, employee: Any, report: Report) -> None:
    Counter.objects.create(series="journal", last=123456)
    page = clerk.get("/cleveland/reports/test.counters")
    assert page.status_code == 200 and b"1,234.56" in page.content
    for format, start in (("csv", b"\xef\xbb\xbfSeries"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        answer = clerk.get("/cleveland/reports/test.counters", {"format": format})
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content).startswith(start)
    assert clerk.get("/cleveland/reports/test.counters", {"format": "doc"}).status_code == 422
    assert employee.get("/cleveland/reports/test.counters").status_code == 404
    assert b"Counters" in clerk.get("/cleveland/reports/").content
