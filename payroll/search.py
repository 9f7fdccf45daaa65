"""What the search of the first bar finds in payroll."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from backoffice.actor import Actor
from backoffice.ui.formats import money
from backoffice.work.search import Found, register_search
from hr.queries.people import employments_for
from payroll.models import PayRun, Payslip
from payroll.queries.runs import runs_for

YEAR = 12


def runs(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By reference, tax year or state; the latest first."""
    states = [value for value, label in PayRun.STATES if label.lower() == text.lower()]
    matching = Q(reference__iexact=text) | Q(period__tax_year=text.replace("/", "-")) | Q(state__in=states)
    return [
        Found(f"{run.reference}, {run.period}", run.get_absolute_url(), run.get_state_display())
        for run in runs_for(viewer=viewer).filter(matching).order_by("-pk")[:limit]
    ]


def payslips(*, viewer: Actor, text: str, limit: int) -> list[Found]:
    """By payroll number: a year of the person's payslips, the latest first."""
    employment = employments_for(viewer=viewer).filter(number=text.upper()).first()
    if employment is None:
        return []
    slips = list(Payslip.objects.filter(employment_id=employment.pk).order_by("-pk")[: min(limit, YEAR)])
    runs = {run.pk: run for run in runs_for(viewer=viewer).filter(pk__in={slip.run_id for slip in slips})}
    return [
        Found(
            f"Payslip {runs[slip.run_id].period}, {employment.number}",
            reverse(
                "payroll:payslip",
                args=[runs[slip.run_id].reference, employment.number, Payslip.KIND_CODES[slip.kind]],
            ),
            f"Net pay £{money(slip.net_pence)}",
        )
        for slip in slips
        if slip.run_id in runs
    ]


def register() -> None:
    """Offer pay runs and payslips."""
    register_search("payroll", "Pay runs", "payroll.view", runs)
    register_search("payroll", "Payslips", "payroll.view_payslips", payslips)
