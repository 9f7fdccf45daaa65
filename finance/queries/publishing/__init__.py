"""What is published, what is on its way, and how it adds up."""

from finance.queries.publishing.publications import (
    differences,
    file_before,
    latest_version,
    line_for,
    lines_for,
    months_to_publish,
    publication_for,
    publications_for,
    published_file,
    published_files,
    rules,
)
from finance.queries.publishing.spend import Item, SpendProof, is_over, items_of, ledger_spend, spend_proof

__all__ = [
    "Item",
    "SpendProof",
    "differences",
    "file_before",
    "is_over",
    "items_of",
    "latest_version",
    "ledger_spend",
    "line_for",
    "lines_for",
    "months_to_publish",
    "publication_for",
    "publications_for",
    "published_file",
    "published_files",
    "rules",
    "spend_proof",
]
