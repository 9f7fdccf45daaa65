"""A list page: filter, chips, count and sum, bulk actions, export of what is shown, sort and page.

    def people(request):
        return list_page(
            request, title="People", nouns=("person", "people"),
            queryset=people_for(viewer=request.actor).select_related("unit"),
            table=PersonTable, filterset=PersonFilter, export=export_list,
        )

Works without JavaScript; with it, htmx asks for the results alone. `select_related` what a row shows, and
index what it is sorted by: then a page costs the same for a hundred rows and for a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet

from backoffice.ui import formats
from backoffice.ui.filters import ListFilter
from backoffice.ui.forms import PenceField
from backoffice.ui.tables import COUNT_CAP, ListTable, address

PER_PAGE, MOST_PER_PAGE = 25, 200
Export = Callable[[HttpRequest, ListTable, FilterSet | None], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A button above the table; the ticked rows arrive as `pk`, the button as `do`."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a column of pence over what the filters leave: £1,297,903.07 gross."""

    field: str
    label: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address without it."""

    label: str
    url: str


def list_page(
    request: HttpRequest,
    *,
    title: str,
    table: type[ListTable],
    queryset: QuerySet[Any] | Sequence[Any],
    filterset: type[FilterSet] | None = None,
    nouns: tuple[str, str] = ("row", "rows"),
    total: Total | None = None,
    bulk: Sequence[BulkAction] = (),
    bulk_url: str = "",
    export: Export | None = None,
    template: str = "ui/list.html",
    per_page: int = PER_PAGE,
    cap: int = COUNT_CAP,
    **context: Any,
) -> HttpResponseBase:
    """Answer a list. Queries: the rows, their count, the sum if asked for, and what the filters choose from.

    `export(request, table, filterset)` answers when the address has `format`: it takes what is shown,
    unpaged, from `table.export_columns()` and `table.export_rows()`. Counting stops at `cap` ("more than
    10,000"), and the sum is left out above it. `per_page` in the address is honoured up to 200.
    """
    query = request.GET
    filter_ = filterset(query, queryset, request=request) if filterset else None
    rows = filter_.qs if filter_ is not None else queryset
    shown = table(rows, order_by=query.getlist("sort") or None)
    shown.caption = shown.caption if shown.caption != ListTable.caption else title
    if export is not None and query.get("format"):
        return export(request, shown, filter_)
    in_use = chips(filter_, request) if filter_ is not None else []
    if in_use:
        shown.nothing = ListTable.nothing
    elif shown.nothing == ListTable.nothing:
        shown.nothing = f"There are no {nouns[1]} here."
    page = shown.use_page(query.get("page"), _per_page(query.get("per_page"), per_page), cap)
    count = page.paginator.count
    more = getattr(page.paginator, "more", False)
    context |= {
        "title": title,
        "table": shown,
        "head": shown.head(query),
        "filter": filter_,
        "chips": in_use + (standing_chips(filter_, request) if isinstance(filter_, ListFilter) else []),
        "may_clear": bool(in_use),
        "count": count,
        "more": more,
        "noun": nouns[0] if count == 1 and not more else nouns[1],
        "total": _total(rows, total) if total and not more else None,
        "total_label": total.label if total else "",
        "bulk": bulk,
        "bulk_url": bulk_url,
        "sort": query.getlist("sort"),
        "exports": _export_links(request) if export is not None and count else [],
    }
    partial = request.headers.get("HX-Request-Type") == "partial"
    response: HttpResponse = render(request, "ui/results.html" if partial else template, context)
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


def chips(filter_: FilterSet, request: HttpRequest) -> list[Chip]:
    """One chip for each value that narrows the list."""
    if not filter_.is_bound:
        return []
    found = []
    for name, value in (
        filter_.form.cleaned_data.items() if filter_.form.is_valid() or filter_.form.errors else ()
    ):
        if value in (None, "", False) or (hasattr(value, "__len__") and not len(value)):
            continue
        field = filter_.form.fields[name]
        given = request.GET.getlist(name)
        for label, stored in _chip_values(field, value):
            rest = [other for other in given if other != stored] if stored else []
            query = request.GET.copy()
            query.setlist(name, rest)
            query.pop("page", None)
            found.append(Chip(label, address(query)))
    return found


def standing_chips(filter_: ListFilter, request: HttpRequest) -> list[Chip]:
    """One chip for each thing that narrows the list without having been chosen."""
    if not filter_.is_bound or not filter_.form.is_valid():
        return []
    return [
        Chip(label, address(request.GET, **{name: value, "page": None}))
        for label, name, value in filter_.narrowed_anyway()
    ]


def _chip_values(field: forms.Field, value: Any) -> list[tuple[str, str]]:
    """What a chip says, and the value it stands for where a filter has several."""
    label = str(field.label or "")
    if isinstance(field, forms.MultipleChoiceField):
        words = _words(field)
        return [(words.get(str(one), str(one)), str(one)) for one in value]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [(str(one), str(field.prepare_value(one))) for one in value]
    if isinstance(field, forms.BooleanField | forms.NullBooleanField):
        return [(label if value else f"Not: {label}", "")]
    if isinstance(field, forms.ModelChoiceField):
        return [(f"{label}: {value}", "")]
    if isinstance(field, forms.ChoiceField):
        return [(f"{label}: {_words(field).get(str(value), value)}", "")]
    if isinstance(field, PenceField):
        return [(f"{label.rstrip(' £')} £{formats.money(value)}", "")]
    if isinstance(value, date):
        return [(f"{label} {formats.short_day(value)}", "")]
    return [(f"\N{LEFT DOUBLE QUOTATION MARK}{value}\N{RIGHT DOUBLE QUOTATION MARK}", "")]


def _words(field: forms.ChoiceField) -> dict[str, str]:
    """What a stored choice is called; groups of choices are opened."""
    words: dict[str, str] = {}
    for key, word in cast(Iterable[tuple[Any, Any]], field.choices):
        for one, name in word if isinstance(word, list | tuple) else [(key, word)]:
            words[str(one)] = str(name)
    return words


def _per_page(asked: str | None, usual: int) -> int:
    if asked and asked.isascii() and asked.isdigit():
        return min(max(1, int(asked)), MOST_PER_PAGE)
    return usual


def _total(rows: Any, total: Total) -> int:
    return rows.order_by().aggregate(total=Sum(total.field))["total"] or 0


def _export_links(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (f"Export {name}", address(request.GET, format=name.lower(), page=None)) for name in ("CSV", "XLSX")
    ]
