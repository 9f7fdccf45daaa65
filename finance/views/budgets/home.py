"""The budget holder's home: what is left, and why; each figure opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.audit.queries import history_of
from backoffice.errors import Missing, Refused
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Bar, BarChart, Figure
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from finance.forms.budgets import ForecastForm
from finance.models import CostCentre, Period
from finance.permissions import SEES_BUDGETS
from finance.queries.budgets import (
    Position,
    below,
    commitment_entries,
    forecasts_due,
    forecasts_of,
    last_forecast,
    moved_lines,
    open_round,
    outlooks,
    positions,
    roots_held_by,
    spent_lines,
    visible_centres,
)
from finance.services import budgets as work
from finance.tables.budgets import (
    CommitmentFilter,
    CommitmentTable,
    LineFilterByAccount,
    MovedFilter,
    MovedTable,
    spent_table,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One held cost centre on the home page: its spending, and why it stands as it does."""

    spending: Position
    income_pence: int
    forecast_pence: int
    url: str
    why: str

    @property
    def forecast_left_pence(self) -> int:
        return self.spending.budget_pence - self.forecast_pence


def period_shown(request: AuthorityRequest) -> Period | None:
    """The month asked for, else that of today, else the last there is."""
    asked = request.GET.get("period")
    periods = Period.objects.order_by("-starts_on")
    if asked:
        found = periods.filter(code=asked).first()
        if found is not None:
            return found
    return periods.filter(starts_on__lte=request.business_date).first() or periods.last()


def _why(position: Position, forecast_pence: int) -> str:
    """In words, what stands out: over the year, ahead of the plan, or forecast to go over."""
    if position.budget_pence == 0 and position.spent_pence + position.committed_pence > 0:
        return "Nothing is budgeted here."
    if position.left_pence < 0:
        return (
            f"Over the year's budget by £{formats.money(-position.left_pence)}: "
            f"£{formats.money(position.spent_pence)} spent and £{formats.money(position.committed_pence)} committed."
        )
    if forecast_pence > position.budget_pence:
        return f"Forecast to go over by £{formats.money(forecast_pence - position.budget_pence)}."
    if position.variance_pence < 0:
        return f"Spent £{formats.money(-position.variance_pence)} more than planned by now."
    if position.committed_pence > position.variance_pence:
        return "With what is committed, more than planned by now."
    return f"£{formats.money(position.variance_pence)} less spent than planned by now."


@authority_page(SEES_BUDGETS)
def my_budgets(request: AuthorityRequest) -> HttpResponse:
    """The cost centres one holds; for finance, the top of the tree. Five queries, however many."""
    actor, today = request.actor, request.business_date
    period = period_shown(request)
    nodes = roots_held_by(actor.member_id, today)
    holds = bool(nodes)
    if not nodes and actor.can("finance.view"):
        nodes = list(
            CostCentre.objects.filter(parent__isnull=True).order_by("code").values_list("pk", flat=True)
        )
    rows: list[Row] = []
    if period is not None and nodes:
        found = positions(viewer=actor, period=period, on=today, nodes=nodes)
        forecast = outlooks(nodes=nodes, period=period)
        rows = _rows(
            found, {c.reference: c.pk for c in CostCentre.objects.filter(pk__in=nodes)}, forecast, period
        )
    asked = open_round(viewer=actor)
    due = (
        list(forecasts_due(member_id=actor.member_id, asked=asked, on=today)[:20]) if asked and holds else []
    )
    return render(
        request,
        "finance/budgets/my_budgets.html",
        {
            "title": "My budgets" if holds else "Budgets by cost centre",
            "lead": f"{period.financial_year}, up to {period}" if period else "",
            "rows": rows,
            "holds": holds,
            "period": period,
            "periods": Period.objects.order_by("-starts_on")[:24],
            "figures": _totals(rows),
            "chart": _chart(rows) if rows else None,
            "asked": asked,
            "due": due,
            "may_forecast": actor.can("finance.forecast"),
            "may_propose": actor.can("finance.propose_virement"),
            "may_requisition": actor.can("finance.requisition"),
        },
    )


def _rows(
    found: list[Position], ids: dict[str, int], forecast: Mapping[int, object], period: Period
) -> list[Row]:
    income = {p.cost_centre: p.spent_pence for p in found if p.type == "income"}
    rows = []
    for position in found:
        if position.type != "expense":
            continue
        outlook = forecast.get(ids[position.cost_centre_reference])
        pence = getattr(outlook, "pence", position.budget_pence)
        url = (
            reverse("finance:budget_centre", args=[position.cost_centre_reference]) + f"?period={period.code}"
        )
        rows.append(Row(position, -income.get(position.cost_centre, 0), pence, url, _why(position, pence)))
    return rows


def _totals(rows: list[Row]) -> list[Figure]:
    if not rows:
        return []

    def total(name: str) -> str:
        return f"£{formats.money(sum(getattr(row.spending, name) for row in rows))}"

    return [
        Figure("Budget", total("budget_pence"), note=f"{total('to_date_pence')} to date"),
        Figure("Spent", total("spent_pence")),
        Figure("Committed", total("committed_pence")),
        Figure("Left", total("left_pence")),
        Figure("Forecast", f"£{formats.money(sum(row.forecast_pence for row in rows))}"),
    ]


def _chart(rows: list[Row]) -> BarChart:
    return BarChart(
        title="Spent and committed against the year's budget",
        heading="Cost centre",
        series=("Spent", "Committed"),
        bars=[
            Bar(
                row.spending.cost_centre,
                (max(0, row.spending.spent_pence), max(0, row.spending.committed_pence)),
                line=max(0, row.spending.budget_pence),
                url=row.url,
            )
            for row in rows[:14]
        ],
        line="Budget",
        unit="£",
        write=formats.money,
    )


def centre_for(*, viewer: Actor, reference: str, request: AuthorityRequest) -> CostCentre:
    """A cost centre whose budget the viewer may see, or `Missing`."""
    found = CostCentre.objects.filter(reference=reference).first()
    seen = visible_centres(viewer, request.business_date)
    if found is None or (seen is not None and found.pk not in seen):
        raise Missing("There is no such cost centre.", next_step="Choose one from your budgets.")
    return found


@authority_page(SEES_BUDGETS)
def centre(request: AuthorityRequest, reference: str) -> HttpResponse:
    """A cost centre with everything below it: account by account, and the cost centres under it."""
    actor, today = request.actor, request.business_date
    found = centre_for(viewer=actor, reference=reference, request=request)
    period = period_shown(request)
    rows: list[Position] = []
    under: list[Row] = []
    figures: list[Figure] = []
    if period is not None:
        rows = positions(viewer=actor, period=period, on=today, nodes=[found.pk], by="account")
        children = {c.reference: c.pk for c in found.children.all()}
        forecast = outlooks(nodes=[found.pk, *children.values()], period=period)
        if children:
            at = positions(viewer=actor, period=period, on=today, nodes=children.values())
            under = _rows(at, children, dict(forecast), period)
        spending = [row for row in rows if row.type == "expense"]
        figures = _centre_figures(found, spending, forecast[found.pk].pence, period)
    return render(
        request,
        "finance/budgets/centre.html",
        {
            "title": str(found),
            "lead": f"{period.financial_year}, up to {period}, with everything below it" if period else "",
            "centre": found,
            "period": period,
            "periods": Period.objects.order_by("-starts_on")[:24],
            "figures": figures,
            "rows": rows,
            "under": under,
            "forecasts": list(forecasts_of(found)[:6]),
            "may_forecast": actor.can("finance.forecast") and open_round(viewer=actor) is not None,
            "may_propose": actor.can("finance.propose_virement"),
        },
    )


def _centre_figures(
    centre: CostCentre, rows: list[Position], forecast_pence: int, period: Period
) -> list[Figure]:
    def at(name: str) -> str:
        return reverse(f"finance:{name}", args=[centre.reference]) + f"?period={period.code}"

    def total(name: str) -> int:
        return sum(getattr(row, name) for row in rows)

    made_of = f"original £{formats.money(total('original_pence'))}"
    if total("revised_pence"):
        made_of += f", revised by £{formats.money(total('revised_pence'))}"
    made_of += f", virements £{formats.money(total('virement_pence'))}"
    return [
        Figure("Budget", f"£{formats.money(total('budget_pence'))}", note=made_of, url=at("centre_moved")),
        Figure(
            "Spent",
            f"£{formats.money(total('spent_pence'))}",
            note=f"£{formats.money(total('to_date_pence'))} planned by now",
            url=at("centre_spent"),
        ),
        Figure("Committed", f"£{formats.money(total('committed_pence'))}", url=at("centre_committed")),
        Figure("Left", f"£{formats.money(total('left_pence'))}"),
        Figure(
            "Forecast",
            f"£{formats.money(forecast_pence)}",
            url="#forecasts",
        ),
    ]


@authority_page(SEES_BUDGETS)
def spent(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """The journal lines that make up what was spent and earned."""
    found = centre_for(viewer=request.actor, reference=reference, request=request)
    period = _period(request)
    return list_page(
        request,
        title=f"Spent at {found}",
        lead=f"{period.financial_year}, up to {period}, with everything below it",
        nouns=("line", "lines"),
        queryset=spent_lines(centres=below(found.pk), period=period).order_by("-journal_id", "number"),
        table=spent_table(request.actor),
        filterset=LineFilterByAccount,
        total=Total("amount_pence", "spent"),
        export=export_list,
        template="finance/budgets/lines.html",
        centre=found,
        period=period,
    )


@authority_page(SEES_BUDGETS)
def committed(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """The entries that make up what is committed, each with its requisition or order."""
    found = centre_for(viewer=request.actor, reference=reference, request=request)
    period = _period(request)
    return list_page(
        request,
        title=f"Committed at {found}",
        lead=f"{period.financial_year}, up to {period}, with everything below it",
        nouns=("entry", "entries"),
        queryset=commitment_entries(centres=below(found.pk), period=period).order_by("-id"),
        table=CommitmentTable,
        filterset=CommitmentFilter,
        total=Total("amount_pence", "committed"),
        export=export_list,
        template="finance/budgets/lines.html",
        centre=found,
        period=period,
    )


@authority_page(SEES_BUDGETS)
def moved(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """What virements moved to and from a cost centre."""
    found = centre_for(viewer=request.actor, reference=reference, request=request)
    period = _period(request)
    return list_page(
        request,
        title=f"Virements of {found}",
        lead=f"{period.financial_year}, with everything below it",
        nouns=("line", "lines"),
        queryset=moved_lines(centres=below(found.pk), financial_year=period.financial_year).order_by("-id"),
        table=MovedTable,
        filterset=MovedFilter,
        total=Total("total_pence", "received"),
        export=export_list,
        template="finance/budgets/lines.html",
        centre=found,
        period=period,
    )


def _period(request: AuthorityRequest) -> Period:
    found = period_shown(request)
    if found is None:
        raise Missing("There are no periods yet.", next_step="Ask finance to make the periods of the year.")
    return found


@authority_page("finance.forecast")
def forecast(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Forecast the year for one cost centre, with what is known of it beside the boxes."""
    actor, today = request.actor, request.business_date
    found = centre_for(viewer=actor, reference=reference, request=request)
    asked = open_round(viewer=actor)
    period = asked.period if asked is not None else _period(request)
    last = last_forecast(found, period.financial_year)
    own = positions(viewer=actor, period=period, on=today, nodes=[found.pk], below=False)
    spending = next((row for row in own if row.type == "expense"), None)
    form = ForecastForm(
        request.POST or None,
        initial={
            "outturn_pence": last.outturn_pence if last else (spending.budget_pence if spending else None),
            "commentary": last.commentary if last else "",
        },
    )
    if form.is_valid():
        with form.refusals():
            if asked is None:
                raise Refused(
                    "No month is open for forecasts.",
                    next_step="Ask finance to open one.",
                    code="no_forecast_round",
                )
            work.save_forecast(actor=actor, asked=asked, cost_centre=found, today=today, **form.cleaned_data)
            return done(request, f"The forecast of {found} is saved.", to="finance:my_budgets")
    context = {
        "title": f"Forecast for {found}",
        "lead": f"As of {period}, for this cost centre without those below it",
        "submit": "Save forecast",
        "cancel": reverse("finance:budget_centre", args=[found.reference]),
        "asked": asked,
        "spending": spending,
        "forecasts": list(forecasts_of(found)[:6]),
        "changes": history_of(last) if last is not None else [],
    }
    return render_form(request, "finance/budgets/forecast.html", context, form)
