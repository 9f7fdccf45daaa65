"""What differs from the run before."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render

from backoffice.reports import Column, export_response
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from backoffice.ui.forms import PenceField, UiForm
from payroll.models import PayRun
from payroll.queries.preview import Wanted, count_differences, differences
from payroll.queries.runs import run_before, run_for

PER_PAGE = 50
FORMATS = ("csv", "xlsx", "pdf")


class DifferenceFilter(UiForm):
    words = forms.CharField(label="Payroll number or last name", required=False, max_length=60)
    kind = forms.ChoiceField(
        label="Who",
        required=False,
        choices=[
            ("", "Everybody"),
            ("both", "Paid in both periods"),
            ("new", "New in this run"),
            ("gone", "Not paid any more"),
        ],
    )
    least = PenceField(label="Change of at least", required=False)

    @property
    def wanted(self) -> Wanted:
        """What is asked for; what was not understood narrows nothing, and is told."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(given.get("words") or "", given.get("kind") or "", abs(given.get("least") or 0))


@authority_page("payroll.view_payslips")
def show(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """Each person whose net pay differs, the largest difference first, with what changed and why."""
    run = run_for(viewer=request.actor, reference=reference)
    before = run_before(run)
    form = DifferenceFilter(request.GET)
    wanted = form.wanted
    if before is not None and request.GET.get("format") in FORMATS:
        return _export(request, run, before, wanted, request.GET["format"])
    differing, chosen, people = count_differences(run, wanted) if before else (0, 0, 0)
    page = Paginator(range(chosen), PER_PAGE).get_page(request.GET.get("page"))
    rows = (
        differences(
            viewer=request.actor, run=run, wanted=wanted, offset=(page.number - 1) * PER_PAGE, limit=PER_PAGE
        )
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
            "form": form,
            "rows": rows,
            "page": page,
            "exports": [(format.upper(), _with(request, format=format)) for format in FORMATS],
            "figures": [
                Figure("Different", formats.count(differing)),
                Figure("The same", formats.count(people - differing)),
                *([Figure("Shown here", formats.count(chosen))] if chosen != differing else []),
            ],
        },
    )


def _with(request: AuthorityRequest, **more: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _export(
    request: AuthorityRequest, run: PayRun, before: PayRun, wanted: Wanted, format: str
) -> HttpResponseBase:
    columns = [
        Column("number", "Payroll number", "reference"),
        Column("name", "Name"),
        Column("before", f"{before.period} £", "money"),
        Column("now", f"{run.period} £", "money"),
        Column("change", "Change £", "money"),
        Column("parts", "Lines that changed"),
        Column("causes", "Cause"),
    ]

    def rows() -> Iterator[tuple[str, str, int | None, int | None, int, str, str]]:
        offset = 0
        while found := differences(
            viewer=request.actor, run=run, wanted=wanted, offset=offset, limit=10 * PER_PAGE
        ):
            for each in found:
                parts = "; ".join(f"{part.name} {formats.change(part.change_pence)}" for part in each.parts)
                causes = "; ".join([*filter(None, [each.standing]), *(cause.what for cause in each.causes)])
                yield (
                    each.number,
                    each.name,
                    each.before_pence,
                    each.now_pence,
                    each.change_pence,
                    parts,
                    causes,
                )
            offset += len(found)

    return export_response(
        request,
        filename=f"differences-{run.reference}",
        columns=columns,
        rows=rows(),
        format=format,
        title=f"Differences of {run.reference}",
        lead=f"{run.period} against {before.period}",
    )
