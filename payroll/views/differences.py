"""What differs from the run before."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from payroll.queries.preview import count_differences, differences
from payroll.queries.runs import run_before, run_for

PER_PAGE = 50


@authority_page("payroll.view_payslips")
def show(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Each person whose net pay differs, the largest difference first, with what changed and why."""
    run = run_for(viewer=request.actor, reference=reference)
    before = run_before(run)
    differing, people = count_differences(run) if before else (0, 0)
    page = Paginator(range(differing), PER_PAGE).get_page(request.GET.get("page"))
    rows = (
        differences(viewer=request.actor, run=run, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE)
        if before
        else []
    )
    return render(
        request,
        "payroll/differences.html",
        {
            "title": f"Differences of {run.reference}",
            "lead": f"{run.period} against {before.period} ({before.reference})"
            if before
            else str(run.period),
            "run": run,
            "before": before,
            "rows": rows,
            "page": page,
            "figures": [
                Figure("Different", formats.count(differing)),
                Figure("The same", formats.count(people - differing)),
            ],
        },
    )
