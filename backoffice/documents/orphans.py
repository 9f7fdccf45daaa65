"""Files whose document was never recorded: the transaction that stored them rolled back, or the process was killed."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils import timezone

from backoffice.documents.models import Document

FOLDER = "documents"
GRACE = timedelta(days=1)  # longer than any transaction: a file of one that is still open has no row yet
AT_ONCE = 1000
logger = logging.getLogger("backoffice.documents")


def sweep_orphans() -> int:
    """Delete files below the authority's `documents` that no document names. Returns how many."""
    home = Path(default_storage.path(FOLDER))
    if not home.exists():
        return 0
    before = (timezone.now() - GRACE).timestamp()
    old = [path for path in sorted(home.glob("*/*")) if path.is_file() and path.stat().st_mtime < before]
    gone = 0
    for start in range(0, len(old), AT_ONCE):
        names = {
            f"{FOLDER}/{path.relative_to(home).as_posix()}": path for path in old[start : start + AT_ONCE]
        }
        known = set(Document.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names.keys() - known:
            default_storage.delete(name)
            gone += 1
    if gone:
        logger.info("files without a document deleted", extra={"files": gone})
    return gone
