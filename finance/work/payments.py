"""What payments put before people: runs to approve, files to make and send, runs to confirm, creditors that do not agree."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.bacs.working_days import working_days_before
from backoffice.ui import formats
from backoffice.work import WorkKind, WorkRow, register
from finance.models import PaymentRun
from finance.queries.payments.creditors import creditors_difference
from finance.queries.payments.runs import runs_for, runs_to_approve

MOST = 50
State = PaymentRun.State


def _row(run: PaymentRun, detail: str) -> WorkRow:
    return WorkRow(
        title=f"Payment run {run}, {formats.in_words(run.payment_count, 'payment', 'payments')}",
        url=run.get_absolute_url(),
        due_on=working_days_before(run.pay_on, 2) if run.state != State.FILE_MADE else run.pay_on,
        size=f"£{formats.money(run.total_pence)}",
        since=run.approved_at or run.made_at,
        detail=detail,
    )


def to_approve(*, viewer: Actor, today: date) -> list[WorkRow]:
    return [_row(run, f"From {run.made_by.name}") for run in runs_to_approve(viewer=viewer)[:MOST]]


def to_send(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = runs_for(viewer=viewer).filter(state=State.APPROVED).order_by("pay_on", "pk")
    return [_row(run, "Bank file to be made and sent") for run in found[:MOST]]


def to_confirm(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = runs_for(viewer=viewer).filter(state=State.FILE_MADE).order_by("pay_on", "pk")
    return [_row(run, "To be confirmed as paid") for run in found[:MOST]]


def sent_on(*, viewer: Actor, today: date) -> list[WorkRow]:
    found = runs_for(viewer=viewer).filter(state=State.PROPOSED, made_by_id=viewer.member_id)
    return [_row(run, "Waits for approval") for run in found.order_by("pay_on", "pk")[:MOST]]


def differing(*, viewer: Actor, today: date) -> list[WorkRow]:
    """One row while open items are not what the creditors control account holds."""
    difference = creditors_difference()
    if not difference:
        return []
    return [
        WorkRow(
            title="Open items of suppliers and the creditors control account differ",
            url=f"{reverse('reports:report', args=['finance.aged_creditors'])}?as_of={today.isoformat()}",
            due_on=None,
            size=f"£{formats.money(abs(difference))}",
            since=None,
            detail="The report lists what was posted otherwise",
        )
    ]


def offer() -> None:
    """Offer them to the authority's home."""
    for code, label, permission, rows, tab in (
        (
            "finance.approve_payments",
            "Payment runs to approve",
            "finance.approve_payments",
            to_approve,
            "mine",
        ),
        ("finance.send_payments", "Bank files to make and send", "finance.approve_payments", to_send, "mine"),
        (
            "finance.confirm_payments",
            "Payment runs to confirm",
            "finance.approve_payments",
            to_confirm,
            "mine",
        ),
        ("finance.creditors", "Creditors to agree", "finance.prepare_payments", differing, "mine"),
        (
            "finance.payments_sent",
            "Payment runs waiting for approval",
            "finance.prepare_payments",
            sent_on,
            "sent",
        ),
    ):
        register(
            WorkKind(code=code, label=label, function="finance", permission=permission, rows=rows, tab=tab)
        )
