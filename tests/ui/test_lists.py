from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict

from backoffice.ui.gallery import INVOICES, STATES, InvoiceFilter, InvoiceTable
from backoffice.ui.lists import list_page
from backoffice.ui.tables import (
    CappedPaginator,
    DayColumn,
    ListTable,
    MoneyColumn,
    SelectColumn,
    StatusColumn,
    TextColumn,
    page_links,
)


@dataclass
class Unit:
    name: str


@dataclass
class Row:
    pk: int
    name: str
    unit: Unit | None
    pay_pence: int | None
    starts_on: date
    state: str = "active"


class RowTable(ListTable):
    select = SelectColumn(label=lambda row: row.name)
    name = TextColumn("Name", url=lambda row: f"/p/{row.pk}?a=1&b=2")
    unit = TextColumn("Unit", accessor="unit__name")
    pay_pence = MoneyColumn("Pay £")
    starts_on = DayColumn("Starts")
    state = StatusColumn("State", meanings={"active": "done"})
    shout = TextColumn("Shout", accessor="name", orderable=False)

    def render_shout(self, value, record):
        return f"{value.upper()}<{record.pk}>"


ROWS = [
    Row(1, "<b>Khan</b>", Unit("Custody & cells"), 123456, date(2026, 11, 27)),
    Row(2, "O'Neil", None, None, date(2025, 1, 2), "left"),
]


def body(rows=ROWS):
    table = RowTable(rows)
    table.use_page(1, 25)
    return table.body()


def test_a_cell_is_written_by_its_kind_and_escaped():
    html = body()
    assert (
        '<th role="rowheader" scope="row"><a class="govuk-link" href="/p/1?a=1&amp;b=2">&lt;b&gt;Khan' in html
    )
    assert '<td role="cell" data-label="Unit">Custody &amp; cells</td>' in html
    assert '<td role="cell" class="n" data-label="Pay £">1,234.56</td>' in html
    assert '<td role="cell" class="nw" data-label="Starts">27 Nov 2026</td>' in html
    assert "govuk-tag--green" in html and 'aria-label="Select &lt;b&gt;Khan&lt;/b&gt;"' in html
    assert "&lt;B&gt;KHAN&lt;/B&gt;&lt;1&gt;" in html


def test_a_broken_off_path_is_an_empty_cell():
    assert '<td role="cell" data-label="Unit">—</td>' in body()


def test_an_empty_list_says_what_to_do():
    assert "Nothing fits these filters" in body([])


def test_an_export_has_what_is_shown_without_ticks_and_unpaged():
    table = RowTable(ROWS * 40)
    table.use_page(1, 25)
    assert [name for name, _, _ in table.export_columns()] == [
        "name",
        "unit",
        "pay_pence",
        "starts_on",
        "state",
        "shout",
    ]
    rows = list(table.export_rows())
    assert len(rows) == 80 and rows[0][:3] == ("<b>Khan</b>", "Custody & cells", 123456)


def test_the_sorted_head_says_so_and_turns_round():
    table = RowTable(ROWS, order_by="-pay_pence")
    table.use_page(1, 25)
    head = {cell["label"]: cell for cell in table.head(QueryDict("sort=-pay_pence&page=3&q=x"))}
    assert head["Pay £"]["sort"] == "descending" and head["Pay £"]["url"] == "?q=x&sort=pay_pence"
    assert head["Name"]["sort"] == "" and head["Shout"]["url"] == ""


def test_a_sort_that_does_not_exist_is_passed_over():
    assert RowTable(ROWS, order_by=["drop table", "-name"]).order_by == ("-name",)


@pytest.mark.parametrize(
    ("asked", "got"), [("2", 2), ("99", 3), ("-4", 1), ("x", 1), (None, 1), ("9" * 40, 3)]
)
def test_a_page_that_does_not_exist_is_the_nearest_that_does(asked, got):
    assert CappedPaginator(list(range(60)), 25).page(asked).number == got


def test_pages_are_linked_with_gaps_and_the_rest_of_the_address():
    links = page_links(QueryDict("q=a&page=10"), Paginator(list(range(500)), 25).page(10))
    assert [number for number, _ in links["pages"]] == [1, None, 8, 9, 10, 11, 12, None, 20]
    assert links["next"] == "?q=a&page=11"


def answer(rf, address, **headers):
    return list_page(
        rf.get(address, headers=headers),
        title="Invoices",
        nouns=("invoice", "invoices"),
        queryset=INVOICES,
        table=InvoiceTable,
        filterset=InvoiceFilter,
        export=exported,
    )


def exported(request, table, filterset):
    rows = len(list(table.export_rows()))
    return HttpResponse(f"{request.GET['format']} {rows} {filterset.form.cleaned_data['q']}")


def test_a_list_shows_count_chips_and_the_way_to_each_export(rf):
    html = answer(rf, "/l?state=Query&q=garth&least=10&sort=-gross_pence").content.decode()
    assert "<strong>2</strong> invoices" in html
    assert 'href="?q=garth&amp;least=10&amp;sort=-gross_pence"' in html  # the chip without its state
    assert "From £10.00" in html and "“garth”" in html
    assert 'aria-sort="descending"' in html
    assert "format=csv" in html and "format=xlsx" in html
    assert "style=" not in html and "onclick" not in html


def test_htmx_is_given_the_results_alone(rf):
    page, part = answer(rf, "/l"), answer(rf, "/l", HX_Request_Type="partial")
    assert b"<html" in page.content and b"<html" not in part.content and b"<table" in part.content
    assert page["Vary"] == part["Vary"] == "HX-Request-Type"


def test_an_export_takes_the_filters_with_it(rf):
    assert answer(rf, "/l?q=garth&format=csv").content == b"csv 15 garth"


def test_a_filter_not_understood_is_told_and_narrows_nothing(rf):
    html = answer(rf, "/l?least=ten").content.decode()
    assert "Give an amount in pounds and pence" in html and "<strong>60</strong> invoices" in html


@pytest.mark.parametrize(("asked", "rows"), [("10", 10), ("500", 60), ("x", 25), ("0", 1)])
def test_a_page_has_at_most_200_rows(rf, asked, rows):
    html = answer(rf, f"/l?per_page={asked}").content.decode()
    assert html.count('<th role="rowheader"') == rows


class OwnWords(RowTable):
    nothing = "No row is held. Add one."


def test_an_empty_list_says_its_own_words_and_with_a_filter_in_use_that_nothing_fits(rf):
    plain = list_page(rf.get("/"), title="Rows", table=OwnWords, queryset=[], filterset=InvoiceFilter)
    assert b"No row is held. Add one." in plain.content and b"Nothing fits" not in plain.content
    narrowed = list_page(
        rf.get("/", {"state": next(iter(STATES))}),
        title="Rows",
        table=OwnWords,
        queryset=[],
        filterset=InvoiceFilter,
    )
    assert b"Nothing fits these filters" in narrowed.content and b"No row is held" not in narrowed.content
