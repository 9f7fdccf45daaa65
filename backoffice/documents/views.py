"""Documents: each reading is logged before the file is handed over."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from backoffice.documents.kinds import KINDS
from backoffice.documents.models import Access
from backoffice.documents.queries import accesses_for, document_for
from backoffice.documents.services import ContentChanged, log_access, open_unchanged
from backoffice.reports.lists import export_list
from backoffice.tenancy.views import authority_page
from backoffice.ui.filters import ListFilter
from backoffice.ui.lists import list_page
from backoffice.ui.shortcuts import render_message
from backoffice.ui.tables import ListTable, MomentColumn, TextColumn


class AccessTable(ListTable):
    document = TextColumn("Document", accessor="document__filename", orderable=False)
    kind = TextColumn("Kind", empty_values=(), orderable=False)
    member = TextColumn("Read by", accessor="member__name", orderable=False)
    via = TextColumn("Through", orderable=False)
    at = MomentColumn("When", order_by="id")

    caption = "Document log"

    def render_kind(self, record: Access) -> str:
        kind = KINDS.get(record.document.kind)
        return kind.label if kind else record.document.kind


class AccessFilter(ListFilter):
    document = django_filters.CharFilter(
        label="Document's name", field_name="document__filename", lookup_expr="icontains"
    )
    member = django_filters.CharFilter(label="Read by", field_name="member__name", lookup_expr="icontains")

    class Meta(ListFilter.Meta):
        model = Access
        fields: list[str] = []


@require_GET
@authority_page("documents.view_log")
def log(request: Any) -> HttpResponseBase:
    rows: QuerySet[Access] = accesses_for(viewer=request.actor)
    return list_page(
        request,
        title="Document log",
        lead="Who read which document and when.",
        nouns=("reading", "readings"),
        queryset=rows,
        table=AccessTable,
        filterset=AccessFilter,
        export=export_list,
    )


@require_GET
@authority_page()
def download(request: Any, reference: str) -> HttpResponseBase:
    document = document_for(viewer=request.actor, reference=reference)
    try:
        file = open_unchanged(document)
    except ContentChanged as refusal:
        return render_message(
            request,
            title="The file was changed",
            text=refusal.message,
            next_step=refusal.next_step,
            status=refusal.status,
        )
    log_access(actor=request.actor, document=document)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
