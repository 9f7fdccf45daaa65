"""What people decide about an invoice: settle, approve, reject, dispute, cancel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.approvals.services import request_approval
from backoffice.errors import Refused
from backoffice.links import Link
from backoffice.services import lock, service
from finance.models import Invoice, InvoiceException, Journal, Posting
from finance.queries.purchasing.limits import Limits
from finance.services.budgets import CommitmentLine, check_spend
from finance.services.invoices.entering import lock_order_lines
from finance.services.invoices.errors import InvoiceState, NotWithinLimit, OwnInvoice
from finance.services.invoices.matching import (
    BUDGETED,
    Judged,
    LineNow,
    judge,
    lines_now,
    mark_invoiced,
    match_now,
    post_matched,
    posting_dates,
)
from finance.services.purchasing.limits import decide

CANCEL = "finance.invoice_cancel"


@service(permission="finance.resolve_invoice")
def settle_exception(*, actor: Actor, exception: InvoiceException, settlement: str, today: date) -> Invoice:
    """Accept a difference, with a reason. Not by who entered the invoice. Once all are settled an approver decides.

    A settled look-alike alone lets the match post it.
    """
    settlement = _reason(
        settlement, "settlement", "Say why this is right, or what was agreed with the supplier."
    )
    invoice = lock(Invoice.objects.get(pk=exception.invoice_id))
    exception = lock(exception)
    if exception.settled_at is not None:
        return invoice  # asked twice
    if not invoice.is_open:
        raise _moved_on(invoice)
    if invoice.made_by_id == actor.member_id:
        raise OwnInvoice(
            "You entered this invoice, so another person settles what is unusual about it.",
            next_step="Ask a colleague who may settle exceptions.",
        )
    exception.settled_by_id = actor.member_id
    exception.settled_at = timezone.now()
    exception.settlement = settlement
    exception.save(update_fields=["settled_by", "settled_at", "settlement"])
    match_now(actor, [invoice.pk])
    invoice.refresh_from_db()
    return invoice


@service(permission="finance.approve_invoice")
def approve_invoice(*, actor: Actor, invoice: Invoice, today: date, reason: str = "") -> Invoice:
    """Agree to pay an invoice, which posts it: by another person than entered it, within their limit and the budget.

    Approved twice, posted once. Budgets are locked first, then the invoice, then the ledger.
    """
    lines = lines_now([invoice.pk])[invoice.pk]
    if not invoice.is_credit:
        check_spend(actor=actor, lines=unordered_spend(lines), on=max(invoice.dated_on, today))
    (judged,) = judge([invoice.pk]) or (None,)
    if judged is None:
        now = Invoice.objects.get(pk=invoice.pk)
        if now.state == Invoice.State.POSTED and now.approved_by_id == actor.member_id:
            return now
        raise _moved_on(now)
    invoice = judged.invoice
    if judged.unsettled or invoice.state != Invoice.State.AWAITING:
        raise InvoiceState(
            f"{invoice} does not match: {judged.unsettled[0].message}"
            if judged.unsettled
            else f"{invoice} was not matched yet.",
            next_step="Match it again, and settle what is found.",
        )
    if actor.member_id == invoice.made_by_id:
        raise OwnInvoice(
            "You entered this invoice, so another person approves it.",
            next_step="It is on the list of work of those who may.",
        )
    _refuse_above_limit(actor, judged, today)
    post_matched(actor=actor, ready=[(judged, actor.member_id)])
    return Invoice.objects.get(pk=invoice.pk)


def unordered_spend(lines: Sequence[LineNow]) -> list[CommitmentLine]:
    """What the lines without an order spend of budgets: net, and the VAT that is not recovered."""
    return [
        CommitmentLine(
            line.account,
            line.cost_centre,
            line.objective,
            line.project,
            line.net_pence + line.vat_pence - line.recoverable_pence,
            line.number,
        )
        for line in lines
        if line.order_line_id is None
        and line.cost_centre is not None
        and line.account_type in BUDGETED
        and line.net_pence > 0
    ]


def _refuse_above_limit(actor: Actor, judged: Judged, today: date) -> None:
    # Line by line: a limit for one category does not reach a line beside it that has none.
    decision = decide(
        Limits(today),
        actor=actor,
        amount_pence=judged.invoice.gross_pence,
        parts={
            (line.cost_centre_id, line.category_id)
            for line in judged.lines
            if line.cost_centre_id is not None
        },
        makers=[judged.invoice.made_by_id],
    )
    if not decision.allowed:
        raise NotWithinLimit(decision.why, next_step=decision.next_step)


@service(permission="finance.resolve_invoice")
def reject_invoice(*, actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """Send an invoice back: it is not owed. Only before it is posted. Rejected twice, once."""
    return _end(actor, invoice, Invoice.State.REJECTED, reason)


@service(permission="finance.enter_invoice")
def withdraw_invoice(*, actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """Take back what was entered by mistake, before it is posted: whoever entered it does."""
    if invoice.made_by_id != actor.member_id and not actor.can("finance.resolve_invoice"):
        raise OwnInvoice(
            "Somebody else entered this invoice.", next_step="Ask them, or somebody who settles exceptions."
        )
    return _end(actor, invoice, Invoice.State.CANCELLED, reason)


def _end(actor: Actor, invoice: Invoice, state: str, reason: str) -> Invoice:
    reason = _reason(reason, "reason", "It is what the supplier will ask.")
    invoice = lock(invoice)
    if invoice.state == state:
        return invoice
    if not invoice.is_open:
        raise _moved_on(invoice)
    invoice.state, invoice.reason = state, reason
    invoice.decided_by_id, invoice.decided_at = actor.member_id, timezone.now()
    invoice.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    InvoiceException.objects.filter(invoice=invoice, settled_at__isnull=True).update(
        settled_by_id=actor.member_id,
        settled_at=timezone.now(),
        settlement=f"The invoice was {state}: {reason}"[:500],
    )
    return invoice


@service(permission="finance.resolve_invoice")
def dispute_invoice(*, actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """Hold an invoice back from payment while it is argued about; it stays owed in the ledger."""
    reason = _reason(reason, "reason", "The supplier is told why it is not paid.")
    invoice = lock(invoice)
    if invoice.is_disputed:
        return invoice
    if invoice.state in (Invoice.State.REJECTED, Invoice.State.CANCELLED) or not invoice.outstanding_pence:
        raise _moved_on(invoice)
    invoice.is_disputed, invoice.dispute_reason = True, reason
    invoice.disputed_by_id, invoice.disputed_at = actor.member_id, timezone.now()
    invoice.save(update_fields=["is_disputed", "dispute_reason", "disputed_by", "disputed_at"])
    return invoice


@service(permission="finance.resolve_invoice")
def settle_dispute(*, actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """The dispute is over: it can be paid again. What it was about stays in the history."""
    _reason(reason, "reason", "Say how it ended.")
    invoice = lock(invoice)
    if not invoice.is_disputed:
        return invoice
    invoice.is_disputed = False
    invoice.save(update_fields=["is_disputed"])
    return invoice


@service(permission="finance.resolve_invoice")
def ask_to_cancel(*, actor: Actor, invoice: Invoice, reason: str) -> Any:
    """Ask another person to agree to cancel a posted invoice: its journal is reversed then. Not once any is paid."""
    reason = _reason(reason, "reason", "It is put before the approver.")
    invoice = lock(invoice)
    _refuse_uncancellable(invoice)
    return request_approval(
        actor=actor,
        kind=CANCEL,
        target=Link("finance.invoice", invoice.pk),
        summary=f"Cancel {invoice.number} of {invoice.supplier.name}: {reason}"[:200],
    )


def cancel_agreed(*, actor: Actor, target: Link, approval: Any) -> None:
    """The other person agreed: reverse the journal on both their words, and give the order's lines back."""
    invoice = lock(Invoice.objects.get(pk=target.id))
    _refuse_uncancellable(invoice)
    order_lines = list(
        invoice.lines.filter(order_line__isnull=False).values_list("order_line_id", "number", "quantity")
    )
    lock_order_lines([id for id, _, _ in order_lines])
    if invoice.journal is not None:
        _reverse(invoice, made_by=approval.requested_by_id, approved_by=actor.member_id)
        clears = (invoice.match_result or {}).get("clears", {})
        changes: dict[int, tuple[Any, int]] = {}
        for id, number, quantity in order_lines:
            before = changes.get(id, (0, 0))
            changes[id] = (
                before[0] - invoice.sign * quantity,
                before[1] - clears.get(str(number), 0),
            )
        mark_invoiced(changes)
    invoice.state, invoice.reason = Invoice.State.CANCELLED, approval.summary[:500]
    invoice.decided_by_id, invoice.decided_at = actor.member_id, timezone.now()
    invoice.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _reverse(invoice: Invoice, *, made_by: int, approved_by: int) -> None:
    journal = invoice.journal
    assert journal is not None, "only what is in the ledger is reversed"
    dated_on = posting_dates({journal.dated_on})[journal.dated_on]
    from finance.services.periods import open_periods_for

    reversal = Journal.objects.create(
        dated_on=dated_on,
        period_id=open_periods_for({dated_on})[dated_on],
        description=f"Reversal of {journal.number}: {journal.description}"[:200],
        reverses=journal,
        made_by_id=made_by,
        reason="The invoice was cancelled.",
        source_kind=journal.source_kind,
        source_id=journal.source_id,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO finance_journalline"
            " (journal_id, number, account_id, cost_centre_id, objective_id, project_id, amount_pence, memo)"
            " SELECT %s, number, account_id, cost_centre_id, objective_id, project_id, -amount_pence, memo"
            " FROM finance_journalline WHERE journal_id = %s",
            [reversal.pk, journal.pk],
        )
    Posting.objects.create(journal=reversal, approved_by_id=approved_by, note="")


def _refuse_uncancellable(invoice: Invoice) -> None:
    if invoice.state != Invoice.State.POSTED:
        raise _moved_on(invoice)
    if invoice.paid_pence or Invoice.objects.filter(credits=invoice, state=Invoice.State.POSTED).exists():
        raise InvoiceState(
            f"{invoice} is paid or credited in part.",
            next_step="Enter a credit note for what is not owed.",
        )


def _moved_on(invoice: Invoice) -> InvoiceState:
    who = invoice.approved_by or invoice.decided_by
    by = f" by {who.name}" if who else ""
    return InvoiceState(
        f"{invoice} is {invoice.get_state_display().lower()}{by}.", next_step="Open the invoice again."
    )


def _reason(text: str, where: str, step: str) -> str:
    if not text.strip():
        raise Refused("A reason is missing.", where=where, next_step=step, code="reason_required")
    return text.strip()
