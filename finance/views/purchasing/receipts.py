"""Receipts and returns as they were recorded and posted."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.audit.queries import history_of
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact, Figure
from backoffice.ui.lists import Total, list_page
from finance.permissions import SEES_PURCHASING
from finance.queries.purchasing import receipt_for, receipts_for
from finance.tables.purchasing import RECEIPT_MEANINGS, ReceiptFilter, ReceiptTable
from finance.views.purchasing.common import Action


@authority_page(SEES_PURCHASING)
def receipts(request: AuthorityRequest) -> HttpResponseBase:
    """Receipts and returns, the newest first."""
    return list_page(
        request,
        title="Receipts",
        nouns=("receipt", "receipts"),
        queryset=receipts_for(viewer=request.actor).order_by("-received_on", "-id"),
        table=ReceiptTable,
        filterset=ReceiptFilter,
        total=Total("total_pence", "net"),
        export=export_list,
        template="finance/purchasing/receipts.html",
    )


@authority_page(SEES_PURCHASING)
def receipt(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A receipt: what came, what was posted, and how to undo it."""
    found: Any = receipt_for(viewer=request.actor, reference=reference)
    actor = request.actor
    lines = list(
        found.lines.select_related("order_line__account", "order_line__cost_centre").order_by(
            "order_line__number"
        )
    )
    actions = []
    if (
        found.kind == "receipt"
        and actor.can("finance.receive")
        and found.order.approved_by_id != actor.member_id
    ):
        url = reverse("finance:return_order", args=[found.order.reference])
        actions = [Action("Record a return", url)]
    facts = [
        Fact("Order", found.order.number),
        Fact("Supplier", found.order.supplier.name),
        Fact("Day", formats.day(found.received_on)),
        Fact("Delivery note", found.delivery_note),
        Fact("Why it went back", found.reason),
        Fact("Recorded by", f"{found.made_by.name}, {formats.moment(found.made_at)}"),
    ]
    return render(
        request,
        "finance/purchasing/receipt.html",
        {
            "title": f"{found.get_kind_display()} {found.number}",
            "receipt": found,
            "status": (found.get_kind_display(), RECEIPT_MEANINGS[found.kind]),
            "figures": [Figure("Net", f"£{formats.money(found.total_pence)}")],
            "lines": lines,
            "facts": [fact for fact in facts if fact.value],
            "journal": found.journal if actor.can("finance.view") else None,
            "actions": actions,
            "changes": history_of(found),
        },
    )
