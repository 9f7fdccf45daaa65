"""What purchasing offers the kernel: sentences, documents, the decision on requisitions, its jobs."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db.models import QuerySet

from backoffice.actor import Actor
from backoffice.constraints import register_sentences
from backoffice.documents.kinds import CSV, PDF, TEXT, XLSX, document_kind
from backoffice.documents.models import Document
from finance.queries.purchasing import orders_for, requisitions_for, suppliers_for
from finance.services.purchasing.errors import SENTENCES
from finance.services.purchasing.requisitions import register_approvals

LARGEST = 20 * 1024 * 1024
READERS: dict[str, Callable[..., QuerySet[Any]]] = {
    "finance.supplier": suppliers_for,
    "finance.requisition": requisitions_for,
    "finance.order": orders_for,
}


def register() -> None:
    """Offer them."""
    register_sentences(SENTENCES)
    register_approvals()
    document_kind("finance.order_sent", label="Order as it was sent", may_see=_may_see, types=(PDF,))
    document_kind(
        "finance.purchasing",
        label="Purchasing document",
        may_see=_may_see,
        types=(PDF, XLSX, CSV, TEXT),
        largest_bytes=LARGEST,
    )
    import_module("finance.jobs.purchasing")


def _may_see(viewer: Actor, document: Document) -> bool:
    readers = READERS.get(document.about_kind)
    return readers is not None and readers(viewer=viewer).filter(pk=document.about_id).exists()
