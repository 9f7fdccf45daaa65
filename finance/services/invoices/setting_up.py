"""What invoices offer the kernel: documents, the second person's word, what keeps a period open."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from backoffice.actor import Actor
from backoffice.approvals.kinds import approval_kind
from backoffice.constraints import register_sentences
from backoffice.documents.kinds import CSV, PDF, TEXT, document_kind
from backoffice.documents.models import Document
from finance.closing import Blocker, register_blocker
from finance.models import Invoice, Period
from finance.queries.invoices import invoices_for, unposted_in
from finance.services.invoices.deciding import CANCEL, cancel_agreed
from finance.services.invoices.errors import SENTENCES

DOCUMENT = "finance.invoice"
ELECTRONIC = "finance.electronic_invoice"
XML = ("text/xml", "application/xml", TEXT)
LARGEST_DOCUMENT = 20 * 1024 * 1024
LARGEST_ELECTRONIC = 10 * 1024 * 1024


def register() -> None:
    """Offer them."""
    register_sentences(SENTENCES)
    document_kind(
        DOCUMENT,
        label="Invoice document",
        may_see=_may_see,
        types=(PDF, "image/png", "image/jpeg"),
        largest_bytes=LARGEST_DOCUMENT,
    )
    document_kind(
        ELECTRONIC,
        label="Electronic invoice",
        may_see=_may_see_electronic,
        types=(*XML, CSV),
        largest_bytes=LARGEST_ELECTRONIC,
    )
    approval_kind(
        CANCEL,
        label="Cancel an invoice",
        approve_permission="finance.post_journal",  # its journal is reversed, whosever cost centre bears it
        approved=cancel_agreed,
    )
    register_blocker(
        "finance.invoices",
        label="Invoices that are not posted",
        find=_unposted,
        next_step="Match and approve them, or reject them.",
        order=20,
    )
    import_module("finance.jobs.invoices")


def _may_see(viewer: Actor, document: Document) -> bool:
    return invoices_for(viewer=viewer).filter(pk=document.about_id or 0).exists()


def _may_see_electronic(viewer: Actor, document: Document) -> bool:
    return viewer.can("finance.enter_invoice") or viewer.can("finance.view")


WAITS: dict[str, str] = {
    Invoice.State.ENTERED: "Entered, not matched yet",
    Invoice.State.EXCEPTION: "Does not match, or looks like a duplicate",
    Invoice.State.AWAITING: "Waits for an approver",
}


def _unposted(period: Period, most: int) -> Sequence[Blocker]:
    return [
        Blocker(
            f"{invoice.number} {invoice.supplier.name}",
            invoice.get_absolute_url(),
            WAITS.get(invoice.state, invoice.get_state_display()),
            invoice.sign * invoice.gross_pence,
        )
        for invoice in unposted_in(period.starts_on, period.ends_on, most)
    ]


__all__ = ["DOCUMENT", "ELECTRONIC", "register"]
