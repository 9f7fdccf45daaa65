"""Payroll's overview."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from payroll.models import PayRun
from payroll.queries.runs import next_period, runs_for
from payroll.queries.settings import settings_on
from payroll.views.runs import MEANINGS


@authority_page("payroll.view")
def home(request: AuthorityRequest) -> HttpResponse:
    """The runs that are under way, the next period, and what has not been set up."""
    viewer = request.actor
    latest = list(runs_for(viewer=viewer).order_by("-pk")[:6])
    following = next_period(viewer=viewer)
    figures = []
    if following is not None:
        figures.append(Figure("Next pay run", str(following), f"Pay day {formats.day(following.pay_on)}"))
    last = next((run for run in latest if run.state != PayRun.CANCELLED), None)
    if last is not None:
        figures.append(
            Figure(
                "Latest pay run",
                last.reference,
                last.get_state_display(),
                url=reverse("payroll:run", args=[last.reference]),
            )
        )
        figures.append(Figure(f"Payslips of {last.reference}", formats.count(last.payslips)))
        figures.append(Figure(f"Net pay of {last.reference}", f"£{formats.money(last.net_pence)}"))
    return render(
        request,
        "payroll/home.html",
        {
            "title": "Payroll",
            "figures": figures,
            "runs": [(run, MEANINGS[run.state]) for run in latest],
            "period": following,
            "settings_missing": settings_on(request.business_date) is None,
            "may_prepare": viewer.can("payroll.prepare_run"),
        },
    )
