"""Payslips: a run's list, one explained line by line, as PDFs, corrected, and one's own."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from backoffice.jobs.services import start_job
from backoffice.links import Link
from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui import formats
from backoffice.ui.components import Figure
from backoffice.ui.filters import ChoicesFilter, ListFilter
from backoffice.ui.lists import Total, list_page
from backoffice.ui.shortcuts import done, render_form
from backoffice.ui.tables import ListTable, MoneyColumn, TextColumn
from payroll.forms.runs import CorrectForm
from payroll.models import Payment, Payslip, PayslipLine
from payroll.queries.payslip_pdf import YEAR, payslip_pdf
from payroll.queries.payslips import ShownPayslip, named_payslips, own_payslips, payslip_for, year_to_date
from payroll.queries.runs import run_for
from payroll.services.correct_payslip import correct_payslip


def _url(run: str, slip: Payslip) -> str:
    return reverse("payroll:payslip", args=[run, slip.number, slip.kind_code])  # type: ignore[attr-defined]


class PayslipTable(ListTable):
    number = TextColumn("Payroll number", orderable=False, url=lambda slip: _url(slip.run_reference, slip))
    name = TextColumn("Name", orderable=False)
    kind = TextColumn("Kind", orderable=False)
    gross_pence = MoneyColumn("Payments £")
    tax_pence = MoneyColumn("Tax £", orderable=False)
    ni_employee_pence = MoneyColumn("NI £", orderable=False)
    pension_employee_pence = MoneyColumn("Pension £", orderable=False)
    deductions_pence = MoneyColumn("All deductions £", orderable=False)
    net_pence = MoneyColumn("Net £")


class PayslipFilter(ListFilter):
    q = django_filters.CharFilter(label="Payroll number or last name", method="search")
    kind = ChoicesFilter(label="Kind", choices=Payslip.KINDS)

    def search(self, rows: Any, name: str, value: str) -> Any:
        from django.db.models import Q

        from hr.models import Employment

        wanted = Employment.objects.filter(
            Q(number__istartswith=value) | Q(person__last_name__istartswith=value)
        )
        return rows.filter(employment_id__in=wanted.values("pk"))

    class Meta(ListFilter.Meta):
        model = Payslip
        fields: list[str] = []


@authority_page("payroll.view_payslips")
def payslips(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """The payslips of a run."""
    run = run_for(viewer=request.actor, reference=reference)
    return list_page(
        request,
        title=f"Payslips of {run.reference}",
        nouns=("payslip", "payslips"),
        queryset=named_payslips(viewer=request.actor, run=run),
        table=PayslipTable,
        filterset=PayslipFilter,
        export=export_list,
        total=Total("net_pence", "net"),
        template="payroll/payslips.html",
        run=run,
    )


@authority_page(("payroll.view_payslips", "payroll.view_own_payslips"))
def payslip(request: AuthorityRequest, reference: str, number: str, kind: str) -> HttpResponse:
    """One payslip, each line with what went in, the sum done and the law behind it."""
    shown = payslip_for(viewer=request.actor, reference=reference, number=number, kind=kind)
    slip, frozen = shown.payslip, shown.frozen
    how = ""
    if shown.payment is not None:
        how = {
            Payment.BACS: f"by Bacs to the account ending {frozen.bank_ending}" if frozen else "by Bacs",
            Payment.OTHER: "by other means",
            Payment.NOTHING: "with nothing to pay out",
        }[shown.payment.method]
    figures = [
        Figure("Gross pay", f"£{formats.money(shown.gross_pay_pence)}"),
        Figure("Deductions", f"£{formats.money(slip.deductions_pence)}"),
        *(
            [Figure("Expenses", f"£{formats.money(shown.expenses_pence)}", "Paid back without tax")]
            if shown.expenses_pence
            else []
        ),
        Figure("Net pay", f"£{formats.money(slip.net_pence)}"),
    ]
    if frozen is not None:
        basis = "cumulative" if frozen.inputs.basis == "cumulative" else "week 1 / month 1"
        figures += [
            Figure("Tax code", frozen.inputs.tax_code, basis),
            Figure(
                "National Insurance",
                f"Category {frozen.inputs.ni_letter}",
                frozen.ni_number or "No number held",
            ),
        ]
    year = year_to_date(slip, shown.run, shown.period).get(slip.employment_id, {})
    return render(
        request,
        "payroll/payslip.html",
        {
            "title": f"Payslip for {shown.period}, line by line",
            "lead": f"{frozen.name if frozen else shown.employment.person.name}, {number}. "
            f"Pay day {formats.day(shown.run.pay_on)}, {how}.",
            "shown": shown,
            "figures": figures,
            "sections": [
                _section("Payments", shown, PayslipLine.PAYMENT),
                _section("Deductions", shown, PayslipLine.DEDUCTION),
            ],
            "employer": _section("Employer's costs", shown, PayslipLine.EMPLOYER),
            "year": [(label, year[name]) for name, label in YEAR if year.get(name)],
            "kind": dict(Payslip.KINDS)[slip.kind],
            "released": shown.run.is_released,
            "may_correct": request.actor.can("payroll.prepare_run")
            and shown.run.is_released
            and slip.kind != Payslip.REVERSING,
            "may_see_law": request.actor.can("payroll.view"),
            "is_others": request.actor.can("payroll.view_payslips"),
        },
    )


def _section(caption: str, shown: ShownPayslip, kind: int) -> dict[str, Any]:
    lines = shown.of_kind(kind)
    total = sum(line.amount_pence for line in lines)
    before = shown.before_totals.get(kind, 0)
    return {
        "caption": caption,
        "lines": lines,
        "total": total,
        "before": before,
        "change": total - before,
        "compared": bool(shown.before_totals),
    }


@authority_page(("payroll.view_payslips", "payroll.view_own_payslips"))
def pdf(request: AuthorityRequest, reference: str, number: str, kind: str) -> HttpResponse:
    """The payslip to keep."""
    shown = payslip_for(viewer=request.actor, reference=reference, number=number, kind=kind)
    response = HttpResponse(payslip_pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="payslip-{reference}-{number}.pdf"'
    return response


@authority_page("payroll.view_payslips")
@require_POST
def print_all(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """Every payslip of the run as one archive, made by a job."""
    run = run_for(viewer=request.actor, reference=reference)
    job = start_job(
        actor=request.actor,
        kind="payroll.payslips",
        params={"run": run.pk},
        about=Link("payroll.run", run.pk),
        key=f"payroll.payslips:{run.reference}:{run.calculation}:{request.actor.member_id}",
    )
    return redirect(job.get_absolute_url())


@authority_page("payroll.prepare_run")
def correct(request: AuthorityRequest, reference: str, number: str, kind: str) -> HttpResponse:
    """Have a supplementary run reverse a released payslip, and pay it anew if wanted."""
    shown = payslip_for(viewer=request.actor, reference=reference, number=number, kind=kind)
    form = CorrectForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with form.refusals():
            run = form.cleaned_data["run"]
            correct_payslip(
                actor=request.actor,
                run=run,
                payslip=shown.payslip,
                is_replaced=form.cleaned_data["is_replaced"],
                reason=form.cleaned_data["reason"],
            )
            return done(
                request,
                f"The payslip will be corrected in {run.reference}. Calculate it to see the result.",
                to=run,
            )
    context = {
        "title": "Correct a payslip",
        "lead": f"{shown.employment.person.name}, {number}, {shown.period}",
        "submit": "Correct",
        "cancel": reverse("payroll:payslip", args=[reference, number, kind]),
    }
    return render_form(request, "payroll/correct.html", context, form)


@authority_page(None)
def own(request: AuthorityRequest) -> HttpResponse:
    """One's own payslips, once they are released."""
    return render(
        request,
        "payroll/own_payslips.html",
        {"title": "My payslips", "rows": own_payslips(viewer=request.actor)},
    )
