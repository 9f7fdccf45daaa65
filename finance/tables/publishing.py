"""Publications and their lines as lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse

from backoffice.ui.filters import ChoicesFilter, ListFilter, TickFilter
from backoffice.ui.tables import (
    DayColumn,
    ListTable,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    SelectColumn,
    StatusColumn,
    TextColumn,
)
from finance.models import Publication, PublicationLine

MEANINGS = {
    "draft": "draft", "review": "waiting", "reviewed": "ready", "published": "done", "given_up": "off",
}  # fmt: skip


class PublicationTable(ListTable):
    name = TextColumn(
        "File",
        accessor="name",
        orderable=False,
        url=lambda p: reverse("finance:publication", args=[p.reference]),
    )
    dataset = TextColumn("What", accessor="get_dataset_display", orderable=False)
    version = NumberColumn("Version", orderable=False)
    state = StatusColumn("State", meanings=MEANINGS, orderable=False)
    row_count = NumberColumn("Rows", orderable=False)
    published_at = MomentColumn("Published", orderable=False)

    caption = "Publications"


class PublicationFilter(ListFilter):
    dataset = ChoicesFilter(label="What", choices=Publication.Dataset.choices)
    state = ChoicesFilter(label="State", choices=Publication.State.choices)

    class Meta(ListFilter.Meta):
        model = Publication
        fields: list[str] = []


class LineTableToRead(ListTable):
    number = NumberColumn("Line", orderable=False)
    supplier_name = TextColumn(
        "Supplier", url=lambda line: reverse("finance:publication_line", args=[line.reference])
    )
    posted_on = DayColumn("Posted")
    amount_pence = MoneyColumn("Net £")
    purpose = TextColumn("Purpose", orderable=False)
    account = TextColumn("Subjective", accessor="account__name", orderable=False)
    procurement_reference = TextColumn("Order", orderable=False)
    redaction = TextColumn("Redaction", accessor="get_redaction_display", orderable=False)
    proposed = TextColumn("Decided", accessor="is_proposed", orderable=False)

    caption = "Lines"

    def render_proposed(self, value: bool) -> str:
        return "Proposed" if value else "Yes"


class LineTable(LineTableToRead):
    select = SelectColumn(label=lambda line: f"line {line.number}")

    class Meta:
        sequence = ("select", "...")


class LineFilter(ListFilter):
    q = django_filters.CharFilter(label="Supplier or purpose", method="search")
    redaction = ChoicesFilter(
        label="Redaction", choices=[c for c in PublicationLine.Redaction.choices if c[0]]
    )
    proposed = TickFilter(label="Proposed, not decided yet", field_name="is_proposed")
    kind = ChoicesFilter(
        label="Kind of supplier", field_name="supplier__kind", choices=[("individual", "Individual")]
    )

    class Meta(ListFilter.Meta):
        model = PublicationLine
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(supplier_name__icontains=value) | Q(purpose__icontains=value))
