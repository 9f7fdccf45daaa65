"""Matching many invoices, in chunks: each posts what agrees in one transaction, with its place in the work."""

from __future__ import annotations

from django.db import transaction

from backoffice.clock import business_date
from backoffice.jobs.faults import fault_point
from backoffice.jobs.kinds import JobRun, Outcome, job_kind
from backoffice.ui.formats import count
from finance.models import Invoice
from finance.services.invoices import match_invoices

CHUNK = 2_000  # invoices: some thirteen queries each
OPEN = (Invoice.State.ENTERED, Invoice.State.EXCEPTION)


@job_kind("finance.match", label="Match invoices", queue="default", permission="finance.enter_invoice")
def match(run: JobRun) -> Outcome:
    """Match every invoice that is entered or an exception, in the order of their numbers. Resumes where it was killed."""
    upto = run.cursor.get("upto")
    waiting = Invoice.objects.filter(state__in=OPEN)
    if upto is None:
        upto = waiting.order_by("-id").values_list("id", flat=True).first() or 0
    done = run.cursor.get("done", {"after": 0, "count": 0, "posted": 0, "awaiting": 0, "exceptions": 0})
    total = run.cursor.get("total") or waiting.filter(id__lte=upto).count()
    while True:
        ids = list(
            Invoice.objects.filter(state__in=OPEN, id__gt=done["after"], id__lte=upto)
            .order_by("id")
            .values_list("id", flat=True)[:CHUNK]
        )
        if not ids:
            break
        with transaction.atomic():
            outcome = match_invoices(actor=run.actor, ids=ids, today=business_date())
            done = {
                "after": ids[-1],
                "count": done["count"] + len(ids),
                "posted": done["posted"] + outcome.posted,
                "awaiting": done["awaiting"] + outcome.awaiting,
                "exceptions": done["exceptions"] + outcome.exceptions,
            }
            run.checkpoint(
                done=done["count"],
                total=total,
                message=f"{count(done['posted'])} posted",
                cursor={"upto": upto, "total": total, "done": done},
            )
        fault_point("finance.match:chunk")
    return Outcome(
        message=f"{count(done['count'])} matched: {count(done['posted'])} posted,"
        f" {count(done['awaiting'])} to approve, {count(done['exceptions'])} with exceptions"
    )
