"""What budgets put before people: virements to agree to, forecasts due, proposals on their way. Budgets to approve come
from the kernel's approvals."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from backoffice.actor import Actor
from backoffice.work import WorkKind, WorkRow, register
from finance.models import Virement
from finance.queries.budgets import (
    forecasts_due,
    needed_for,
    open_round,
    virements_for,
    virements_waiting_for,
)
from finance.rules.money import pounds

MOST = 50


def _to_agree(*, viewer: Actor, today: date) -> list[WorkRow]:
    return [
        _row(virement, detail=f"From {virement.made_by.name}")
        for virement in virements_waiting_for(viewer=viewer, on=today)
    ]


def _proposed(*, viewer: Actor, today: date) -> list[WorkRow]:
    mine = virements_for(viewer=viewer, on=today).filter(state="proposed", made_by_id=viewer.member_id)
    return [
        _row(virement, detail=f"Waits for {needed_for(virement, today).waits_for}")
        for virement in mine.order_by("id")[:MOST]
    ]


def _row(virement: Virement, *, detail: str) -> WorkRow:
    return WorkRow(
        title=f"{virement}: {virement.reason}",
        url=virement.get_absolute_url(),
        due_on=None,
        size=f"£{pounds(virement.total_pence)}",  # type: ignore[attr-defined]
        since=virement.made_at,
        detail=detail,
    )


def _forecasts(*, viewer: Actor, today: date) -> list[WorkRow]:
    asked = open_round(viewer=viewer)
    if asked is None:
        return []
    return [
        WorkRow(
            title=f"Forecast for {centre}",
            url=reverse("finance:forecast", args=[centre.reference]),
            due_on=asked.due_on,
            size="",
            since=None,
            detail=asked.period.name,
        )
        for centre in forecasts_due(member_id=viewer.member_id, asked=asked, on=today)[:MOST]
    ]


def offer() -> None:
    """Offer them to the authority's home."""
    for code, label, permission, rows, tab in (
        ("finance.virements", "Virements to agree to", "finance.approve_virement", _to_agree, "mine"),
        ("finance.forecasts", "Forecasts to make", "finance.forecast", _forecasts, "mine"),
        (
            "finance.virements_sent",
            "Virements waiting for others",
            "finance.propose_virement",
            _proposed,
            "sent",
        ),
    ):
        register(
            WorkKind(code=code, label=label, function="finance", permission=permission, rows=rows, tab=tab)
        )
