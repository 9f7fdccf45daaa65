from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import django_filters
from django.core.paginator import Page
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from backoffice.clock import business_date
from backoffice.dating import valid_on
from backoffice.ui.filters import ChoicesFilter, DayFilter, ListFilter, TickFilter
from backoffice.ui.tables import (
    COUNT_CAP,
    DayColumn,
    DecimalColumn,
    ListTable,
    SelectColumn,
    StatusColumn,
    TextColumn,
)
from hr.models import Assignment, Employment, Post, Unit, WorkforceType
from hr.queries.people import employed, held_posts, named
from hr.queries.posts import holders
from hr.queries.units import ids_below

CHUNK = 2000
SHORT = {"OFFICER": "Officer", "STAFF": "Staff", "PCSO": "PCSO", "SPECIAL": "Special"}  # columns are narrow


class AsAtTable(ListTable):
    """A table whose rows carry `as_at` (annotated by its filter) and are completed a page at a time, by
    one query."""

    def complete(self, rows: Sequence[Any], as_at: date) -> None:
        raise NotImplementedError

    def use_page(self, number: Any, per_page: int, cap: int = COUNT_CAP) -> Page[Any]:
        page = super().use_page(number, per_page, cap)
        page.object_list = rows = list(page.object_list)
        if rows:
            self.complete(rows, rows[0].as_at)
        return page

    def export_rows(self) -> Iterator[tuple[Any, ...]]:
        """Raw values of every row, completed by the thousand."""
        names = [str(column.accessor).split("__") for column in self._exported()]
        rows = self.data.data.order_by(*self.data.data.query.order_by, "pk").iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            self.complete(chunk, chunk[0].as_at)
            for row in chunk:
                yield tuple(_value(row, name) for name in names)


def _value(row: Any, names: list[str]) -> Any:
    for name in names:
        row = getattr(row, name)
    return row


def with_as_at(rows: QuerySet[Any], as_at: date) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(as_at=Value(as_at, output_field=DateField()))
    return found


class PeopleTable(AsAtTable):
    select = SelectColumn(label=lambda row: row.person.name)
    name = TextColumn(
        "Name",
        accessor="person__sorted_name",
        order_by=("person__last_name", "person__first_names"),
        url=lambda row: reverse("hr:person", args=[row.person.reference]),
    )
    number = TextColumn("Payroll number")
    workforce = TextColumn("Workforce", accessor="workforce_label", orderable=False)
    post = TextColumn("Post", accessor="post_title", orderable=False, default="–")
    unit = TextColumn("Unit", accessor="unit_name", orderable=False, default="–")
    fte = DecimalColumn("FTE", accessor="fte", orderable=False, default="–")
    starts_on = DayColumn("First day")
    last_day = DayColumn("Last day", accessor="last_day", orderable=False, default="–")
    status = StatusColumn(
        "Status", orderable=False, meanings={"Employed": "done", "Left": "off", "Starts later": "waiting"}
    )

    caption = "People"

    def complete(self, rows: Sequence[Any], as_at: date) -> None:
        """The post each holds, and where the employment stands on the day."""
        held = held_posts([row.pk for row in rows], as_at)
        for row in rows:
            post = held.get(row.pk)
            row.workforce_label = SHORT[row.workforce_type]
            row.post_title = post.title if post else None
            row.unit_name = post.unit if post else None
            row.fte = post.fte.normalize() if post else None
            row.status = (
                "Employed" if row.covers(as_at) else "Starts later" if row.starts_on > as_at else "Left"
            )


class PeopleFilter(ListFilter):
    q = django_filters.CharFilter(label="Name, payroll or NI number")
    unit = django_filters.ModelChoiceFilter(
        label="Unit, with those below", queryset=Unit.objects.order_by("code", "pk"), empty_label="Every unit"
    )
    workforce = ChoicesFilter(label="Workforce", choices=WorkforceType.choices)
    status = django_filters.ChoiceFilter(
        label="Status",
        choices=[
            ("current", "Employed"),
            ("left", "Left"),
            ("future", "Starts later"),
            ("all", "Everybody"),
        ],
        empty_label="Employed; everybody in a search",
    )
    as_at = DayFilter(label="As at")

    class Meta(ListFilter.Meta):
        model = Employment
        fields: list[str] = []

    def _status(self) -> str:
        """The one chosen; otherwise everybody where somebody is looked for, who may have left, and the employed."""
        chosen = self.form.cleaned_data
        return chosen.get("status") or ("all" if chosen.get("q") else "current")

    def narrowed_anyway(self) -> list[tuple[str, str, str]]:
        chosen = self.form.cleaned_data
        return [] if chosen.get("status") or chosen.get("q") else [("Status: Employed", "status", "all")]

    def filter_queryset(self, queryset: QuerySet[Employment]) -> QuerySet[Employment]:
        chosen = self.form.cleaned_data
        as_at = chosen.get("as_at") or business_date()
        rows = employed(queryset, self._status(), as_at)
        if words := chosen.get("q"):
            rows = named(rows, words)
        if kinds := chosen.get("workforce"):
            rows = rows.filter(workforce_type__in=kinds)
        if unit := chosen.get("unit"):
            held = Assignment.objects.filter(
                valid_on(as_at), employment=OuterRef("pk"), post__unit__in=ids_below(unit.pk)
            )
            rows = rows.filter(Exists(held))
        return with_as_at(rows, as_at)


class PostTable(AsAtTable):
    number = TextColumn("Post", url=lambda row: reverse("hr:post", args=[row.reference]))
    title = TextColumn("Title")
    unit = TextColumn("Unit", accessor="unit__name", orderable=False)
    workforce = TextColumn("Workforce", accessor="workforce_label", orderable=False)
    rank = TextColumn("Rank or grade", orderable=False, default="–")
    warrant = TextColumn("Warrant", accessor="warrant_label", orderable=False)
    cost_centre = TextColumn("Cost centre", orderable=False, default="–")
    objective = TextColumn("Objective", orderable=False, default="–")
    held_by = TextColumn("Held by", accessor="held_by", orderable=False, default="Vacant")

    caption = "Posts"

    def complete(self, rows: Sequence[Any], as_at: date) -> None:
        """Who holds each on the day."""
        held = holders([row.pk for row in rows], as_at)
        for row in rows:
            row.workforce_label = SHORT[row.workforce_type]
            row.warrant_label = "Needed" if row.needs_warrant else "Not needed"
            row.held_by = ", ".join(holder.name for holder in held.get(row.pk, [])) or None


class PostFilter(ListFilter):
    q = django_filters.CharFilter(label="Post number or title")
    unit = django_filters.ModelChoiceFilter(
        label="Unit, with those below", queryset=Unit.objects.order_by("code", "pk"), empty_label="Every unit"
    )
    workforce = ChoicesFilter(label="Workforce", choices=WorkforceType.choices)
    vacant = TickFilter(label="Vacant only")
    no_warrant = TickFilter(label="An officer's, and needs no warrant")
    as_at = DayFilter(label="As at")

    class Meta(ListFilter.Meta):
        model = Post
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Post]) -> QuerySet[Post]:
        chosen = self.form.cleaned_data
        as_at = chosen.get("as_at") or business_date()
        rows = queryset.filter(valid_on(as_at))
        if words := chosen.get("q"):
            rows = rows.filter(Q(number__istartswith=words.strip()) | Q(title__icontains=words.strip()))
        if unit := chosen.get("unit"):
            rows = rows.filter(unit__in=ids_below(unit.pk))
        if kinds := chosen.get("workforce"):
            rows = rows.filter(workforce_type__in=kinds)
        if chosen.get("vacant"):
            rows = rows.exclude(Exists(Assignment.objects.filter(valid_on(as_at), post=OuterRef("pk"))))
        if chosen.get("no_warrant"):
            rows = rows.filter(workforce_type=WorkforceType.OFFICER, needs_warrant=False)
        return with_as_at(rows, as_at)
