"""Reports about budgets: monitoring and commitments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from backoffice.actor import Actor
from backoffice.clock import business_date
from backoffice.links import describe, link_from
from backoffice.reports import Column, Report, register
from finance.forms.budgets import CommitmentsForm, MonitoringForm
from finance.models import CostCentre
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import below, commitment_entries, positions, visible_centres

FIGURES = [
    Column("original_pence", "Original £", "money"),
    Column("revised_pence", "Revised by £", "money"),
    Column("virement_pence", "Virements £", "money"),
    Column("budget_pence", "Budget £", "money"),
    Column("to_date_pence", "Budget to date £", "money"),
    Column("spent_pence", "Spent £", "money"),
    Column("variance_pence", "Under (over) to date £", "money"),
    Column("committed_pence", "Committed £", "money"),
    Column("left_pence", "Left £", "money"),
]
CODING = [
    Column("cost_centre", "Cost centre", "reference"),
    Column("cost_centre_name", "Name"),
    Column("type", "Type"),
    Column("account_group", "Account group"),
    Column("account", "Account", "reference"),
    Column("account_name", "Account name"),
]


def monitoring_rows(*, viewer: Actor, params: dict[str, Any], on: date) -> Iterator[tuple[Any, ...]]:
    """The rows of the report. With everything below each cost centre they overlap, so no total stands under them; by
    group or account each pound stands in one row, and the total stands last."""
    centre, by = params.get("cost_centre"), params.get("by") or "centre"
    rolled = by == "centre"
    rows = positions(
        viewer=viewer,
        period=params["period"],
        on=on,
        nodes=below(centre.pk) if centre is not None else None,
        by=by,
        below=rolled,
        as_at=params.get("as_at"),
    )
    names = [column.name for column in FIGURES]
    for row in rows:
        coding = (
            row.cost_centre, row.cost_centre_name, row.type.title(), row.account_group, row.account, row.account_name,
        )  # fmt: skip
        yield (*coding, *(getattr(row, name) for name in names))
    if not rolled:
        totals = (sum(getattr(row, name) for row in rows) for name in names)
        yield (None, "Total", None, None, None, None, *totals)


def _monitoring(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    return monitoring_rows(viewer=viewer, params=params, on=business_date())


def _opens(*, viewer: Actor, params: dict[str, Any], row: tuple[Any, ...]) -> str | None:
    reference = CostCentre.objects.values_list("reference", flat=True).filter(code=row[0] or "").first()
    if reference is None:
        return None
    return reverse("finance:budget_centre", args=[reference]) + f"?period={params['period'].code}"


def _commitments(*, viewer: Actor, params: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What each document holds, by coding; documents that hold nothing any more are left out."""
    centre, seen = params.get("cost_centre"), visible_centres(viewer, business_date())
    centres = below(centre.pk) if centre is not None else set(CostCentre.objects.values_list("pk", flat=True))
    centres = centres if seen is None else centres & seen
    held: dict[tuple[Any, ...], int] = {}
    until = params.get("as_at") or timezone.now()
    entries = commitment_entries(centres=centres, period=params["period"]).filter(entered_at__lte=until)
    for entry in entries.order_by("source_kind", "source_id", "line", "id"):
        key = (
            entry.source_kind, entry.source_id, entry.line, entry.cost_centre.code, entry.account.code,
            entry.account.name,
        )  # fmt: skip
        held[key] = held.get(key, 0) + entry.amount_pence
    for (kind, id, line, *coding), pence in held.items():
        if pence:
            link = link_from(kind, id)
            found = describe(link) if link is not None else None
            yield (found.title if found else f"{kind} {id}", line, *coding, pence)


COMMITMENT_COLUMNS = [
    Column("document", "Document"),
    Column("line", "Line", "integer"),
    Column("cost_centre", "Cost centre", "reference"),
    Column("account", "Account", "reference"),
    Column("account_name", "Account name"),
    Column("amount_pence", "Committed £", "money"),
]


def offer() -> None:
    """Offer them on the reports page."""
    register(
        Report(
            code="finance.budget_monitoring",
            label="Budget monitoring",
            permission=SEES_BUDGETS,
            columns=[*CODING, *FIGURES],
            rows=_monitoring,
            description="Budget, spending, commitments and what is left, up to a month; also as it was known at a moment.",
            form=MonitoringForm,
            function="finance",
            links=_opens,
        )
    )
    register(
        Report(
            code="finance.commitments",
            label="Commitments",
            permission=SEES_BUDGETS,
            columns=COMMITMENT_COLUMNS,
            rows=_commitments,
            description="What requisitions and orders hold of budgets, by document and line.",
            form=CommitmentsForm,
            function="finance",
        )
    )
