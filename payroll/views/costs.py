"""A run's costs as the ledger gets them, each figure open to the payslip lines it is made of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Sum
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Fact
from backoffice.ui.filters import ListFilter
from backoffice.ui.lists import Total, list_page
from backoffice.ui.tables import ListTable, MoneyColumn, TextColumn
from payroll.elements import NET_PAY
from payroll.models import Payslip
from payroll.queries.costs import NONE, RunCost, posted_lines, run_costs
from payroll.queries.runs import run_for


def _lines_url(cost: RunCost) -> str:
    query = urlencode({"cost_centre": cost.cost_centre or NONE, "objective": cost.objective or NONE})
    return f"{reverse('payroll:run_lines', args=[cost.run, cost.account])}?{query}"


class CostTable(ListTable):
    title = TextColumn("Account", orderable=False)
    centre = TextColumn("Cost centre", orderable=False, default="–")
    objective = TextColumn("Objective", orderable=False, default="–")
    amount_pence = MoneyColumn("Debit (credit) £", orderable=False)


class OpenCostTable(CostTable):
    """The same for those who may see payslips: each figure opens."""

    amount_pence = MoneyColumn("Debit (credit) £", orderable=False, url=_lines_url)


class CostFilter(ListFilter):
    account = django_filters.CharFilter(label="Account", method="of_account")
    cost_centre = django_filters.CharFilter(label="Cost centre", method="of_cost_centre")

    def of_account(self, rows: list[Any], name: str, value: str) -> list[Any]:
        return [row for row in rows if row.account.startswith(value)]

    def of_cost_centre(self, rows: list[Any], name: str, value: str) -> list[Any]:
        return [row for row in rows if row.cost_centre == value]

    class Meta(ListFilter.Meta):
        fields: list[str] = []


@authority_page(("payroll.view", "payroll.view_runs"))
def costs(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """What the run posts by account, cost centre and objective, without anybody's name."""
    run = run_for(viewer=request.actor, reference=reference)
    return list_page(
        request,
        title=f"Costs of {run.reference}",
        nouns=("ledger line", "ledger lines"),
        queryset=run_costs(run=run),
        table=OpenCostTable if request.actor.can("payroll.view_payslips") else CostTable,
        filterset=CostFilter,
        export=export_list,
        per_page=100,
        template="payroll/run_list.html",
        run=run,
    )


class PostedLineTable(ListTable):
    payroll_number = TextColumn(
        "Payroll number",
        orderable=False,
        url=lambda line: reverse(
            "payroll:payslip",
            args=[line.run_reference, line.payroll_number, Payslip.KIND_CODES[line.slip_kind]],
        ),
    )
    name = TextColumn("Name", orderable=False)
    element_name = TextColumn("Line", orderable=False)
    cost_centre = TextColumn("Cost centre", orderable=False, default="–")
    objective = TextColumn("Objective", orderable=False, default="–")
    posted_pence = MoneyColumn("Debit (credit) £")


class PostedLineFilter(ListFilter):
    cost_centre = django_filters.CharFilter(label="Cost centre", method="left_to_query")
    objective = django_filters.CharFilter(label="Objective", method="left_to_query")

    def left_to_query(self, rows: Any, name: str, value: str) -> Any:
        """The query has looked at it: what is charged and what is owed for it differ by it."""
        return rows

    class Meta(ListFilter.Meta):
        fields: list[str] = []


@authority_page("payroll.view_payslips")
def lines(request: AuthorityRequest, reference: str, account: str) -> HttpResponseBase:
    """The payslip lines a figure of the run's journal is made of, down to the penny."""
    run = run_for(viewer=request.actor, reference=reference)
    if account == NET_PAY:
        return redirect("payroll:run_payments", reference)
    cost_centre, objective = request.GET.get("cost_centre", ""), request.GET.get("objective", "")
    posted = sum(
        cost.amount_pence
        for cost in run_costs(run=run)
        if cost.account == account
        and cost_centre in ("", cost.cost_centre or NONE)
        and objective in ("", cost.objective or NONE)
    )
    found = posted_lines(
        viewer=request.actor, run=run, account=account, cost_centre=cost_centre, objective=objective
    )
    of_payslips = found.order_by().aggregate(total=Sum("posted_pence"))["total"] or 0
    facts = [Fact("Posted to the ledger", f"£{formats.money(posted)}")]
    if posted != of_payslips:
        facts.append(Fact("Of it apprenticeship levy", f"£{formats.money(posted - of_payslips)}"))
    return list_page(
        request,
        title=f"Account {account} in {run.reference}",
        nouns=("payslip line", "payslip lines"),
        queryset=found,
        table=PostedLineTable,
        filterset=PostedLineFilter,
        total=Total("posted_pence", "debits less credits"),
        export=export_list,
        template="payroll/run_lines.html",
        run=run,
        facts=facts,
    )
