"""Documents: what they are is read from their content, where they lie cannot be guessed, who read them is known."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from backoffice.documents.content import content_type
from backoffice.documents.models import Access, Document
from backoffice.documents.services import WrongContent, clean_filename, open_document, store_document
from backoffice.links import Link
from tests.kernel.files import workbook_bytes

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"


def store(person: Any, kind: str, content: bytes = PDF, filename: str = "letter.pdf") -> Document:
    return store_document(
        actor=person.actor, kind=kind, filename=filename, content=content, about=Link("test", 1)
    )


def test_a_document_is_kept_under_a_name_that_tells_nothing(payroll_officer: Any, letters: str) -> None:
    document = store(payroll_officer, letters, filename="../../Jane Doe's pay.pdf")
    assert document.filename == "Jane Doe's pay.pdf" and "Jane" not in document.file.name
    assert (
        document.content_type == "application/pdf"
        and document.size == len(PDF)
        and len(document.sha256) == 64
    )
    with open_document(document) as file:
        assert file.read() == PDF
    assert "a_cleveland" in document.file.path


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00program", "letter.pdf"),
        (b"<html><script>", "letter.pdf"),
        (workbook_bytes(("A",)), "letter.pdf"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    payroll_officer: Any, letters: str, content: bytes, name: str
) -> None:
    with pytest.raises(WrongContent):
        store(payroll_officer, letters, content, name)
    assert not Document.objects.exists()


def test_each_reading_is_logged_and_others_find_nothing(
    payroll_officer: Any, employee: Any, outsider: Any, administrator: Any, letters: str
) -> None:
    document = store(payroll_officer, letters)
    address = f"/cleveland/documents/{document.reference}"
    answer = payroll_officer.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    access = Access.objects.get()
    assert access.member_id == payroll_officer.member.pk and access.request
    assert employee.get(address).status_code == 404 and outsider.get(address).status_code == 404
    assert Access.objects.count() == 1
    assert b"letter.pdf" in administrator.get("/cleveland/documents/log").content
    assert employee.get("/cleveland/documents/log").status_code == 403


@pytest.mark.parametrize(
    "attack", ["UPDATE documents_access SET member_id = NULL", "DELETE FROM documents_access"]
)
def test_the_log_cannot_be_rewritten(payroll_officer: Any, letters: str, attack: str) -> None:
    Access.objects.create(document=store(payroll_officer, letters), member=payroll_officer.member, via="web")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert Access.objects.filter(member=payroll_officer.member).count() == 1


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE documents_document SET file = 'documents/xx/other'",
        "UPDATE documents_document SET sha256 = repeat('0', 64)",
        "UPDATE documents_document SET kind = 'payroll.payslips'",
        "DELETE FROM documents_document",
    ],
)
def test_no_other_file_takes_a_documents_place(payroll_officer: Any, letters: str, attack: str) -> None:
    store(payroll_officer, letters)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)


def test_a_file_that_was_swapped_in_storage_is_not_handed_over(payroll_officer: Any, letters: str) -> None:
    document = store(payroll_officer, letters)
    Path(document.file.path).write_bytes(PDF.replace(b"1", b"2"))
    answer = payroll_officer.get(f"/cleveland/documents/{document.reference}")
    assert answer.status_code == 409 and b"no longer what was stored" in answer.content
    assert not Access.objects.exists()


def test_kinds_are_told_by_content() -> None:
    assert content_type(io.BytesIO(workbook_bytes(("A",))), "x") == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert content_type(io.BytesIO(b"a,b\n"), "x.csv") == "text/csv"
    assert content_type(io.BytesIO(b"a,b\n"), "x.pdf") == "text/plain"
    assert content_type(io.BytesIO(b"\x00\x01\x02\x03"), "x.csv") == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a/b\\c.pdf", "c.pdf"),
        ("..", "file"),
        ('x"\r\ny.pdf', "x___y.pdf"),
        ("é" * 300 + ".csv", "é" * 196 + ".csv"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_filename(name) == clean


def test_a_request_too_large_is_refused_before_it_is_read(clerk: Any) -> None:
    class Endless(io.BytesIO):
        def read(self, *size: Any) -> bytes:
            raise AssertionError("the request was read")

    answer = clerk.client.generic(
        "POST",
        "/cleveland/imports/test.counters/",
        b"",
        CONTENT_LENGTH=str(200 * 1024 * 1024),
        **{"wsgi.input": Endless()},
    )
    assert answer.status_code == 413 and b"too large" in answer.content
