"""Every registered report over the API: the rows of its page, as data."""

from __future__ import annotations

import itertools
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backoffice.api.views import AuthorityViewSet
from backoffice.errors import Refused
from backoffice.reports.registry import Report, report_for, reports_for
from backoffice.reports.sql import Sql

MOST_ROWS = 5000
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Such as finance.trial_balance."
)
OFFSET = OpenApiParameter("offset", OpenApiTypes.INT, description="How many rows to pass over.")


class ReportSerializer(serializers.Serializer[Any]):
    """A report: its code, what it tells, and the names of what it asks for."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    description = serializers.CharField()
    parameters = serializers.ListField(child=serializers.CharField())


class ColumnSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField(help_text="money is integer pence")


class RowsSerializer(serializers.Serializer[Any]):
    """At most 5,000 rows, in the order of the columns; `next_offset` is null where no more follow."""

    columns = ColumnSerializer(many=True)
    rows = serializers.ListField(child=serializers.ListField())
    next_offset = serializers.IntegerField(allow_null=True)


class ReportViewSet(AuthorityViewSet):
    """The reports the caller may run. A report's permission is its own; its parameters are those of its page."""

    permissions = {"list": None, "retrieve": None}  # each report has its own
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9_.]+"
    serializer_class = ReportSerializer
    pagination_class = None  # type: ignore[assignment]

    @extend_schema(responses=ReportSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Those the caller may run."""
        return Response(
            [
                {
                    "code": report.code,
                    "label": report.label,
                    "description": report.description,
                    "parameters": list(report.form().fields) if report.form is not None else [],
                }
                for report in reports_for(self.actor)
            ]
        )

    @extend_schema(parameters=[CODE, OFFSET], responses=RowsSerializer)
    def retrieve(self, request: Request, code: str) -> Response:
        """Its rows; money in pence, days and moments as ISO 8601."""
        report = report_for(self.actor, code)
        params = _params(report, request)
        offset = _offset(request)
        columns = report.columns_for(params)
        found = report.rows(viewer=self.actor, params=params)
        rows = found.rows() if isinstance(found, Sql) else iter(found)
        page = list(itertools.islice(rows, offset, offset + MOST_ROWS + 1))
        return Response(
            {
                "columns": [
                    {"name": column.name, "label": column.label, "kind": column.kind} for column in columns
                ],
                "rows": [list(row) for row in page[:MOST_ROWS]],
                "next_offset": offset + MOST_ROWS if len(page) > MOST_ROWS else None,
            }
        )


def _params(report: Report, request: Request) -> dict[str, Any]:
    if report.form is None:
        return {}
    form = report.form(request.query_params)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Refused(
            str(errors[0]),
            where=name,
            next_step=f"Give the report's parameters: {', '.join(form.fields)}.",
            code="report_parameters",
        )
    return form.cleaned_data


def _offset(request: Request) -> int:
    text = request.query_params.get("offset", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused("The offset is a number of rows.", where="offset", code="report_offset")
    return int(text)


def register(router: Any) -> None:
    """Offer them under /<authority>/api/v1/reports."""
    router.register("reports", ReportViewSet, basename="reports")
