"""The empty file people fill in, and what each column means."""

from __future__ import annotations

import csv
import io

import xlsxwriter

from backoffice.imports.specs import Column, ImportSpec
from backoffice.reports.columns import harmless
from backoffice.reports.workbook import sheet_name


def csv_template(spec: ImportSpec) -> bytes:
    """The headings and one example row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.label for column in spec.columns])
    writer.writerow([harmless(column.example) for column in spec.columns])
    return "\ufeff".encode() + text.getvalue().encode()


def workbook_template(spec: ImportSpec) -> bytes:
    """A sheet to fill in, with lists of choices, and a sheet that says what each column means."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        data = book.add_worksheet(sheet_name(spec.label))
        data.freeze_panes(1, 0)
        for position, column in enumerate(spec.columns):
            # Text throughout: a spreadsheet would drop leading zeros and turn codes into dates.
            data.set_column(position, position, max(14, len(column.label) + 2), text)
            data.write_string(0, position, column.label, bold)
            data.write_string(1, position, column.example, text)
            words = list(column.choices or (("Yes", "No") if column.kind == "yes_no" else ()))
            if words and len(",".join(words)) <= 255:
                data.data_validation(1, position, 5000, position, {"validate": "list", "source": words})
        explained = book.add_worksheet("Columns")
        explained.freeze_panes(1, 0)
        for position, (heading, width) in enumerate(
            (("Column", 26), ("Needed", 9), ("What it holds", 34), ("Example", 18), ("Explanation", 70))
        ):
            explained.set_column(position, position, width, wrapped)
            explained.write_string(0, position, heading, bold)
        for number, column in enumerate(spec.columns, start=1):
            for position, words_of in enumerate(explanation(column)):
                explained.write_string(number, position, words_of, wrapped)
    return file.getvalue()


def explanation(column: Column) -> tuple[str, str, str, str, str]:
    """Label, needed, what it holds, example, explanation: for the sheet and the page."""
    return (
        column.label,
        "Yes" if column.required else "No",
        column.kind_in_words,
        column.example,
        column.help,
    )
