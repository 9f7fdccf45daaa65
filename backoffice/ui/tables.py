"""Tables of lists: django-tables2 columns, written in Python, because a template per cell is too slow.

    class PersonTable(ListTable):
        name = TextColumn("Name", url=lambda person: reverse("hr:person", args=[person.reference]))
        unit = TextColumn("Unit", accessor="unit__name")
        joined_on = DayColumn("Joined")
        salary_pence = MoneyColumn("Salary £")
        state = StatusColumn("State", meanings={"active": "done", "left": "off"})

        caption = "People"

django-tables2's own columns, `render_<name>` methods, `linkify` and `attrs` work as its manual says.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import django_tables2
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import QueryDict
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns.base import BoundColumn

from backoffice.ui import formats
from backoffice.ui.components import status_tag

COUNT_CAP = 10_000  # counting further would make a list slower the more rows there are
Getter = Callable[[Any], Any]


class TextColumn(django_tables2.Column):
    """Text; with `url` (record -> address) a link. `kind` is for the export, `css` for the cell."""

    kind = "text"
    css = ""

    def __init__(self, *args: Any, url: Getter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = url

    def written(self, value: Any) -> str:
        """The value as it stands in a cell, not yet linked; escaped by the table unless it is safe."""
        return value if isinstance(value, str) else str(value)


class NumberColumn(TextColumn):
    kind, css = "integer", "n"

    def written(self, value: Any) -> str:
        return formats.count(value)


class DecimalColumn(TextColumn):
    """A number with a fraction, such as a full-time share; without the noughts behind it."""

    kind, css = "decimal", "n"

    def written(self, value: Any) -> str:
        return f"{Decimal(value).normalize():,f}"


class MoneyColumn(TextColumn):
    """Integer pence."""

    kind, css = "money", "n"

    def written(self, value: Any) -> str:
        return formats.money(value)


class DayColumn(TextColumn):
    kind, css = "date", "nw"

    def written(self, value: Any) -> str:
        return formats.short_day(value)


class MomentColumn(TextColumn):
    kind, css = "moment", "nw"

    def written(self, value: Any) -> str:
        return formats.moment(value)


class StatusColumn(TextColumn):
    """A state as a tag. `meanings` maps stored values to meanings of `components.COLOURS`."""

    css = "nw"

    def __init__(self, *args: Any, meanings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanings = meanings


class SelectColumn(TextColumn):
    """A box to tick for bulk actions, posted as `pk`; `label` (record -> text) names the row aloud."""

    css = "sel"

    def __init__(self, *, label: Getter = str, accessor: str = "pk", **kwargs: Any) -> None:
        super().__init__("", accessor=accessor, orderable=False, exclude_from_export=True, **kwargs)
        self.row_label = label


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than the cap: `more` says that there are more rows than `count`.

    A page that does not exist is the nearest that does.
    """

    def __init__(self, *args: Any, cap: int = COUNT_CAP, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cap = cap
        self.more = False

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, models.QuerySet):
            return len(rows)
        found = rows.order_by()[: self.cap + 1].count()
        self.more = found > self.cap
        return min(found, self.cap)

    def page(self, number: Any) -> Page[Any]:
        try:
            number = int(number)
        except (TypeError, ValueError):
            number = 1
        return super().page(min(max(1, number), self.num_pages))


class ListTable(django_tables2.Table):
    """A table that writes its own rows. `list_page` gives it its page."""

    caption = "Results"
    nothing = "Nothing fits these filters. Remove one, or clear them all."  # said when there is no row
    page: Page[Any]

    @property
    def row_header(self) -> str:
        """Name of the column that names the row: the first that is not for ticking."""
        names = (c.name for c in self.columns if not isinstance(c.column, SelectColumn))
        return str(next(names))

    @property
    def selectable(self) -> bool:
        return any(isinstance(column.column, SelectColumn) for column in self.columns)

    def use_page(self, number: Any, per_page: int, cap: int = COUNT_CAP) -> Page[Any]:
        """Take one page of the rows, in the table's order and then by primary key."""
        rows = self.data.data
        if isinstance(rows, models.QuerySet):
            rows = rows.order_by(*_unique_order(rows))
        self.page = CappedPaginator(rows, per_page, cap=cap).page(number)
        return self.page

    def head(self, query: QueryDict) -> list[dict[str, Any]]:
        """Cells of the head, with the address that sorts by each."""
        cells = []
        for column in self.columns:
            sort = ""
            if column.is_ordered:
                sort = "descending" if column.order_by_alias.is_descending else "ascending"
            url = ""
            if column.orderable:
                url = address(query, sort=str(column.order_by_alias.next), page=None)
            select = isinstance(column.column, SelectColumn)
            cells.append(
                {"label": column.header, "css": _css(column), "sort": sort, "url": url, "select": select}
            )
        return cells

    def body(self) -> SafeString:
        """The rows of the page. Rows are read here, so a view's time does not include them."""
        writers = [_writer(self, column) for column in self.columns]
        rows = [
            "".join(['<tr role="row">', *[write(r) for write in writers], "</tr>"])
            for r in self.page.object_list
        ]
        if not rows:
            return format_html(
                '<tr role="row"><td role="cell" colspan="{}">{}</td></tr>', len(writers), self.nothing
            )
        return mark_safe("\n".join(rows))

    def export_columns(self) -> list[tuple[str, str, str]]:
        """Name, heading and kind (text, integer, decimal, money, date, moment) of each column an export shows."""
        return [(c.name, str(c.header), getattr(c.column, "kind", "text")) for c in self._exported()]

    def export_rows(self) -> Iterator[tuple[Any, ...]]:
        """All rows of the list, not only the page's, as raw values (money in pence), one after the other."""
        rows = self.data.data
        model = getattr(rows, "model", None)
        getters = [_getter(column, model) for column in self._exported()]
        if isinstance(rows, models.QuerySet):
            rows = rows.order_by(*_unique_order(rows)).iterator(chunk_size=2000)
        for record in rows:
            yield tuple(get(record) for get in getters)

    def _exported(self) -> list[BoundColumn]:
        return [column for column in self.columns if not column.column.exclude_from_export]


def address(query: QueryDict, **changes: Any) -> str:
    """The query string with some values changed; None or "" removes one."""
    kept = [(key, value) for key, values in query.lists() if key not in changes for value in values]
    kept += [(key, value) for key, value in changes.items() if value not in (None, "")]
    return "?" + urlencode(kept)


def page_links(query: QueryDict, page: Page[Any]) -> dict[str, Any]:
    """Addresses of the other pages; nothing when there is only one. A gap in the numbers is (None, "")."""
    last = page.paginator.num_pages
    if last <= 1:
        return {}
    near = {1, last, *range(page.number - 2, page.number + 3)}
    shown: list[tuple[int | None, str]] = []
    before = 0
    for number in sorted(n for n in near if 1 <= n <= last):
        if number - before > 1:
            shown.append((None, ""))
        shown.append((number, address(query, page=number)))
        before = number
    return {
        "pages": shown,
        "previous": address(query, page=page.number - 1) if page.has_previous() else "",
        "next": address(query, page=page.number + 1) if page.has_next() else "",
    }


def _unique_order(rows: models.QuerySet[Any]) -> list[Any]:
    """The order asked for, ending in the primary key, so that no row is on two pages or on none."""
    order = list(rows.query.order_by)
    names = {str(part).lstrip("-") for part in order}
    return order if names & {"pk", "id"} else [*order, "pk"]


def _css(column: BoundColumn) -> str:
    cell = (column.column.attrs or {}).get("td", {}).get("class", "")
    return f"{getattr(column.column, 'css', '')} {cell}".strip()


def _writer(table: ListTable, column: BoundColumn) -> Callable[[Any], str]:
    """A function that writes a record's cell; what does not change from row to row is done here."""
    css, label = _css(column), escape(str(column.header))
    class_ = f' class="{escape(css)}"' if css else ""
    if isinstance(column.column, SelectColumn):
        opening, closing = f'<td role="cell"{class_}>', "</td>"
    elif column.name == table.row_header:
        opening, closing = f'<th role="rowheader" scope="row"{class_}>', "</th>"
    else:
        opening, closing = f'<td role="cell"{class_}' + (f' data-label="{label}">' if label else ">"), "</td>"
    content = _content(table, column)

    def write(record: Any) -> str:
        return f"{opening}{content(record)}{closing}"

    return write


def _content(table: ListTable, column: BoundColumn) -> Getter:
    """A function from record to the escaped content of a cell."""
    kind = column.column
    get = _getter(column, getattr(table.data.data, "model", None))
    render = getattr(table, f"render_{column.name}", None)
    if isinstance(kind, SelectColumn):
        return _ticks(kind, get)
    if render is None and isinstance(kind, TextColumn) and column.link is None:
        return _plain(column, kind, get)
    return _rendered(table, column, render or kind.render, get)


def _plain(column: BoundColumn, kind: TextColumn, get: Getter) -> Getter:
    """The fast way: our own columns without a method of the table."""
    empty, default, written, url = (
        kind.empty_values,
        conditional_escape(column.default),
        kind.written,
        kind.url,
    )
    meanings = kind.meanings if isinstance(kind, StatusColumn) else None
    stored = _attributes(str(column.accessor))

    def content(record: Any) -> str:
        value = get(record)
        if value in empty:
            return default
        if meanings is not None:
            return status_tag(str(value), meanings.get(str(stored(record)), "draft"))
        text = conditional_escape(written(value))
        return f'<a class="govuk-link" href="{escape(url(record))}">{text}</a>' if url else text

    return content


def _rendered(table: ListTable, column: BoundColumn, render: Callable[..., Any], get: Getter) -> Getter:
    """A column with a `render_<name>` method, a `linkify`, or of django-tables2's own kinds."""
    kind, link = column.column, column.link
    wanted = _parameters(getattr(render, "__func__", render))  # of the class: a cache must not keep tables
    default = conditional_escape(column.default)
    url = getattr(kind, "url", None)
    fixed = {"column": kind, "bound_column": column, "table": table, "bound_row": None}

    def content(record: Any) -> str:
        value = get(record)
        if value in kind.empty_values:
            return default
        given = {**fixed, "record": record, "value": value}
        text = render(**(given if wanted is None else {name: given[name] for name in wanted}))
        if not isinstance(text, str) and isinstance(kind, TextColumn):
            text = kind.written(text)
        if link is not None:
            text = link(text, **given)
        text = conditional_escape(text)
        return f'<a class="govuk-link" href="{escape(url(record))}">{text}</a>' if url else text

    return content


def _ticks(kind: SelectColumn, get: Getter) -> Getter:
    def content(record: Any) -> str:
        return (
            f'<input class="bo-tick" type="checkbox" name="pk" form="bulk" value="{escape(get(record))}" '
            f'aria-label="Select {escape(kind.row_label(record))}">'
        )

    return content


@cache
def _parameters(render: Callable[..., Any]) -> tuple[str, ...] | None:
    """Names of the arguments a plain function takes, itself left out; None when it takes any."""
    parameters = [p for name, p in inspect.signature(render).parameters.items() if name != "self"]
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters):
        return None
    return tuple(p.name for p in parameters)


def _getter(column: BoundColumn, model: type[models.Model] | None) -> Getter:
    """A function from record to value; the words of a choice rather than what is stored."""
    path = str(column.accessor)
    last = path.replace("__", ".").rsplit(".", maxsplit=1)
    if model is not None and len(last) == 1:
        try:
            if getattr(model._meta.get_field(path), "choices", None):
                return lambda record: getattr(record, f"get_{path}_display")()
        except FieldDoesNotExist:
            pass
    return _attributes(path)


@lru_cache(maxsize=1000)
def _attributes(path: str) -> Getter:
    """Follow a path such as `unit__name` through attributes, mappings, lists and calls; None where it breaks off."""
    steps = path.replace("__", ".").split(".")

    def get(record: Any) -> Any:
        value = record
        for step in steps:
            try:
                if isinstance(value, Mapping):
                    value = value[step]
                elif isinstance(value, list) and step.isdigit():
                    value = value[int(step)]
                else:
                    value = getattr(value, step)
            except (AttributeError, IndexError, KeyError, ObjectDoesNotExist):
                return None
            if callable(value) and not getattr(value, "alters_data", False):
                value = value()
        return value

    return get


__all__ = [
    "CappedPaginator",
    "DayColumn",
    "DecimalColumn",
    "ListTable",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "SelectColumn",
    "StatusColumn",
    "TextColumn",
    "address",
    "page_links",
]
