"""What a run posts to the ledger, and the payslip lines behind each of its figures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat

from backoffice.actor import Actor
from finance.models import Account, CostCentre
from hr.models import Employment
from payroll.elements import NAMES, read_elements
from payroll.models import PayRun, Payslip, PayslipLine
from payroll.queries.journal import ledger_lines

NONE = "-"
"""Stands for lines without a cost centre, or without an objective."""


@dataclass(frozen=True, slots=True)
class RunCost:
    """One figure of the run's journal; pence, debits above nothing."""

    run: str
    account: str
    account_name: str
    cost_centre: str
    cost_centre_name: str
    objective: str
    amount_pence: int

    @property
    def pk(self) -> str:
        return f"{self.account}/{self.cost_centre}/{self.objective}"

    @property
    def centre(self) -> str:
        return f"{self.cost_centre} {self.cost_centre_name}".strip()

    @property
    def title(self) -> str:
        return f"{self.account} {self.account_name}".strip()


def run_costs(*, run: PayRun) -> list[RunCost]:
    """By account, cost centre and objective: what is posted, or will be. They sum to nothing. A few queries."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for account, cost_centre, objective, amount, _ in ledger_lines(run):
        sums[account, cost_centre or "", objective or ""] += amount
    accounts = dict(Account.objects.values_list("code", "name"))
    centres = dict(CostCentre.objects.values_list("code", "name"))
    return [
        RunCost(
            run.reference,
            account,
            accounts.get(account, ""),
            cost_centre,
            centres.get(cost_centre, ""),
            objective,
            amount,
        )
        for (account, cost_centre, objective), amount in sorted(sums.items())
        if amount
    ]


def posted_lines(
    *, viewer: Actor, run: PayRun, account: str, cost_centre: str = "", objective: str = ""
) -> QuerySet[PayslipLine, Any]:
    """The payslip lines that make up a figure of the run's journal, each with `posted_pence` as the ledger sees it.

    Left empty, every cost centre and objective; `NONE` for lines without one. An employer's cost is debited where it is
    charged and credited, without a cost centre, to the account that owes it.
    """
    if not viewer.can("payroll.view_payslips"):
        return PayslipLine.objects.none()
    charged = Q(account_code=account) & _of("cost_centre", cost_centre) & _of("objective", objective)
    wanted = charged
    if cost_centre in ("", NONE) and objective in ("", NONE):
        wanted |= Q(kind=PayslipLine.EMPLOYER, contra_code=account)
    slip = Payslip.objects.filter(pk=OuterRef("payslip_id"))
    about = Employment.objects.filter(pk=OuterRef("employment_id"))
    elements = read_elements()
    names = [
        When(element=code, then=Value(elements.name(code))) for code in sorted({*NAMES, *elements.types})
    ]
    return (
        PayslipLine.objects.filter(payslip_id__in=Payslip.objects.filter(run_id=run.pk).values("pk"))
        .filter(wanted)
        .annotate(
            posted_pence=Case(When(charged, then=F("amount_pence")), default=-F("amount_pence")),
            employment_id=Subquery(slip.values("employment_id")[:1]),
            slip_kind=Subquery(slip.values("kind")[:1]),
        )
        .annotate(
            payroll_number=Subquery(about.values("number")[:1]),
            name=Subquery(
                about.values(full=Concat("person__first_names", Value(" "), "person__last_name"))[:1]
            ),
            element_name=Case(*names, default=F("element"), output_field=CharField()),
            run_reference=Value(run.reference),
        )
        .order_by("payslip_id", "number")
    )


def _of(field: str, code: str) -> Q:
    if not code:
        return Q()
    return Q(**{f"{field}__isnull": True}) if code == NONE else Q(**{field: code})
