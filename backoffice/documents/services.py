"""Store a file under the authority, and open it again."""

from __future__ import annotations

import hashlib
import io
import re
from typing import BinaryIO

from django.core.files.base import File

from backoffice.actor import Actor
from backoffice.documents.content import content_type
from backoffice.documents.kinds import KINDS
from backoffice.documents.models import Access, Document
from backoffice.errors import Conflict, Refused
from backoffice.links import Link
from backoffice.services import service

PIECE = 1024 * 1024
LARGEST_CHECKED = 64 * PIECE  # bytes


class WrongContent(Refused):
    code = "document_wrong_content"


class ContentChanged(Conflict):
    code = "document_content_changed"


class TooLarge(Refused):
    code = "document_too_large"
    status = 413


@service(permission=None)
def store_document(
    *, actor: Actor, kind: str, filename: str, content: bytes | BinaryIO, about: Link | None = None
) -> Document:
    """Keep a file: its type is read from its content, its name in storage is random.

    No permission of its own: storing is part of the service that has something to store.
    """
    described = KINDS[kind]
    file: BinaryIO = io.BytesIO(content) if isinstance(content, bytes) else content
    size = file.seek(0, io.SEEK_END)
    if size > described.largest_bytes:
        raise TooLarge(
            f"{filename} has {size // 1024 // 1024} MB; at most {described.largest_bytes // 1024 // 1024} MB are taken.",
            next_step="Send it in parts.",
        )
    found = content_type(file, filename)
    if found not in described.types:
        raise WrongContent(
            f"The content of {filename} is {_in_words(found)}; a {described.label.lower()} is"
            f" {' or '.join(_in_words(each) for each in described.types)}.",
            where="file",
            next_step="Choose a file of that kind, or save it again as one.",
        )
    document = Document(
        kind=kind,
        filename=clean_filename(filename),
        content_type=found,
        size=size,
        sha256=_digest(file),
        about_kind=about.kind if about else "",
        about_id=about.id if about else None,
        stored_by_id=actor.member_id,
    )
    document.file.save(document.filename, File(file), save=False)
    try:
        document.save()
    except BaseException:
        document.file.storage.delete(str(document.file.name))
        raise
    return document


def open_document(document: Document) -> BinaryIO:
    """The content, for reading. The caller has checked that the reader may; nothing is logged."""
    opened: BinaryIO = document.file.storage.open(str(document.file.name), "rb")  # type: ignore[assignment]
    return opened


def open_unchanged(document: Document) -> BinaryIO:
    """The same, but only if it is what was stored: whoever reaches the storage swaps no bank file. Files above
    `LARGEST_CHECKED` are handed over as they are, because reading them twice takes too long."""
    file = open_document(document)
    if document.size <= LARGEST_CHECKED and _digest(file) != document.sha256:
        file.close()
        raise ContentChanged(
            f"The stored file of {document.filename} is no longer what was stored, so it is not handed over.",
            next_step="Do not use it. Tell those who run the service at once.",
        )
    return file


@service(permission=None)
def log_access(*, actor: Actor, document: Document) -> None:
    """Write down that the actor read the document, before it is handed over."""
    Access.objects.create(
        document=document, member_id=actor.member_id, via=actor.via, request=actor.request_id
    )


def clean_filename(name: str) -> str:
    """The last part of a name, without what a file system or a header could misread; at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .,()+&'-]", "_", last).strip(" .")[-200:] or "file"


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _in_words(media_type: str) -> str:
    words = {
        "application/pdf": "a PDF file",
        "text/csv": "a CSV file",
        "text/plain": "a text file",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "an Excel workbook (XLSX)",
        "application/zip": "a ZIP archive",
        "application/octet-stream": "of no known kind",
    }
    return words.get(media_type, media_type)
