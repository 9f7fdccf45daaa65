from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from backoffice.reports import Column, export_response
from backoffice.ui.tables import ListTable


def export_list(request: HttpRequest, table: ListTable, _filter: Any) -> HttpResponseBase:
    """What a list shows, all of it, as a file."""
    return export_response(
        request,
        filename=table.caption.lower(),
        columns=[Column(name, heading, kind) for name, heading, kind in table.export_columns()],
        rows=table.export_rows(),
        format=request.GET["format"],
        title=table.caption,
    )
