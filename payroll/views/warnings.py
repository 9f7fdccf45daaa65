"""Warnings and exceptions of a run, and clearing them with a reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from backoffice.reports.lists import export_list
from backoffice.tenancy.requests import AuthorityRequest
from backoffice.tenancy.views import authority_page
from backoffice.ui.filters import ChoicesFilter, ListFilter, TickFilter
from backoffice.ui.lists import BulkAction, list_page
from backoffice.ui.shortcuts import done, render_form
from backoffice.ui.tables import ListTable, SelectColumn, TextColumn
from payroll.forms.runs import ReasonForm
from payroll.models import RunException, RunWarning
from payroll.queries.runs import run_for
from payroll.queries.warnings import exceptions_of, warnings_of
from payroll.services.clear_warnings import clear_exceptions, clear_warnings


def _pay_details(row: Any) -> str:
    return reverse("payroll:person_details", args=[row.employment])


def _payslips(row: Any) -> str:
    return f"{reverse('payroll:payslips', args=[row.run.reference])}?{urlencode({'q': row.number})}"


class WarningTable(ListTable):
    select = SelectColumn(label=lambda row: f"{row.name}, {row.get_kind_display()}")
    number = TextColumn("Payroll number", orderable=False, url=_pay_details)
    name = TextColumn("Name", orderable=False)
    kind = TextColumn("Warning", orderable=False, url=_payslips)
    detail = TextColumn("Detail", orderable=False)
    reason = TextColumn("Cleared because", orderable=False, default="")
    cleared_by = TextColumn("By", accessor="cleared_by__name", orderable=False, default="")


class ExceptionTable(ListTable):
    select = SelectColumn(label=lambda row: row.name)
    number = TextColumn("Payroll number", orderable=False, url=_pay_details)
    name = TextColumn("Name", orderable=False)
    message = TextColumn("What is wrong", orderable=False)
    reason = TextColumn("Left out because", orderable=False, default="")
    cleared_by = TextColumn("By", accessor="cleared_by__name", orderable=False, default="")


class WarningFilter(ListFilter):
    kind = ChoicesFilter(label="Warning", choices=RunWarning.KINDS)
    number = django_filters.CharFilter(label="Payroll number", lookup_expr="iexact")
    cleared = TickFilter(label="Not cleared yet", field_name="cleared_by", lookup_expr="isnull")

    class Meta(ListFilter.Meta):
        model = RunWarning
        fields: list[str] = []


class ExceptionFilter(ListFilter):
    number = django_filters.CharFilter(label="Payroll number", lookup_expr="iexact")
    cleared = TickFilter(label="Not cleared yet", field_name="cleared_by", lookup_expr="isnull")

    class Meta(ListFilter.Meta):
        model = RunException
        fields: list[str] = []


def _list(request: AuthorityRequest, reference: str, **more: Any) -> HttpResponseBase:
    run = run_for(viewer=request.actor, reference=reference)
    may = request.actor.can("payroll.prepare_run") and run.state == "calculated"
    clear_url, label = more.pop("clear_url"), more.pop("label")
    return list_page(
        request,
        queryset=more.pop("rows")(run=run),
        export=export_list,
        bulk=[BulkAction("clear", label)] if may else [],
        bulk_url=reverse(clear_url, args=[reference]) if may else "",
        template="payroll/run_list.html",
        run=run,
        **more,
    )


@authority_page("payroll.view_payslips")
def show(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """What somebody has to look at before the run may be checked."""
    return _list(
        request, reference, title=f"Warnings of {reference}", nouns=("warning", "warnings"), rows=warnings_of,
        table=WarningTable, filterset=WarningFilter, clear_url="payroll:clear_warnings", label="Clear with a reason",
    )  # fmt: skip


@authority_page("payroll.view_payslips")
def exceptions(request: AuthorityRequest, reference: str) -> HttpResponseBase:
    """People whose pay could not be worked out."""
    return _list(
        request, reference, title=f"Exceptions of {reference}", nouns=("exception", "exceptions"), rows=exceptions_of,
        table=ExceptionTable, filterset=ExceptionFilter, clear_url="payroll:clear_exceptions",
        label="Leave out with a reason",
    )  # fmt: skip


def _clear(request: AuthorityRequest, reference: str, do: Any, back: str, title: str) -> HttpResponse:
    run = run_for(viewer=request.actor, reference=reference)
    ids = [int(value) for value in request.POST.getlist("pk") if value.isdigit()]
    url = reverse(back, args=[reference])
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        with form.refusals():
            count = do(actor=request.actor, run=run, ids=ids, **form.cleaned_data)
            return done(request, f"{count} cleared.", to=url)
    context = {
        "title": title,
        "lead": f"{len(ids)} chosen",
        "submit": "Clear",
        "cancel": url,
        "ids": ids,
        "run": run,
    }
    return render_form(request, "payroll/clear.html", context, form)


@authority_page("payroll.prepare_run")
def clear(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Clear the warnings that were ticked."""
    return _clear(request, reference, clear_warnings, "payroll:run_warnings", "Clear warnings")


@authority_page("payroll.prepare_run")
def leave_out(request: AuthorityRequest, reference: str) -> HttpResponse:
    """Leave the people out that were ticked."""
    return _clear(request, reference, clear_exceptions, "payroll:run_exceptions", "Leave people out")
