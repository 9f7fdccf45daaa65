"""What documents hold of budgets."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from backoffice.links import Link
from finance.models import CommitmentEntry


def committed_by(source: Link, *, as_at: datetime | None = None) -> dict[int, int]:
    """Line number -> pence that a document holds now, or held at a moment; lines that hold nothing are not there."""
    entries = CommitmentEntry.objects.filter(source_kind=source.kind, source_id=source.id)
    if as_at is not None:
        entries = entries.filter(entered_at__lte=as_at)
    held = entries.values_list("line").annotate(held=Sum("amount_pence")).order_by("line")
    return {line: pence for line, pence in held if pence}
