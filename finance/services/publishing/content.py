"""What stands in the files: the columns, and what is written where something is redacted."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from backoffice.actor import Actor
from backoffice.reports import Column, write_export
from finance.models import Publication, PublicationLine
from finance.queries.payments.compliance import compliance

REDACTED = "Redacted"
SPEND = [
    Column("body", "Body"),
    Column("month", "Month"),
    Column("posted_on", "Date", "date"),
    Column("transaction", "Transaction"),
    Column("supplier", "Supplier"),
    Column("amount_net", "Amount net (£)", "money"),
    Column("purpose", "Purpose"),
    Column("objective", "Objective"),
    Column("subjective", "Subjective"),
    Column("procurement_ref", "Procurement reference"),
    Column("value_for_money", "Reason for value for money"),
    Column("redaction", "Redaction"),
]
PAYMENTS = [
    Column("body", "Body"),
    Column("month", "Month"),
    Column("invoices", "Invoices paid", "integer"),
    Column("amount", "Amount paid (£)", "money"),
    Column("in_time", "Paid within 30 days", "integer"),
    Column("in_time_amount", "Amount paid within 30 days (£)", "money"),
    Column("in_time_percent", "Paid within 30 days (%)", "decimal"),
    Column("average_days", "Average days to pay", "integer"),
    Column("interest", "Interest suppliers could claim (£)", "money"),
]


def spend_row(line: PublicationLine, *, body: str, month: str) -> tuple[Any, ...]:
    """One line as it is published: what is redacted is nowhere in it, nor what leads to it."""
    hidden = bool(line.redaction)
    reason = line.get_redaction_display() if hidden else ""
    return (
        body,
        month,
        line.posted_on,
        f"{month}/{line.number}",
        f"{REDACTED}: {reason.lower()}" if hidden else line.supplier_name,
        line.amount_pence,
        REDACTED if hidden else line.purpose,
        f"{line.objective.code} {line.objective.name}" if line.objective else None,
        f"{line.account.code} {line.account.name}",
        None if hidden else line.procurement_reference,
        REDACTED if hidden else line.value_for_money,
        reason,
    )


def payment_rows(
    *, viewer: Actor, body: str, starts_on: date, ends_before: date
) -> Iterator[tuple[Any, ...]]:
    """A row for each month with payments, and the whole half year last."""
    found = compliance(viewer=viewer, starts_on=starts_on, ends_before=ends_before)
    for month in found:
        yield (
            body,
            f"{month.month:%Y-%m}",
            month.count,
            month.pence,
            month.in_time_count,
            month.in_time_pence,
            _percent(month.in_time_count, month.count),
            month.average_days,
            month.interest_pence,
        )
    count, in_time = sum(m.count for m in found), sum(m.in_time_count for m in found)
    days = sum(m.days_total for m in found)
    yield (
        body,
        "Half year",
        count,
        sum(m.pence for m in found),
        in_time,
        sum(m.in_time_pence for m in found),
        _percent(in_time, count),
        (2 * days + count) // (2 * count) if count else 0,
        sum(m.interest_pence for m in found),
    )


def _percent(part: int, whole: int) -> str:
    """With two decimals, half up; nothing paid is nothing late."""
    hundredths = (2 * part * 10_000 + whole) // (2 * whole) if whole else 10_000
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def content_of(*, viewer: Actor, publication: Publication, body: str) -> tuple[bytes, int]:
    """The file, and how many rows it has."""
    if publication.dataset == Publication.Dataset.SPEND:
        lines = publication.lines.select_related("account", "objective").order_by("number")
        rows = [spend_row(line, body=body, month=publication.name) for line in lines]
        columns = SPEND
    else:
        rows = list(
            payment_rows(
                viewer=viewer,
                body=body,
                starts_on=publication.starts_on,
                ends_before=publication.ends_before,
            )
        )
        columns = PAYMENTS
    file = io.BytesIO()
    write_export(file, columns=columns, rows=rows, format="csv", title=str(publication))
    return file.getvalue(), len(rows)
