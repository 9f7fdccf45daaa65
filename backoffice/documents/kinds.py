"""Kinds of documents: what they may contain and who may read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backoffice.actor import Actor

if TYPE_CHECKING:
    from backoffice.documents.models import Document

CSV = "text/csv"
TEXT = "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
ZIP = "application/zip"
LARGEST_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentKind:
    code: str
    label: str
    may_see: Callable[[Actor, Document], bool]
    types: tuple[str, ...]
    largest_bytes: int = LARGEST_BYTES


KINDS: dict[str, DocumentKind] = {}


def document_kind(
    code: str,
    *,
    label: str,
    may_see: Callable[[Actor, Document], bool],
    types: tuple[str, ...] = (PDF,),
    largest_bytes: int = LARGEST_BYTES,
) -> None:
    """Register a kind. `may_see(viewer, document)` decides each reading; `types` are the media types it may have."""
    assert code not in KINDS, f"the document kind {code} is registered twice"
    KINDS[code] = DocumentKind(code, label, may_see, types, largest_bytes)
