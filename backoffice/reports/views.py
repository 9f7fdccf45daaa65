"""The reports pages: choose one, see it, take it away."""

from __future__ import annotations

import itertools
from typing import Any

from django.apps import apps
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from backoffice.errors import Refused
from backoffice.reports.columns import NUMBERS, for_print
from backoffice.reports.exports import FORMATS, UnknownFormat, export_response
from backoffice.reports.registry import report_for, reports_for
from backoffice.reports.sql import Sql
from backoffice.tenancy.views import authority_page
from backoffice.ui.shortcuts import render_message

SHOWN_ROWS = 200


@require_GET
@authority_page()
def reports(request: Any) -> HttpResponse:
    found = reports_for(request.actor)
    groups = [
        (_title(function), list(each))
        for function, each in itertools.groupby(found, lambda report: report.function)
    ]
    context = {
        "title": "Reports",
        "lead": "Each as a page, and as CSV, Excel or PDF to take away.",
        "groups": groups,
    }
    return render(request, "reports/reports.html", context)


def _title(function: str) -> str:
    return str(apps.get_app_config(function).verbose_name) if function else "General"


@require_GET
@authority_page()
def report(request: Any, code: str) -> HttpResponseBase:
    """The report on screen (its first 200 rows), or as a file with `format` in the address."""
    found = report_for(request.actor, code)
    query = request.GET if any(name != "format" for name in request.GET) or found.form is None else None
    form = found.form(query) if found.form is not None else None
    params: dict[str, Any] = {}
    ready = True
    if form is not None:
        ready = form.is_bound and form.is_valid()
        params = form.cleaned_data if ready else {}
    context: dict[str, Any] = {
        "title": found.label,
        "lead": found.description,
        "report": found,
        "form": form,
        "ready": ready,
        "formats": _formats(request),
    }
    if not ready:
        status = 422 if form is not None and form.is_bound and form.errors else 200
        return render(request, "reports/report.html", context, status=status)
    try:
        columns = found.columns_for(params)
        rows = found.rows(viewer=request.actor, params=params)
        if format := request.GET.get("format"):
            if format not in FORMATS:
                raise UnknownFormat(f"There is no export as {format}.", next_step="Choose CSV, Excel or PDF.")
            return export_response(
                request,
                filename=slugify(found.label),
                columns=columns,
                rows=rows,
                format=format,
                title=found.label,
                lead=request.authority.name,
            )
        read = rows.rows() if isinstance(rows, Sql) else iter(rows)
        shown = list(itertools.islice(read, SHOWN_ROWS + 1))
    except Refused as refusal:
        return render_message(
            request,
            title=found.label,
            text=refusal.message,
            next_step=refusal.next_step,
            status=refusal.status,
        )
    written = for_print(columns)
    numbers = [column.kind in NUMBERS for column in columns]
    context |= {
        "head": [(column.label, number) for column, number in zip(columns, numbers, strict=True)],
        "rows": [
            (
                found.links(viewer=request.actor, params=params, row=row) if found.links else "",
                list(zip(written(row), numbers, strict=True)),
            )
            for row in shown[:SHOWN_ROWS]
        ],
        "more": len(shown) > SHOWN_ROWS,
        "shown": SHOWN_ROWS,
    }
    return render(request, "reports/report.html", context)


def _formats(request: Any) -> list[tuple[str, str]]:
    """Label and address of each file, with the parameters that are on."""
    links = []
    for format, (label, _) in FORMATS.items():
        query = request.GET.copy()
        query["format"] = format
        links.append((label, "?" + query.urlencode()))
    return links
