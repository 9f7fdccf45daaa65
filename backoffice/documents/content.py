"""What a file is, by its content: the name it was uploaded under proves nothing."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

import puremagic

from backoffice.documents.kinds import CSV, PDF, TEXT, XLSX, ZIP

UNKNOWN = "application/octet-stream"
HEAD = 8192
ENDINGS = {CSV: (".csv",), PDF: (".pdf",), XLSX: (".xlsx",), ZIP: (".zip",)}


def content_type(file: BinaryIO, filename: str) -> str:
    """The media type of the content; the name only tells CSV from other text. The file is left at its start."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(file)
    if _is_text(head):
        return CSV if filename.lower().endswith(ENDINGS[CSV]) else TEXT
    try:
        return puremagic.from_string(head, mime=True) or UNKNOWN
    except puremagic.PureError:
        return UNKNOWN


def _of_archive(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return UNKNOWN
    finally:
        file.seek(0)
    return XLSX if {"[Content_Types].xml", "xl/workbook.xml"} <= names else ZIP


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    return not any(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
