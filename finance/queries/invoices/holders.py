"""Who is asked to approve an invoice: those who hold the cost centres that bear it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backoffice.actor import Actor
from finance.models import Invoice, InvoiceLine
from finance.queries.budgets.holders import holders_by_centre


def may_be_asked(viewer: Actor, invoices: Sequence[Invoice], today: date) -> list[Invoice]:
    """Of these, the ones the viewer is asked about: they hold a cost centre of it, or nobody does. Two queries."""
    lines = InvoiceLine.objects.filter(invoice__in=[i.pk for i in invoices]).values_list(
        "invoice_id", "cost_centre_id"
    )
    centres: dict[int, set[int]] = {}
    for invoice_id, centre_id in lines:
        if centre_id is not None:
            centres.setdefault(invoice_id, set()).add(centre_id)
    holders = holders_by_centre({id for each in centres.values() for id in each}, today)
    asked = []
    for invoice in invoices:
        members = {m for centre in centres.get(invoice.pk, ()) for m in holders.get(centre, [])}
        if viewer.member_id in members or not members - {invoice.made_by_id}:
            asked.append(invoice)
    return asked
