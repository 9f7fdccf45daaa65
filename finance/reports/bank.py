"""The bank reconciliation as a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.reports import Column, Report, register
from finance.forms.bank import ReconciliationReportForm
from finance.queries.bank import OpenEntry, Position, position_of

COLUMNS = [
    Column("what", "What"),
    Column("dated_on", "Date", "date"),
    Column("text", "Text"),
    Column("reference", "Reference", "reference"),
    Column("named", "Journal or statement", "reference"),
    Column("amount_pence", "Amount £", "money"),
]


def reconciliation_rows(found: Position) -> Iterator[tuple[Any, ...]]:
    """From the ledger's balance over both lists to the statement's."""
    yield ("Balance in the ledger", found.on, None, None, None, found.ledger_pence)
    for entry in found.open_ledger:
        yield _row("Less: in the ledger, not on the statement", entry, -entry.amount_pence)
    for entry in found.open_statement:
        yield _row("Plus: on the statement, not in the ledger", entry, entry.amount_pence)
    explained = found.ledger_pence - found.open_ledger_pence + found.open_statement_pence
    yield ("Ledger and unmatched items", found.on, None, None, None, explained)
    yield ("Balance on the statement", found.on, None, None, None, found.statement_pence)
    yield ("Difference", None, None, None, None, found.difference_pence)


def _row(what: str, entry: OpenEntry, pence: int) -> tuple[Any, ...]:
    return (what, entry.dated_on, entry.text, entry.their_reference, entry.named, pence)


def _rows(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return reconciliation_rows(
        position_of(
            viewer=viewer, bank_account=params["bank_account"], on=params["on"], moment=params["moment"]
        )
    )


def _links(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str | None:
    return reverse("finance:bank_account", args=[params["bank_account"].reference])


def offer() -> None:
    """Offer it on the reports page."""
    register(
        Report(
            code="finance.bank_reconciliation",
            label="Bank reconciliation",
            permission="finance.view",
            columns=COLUMNS,
            rows=_rows,
            description="The statement's balance of a day as the ledger's balance and what is unmatched, to the penny;"
            " as known now, or as known on an earlier day.",
            form=ReconciliationReportForm,
            function="finance",
            links=_links,
        )
    )


__all__ = ["COLUMNS", "offer", "reconciliation_rows"]
