"""The export of a list: what is shown, unpaged, in the format the address asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.text import slugify

from backoffice.reports.columns import Column
from backoffice.reports.exports import export_response
from backoffice.ui.tables import ListTable


def export_list(request: HttpRequest, table: ListTable, filterset: Any) -> HttpResponseBase:
    """Give to `list_page(export=export_list)`."""
    columns = [Column(name, heading, kind) for name, heading, kind in table.export_columns()]
    title = str(table.caption)
    return export_response(
        request,
        filename=slugify(title) or "list",
        columns=columns,
        rows=table.export_rows(),
        format=request.GET["format"],
        title=title,
    )
