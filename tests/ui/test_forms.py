from __future__ import annotations

from datetime import date

import pytest
from django import forms

from backoffice.errors import Conflict, Refused
from backoffice.ui.forms import DateField, PenceField, SearchableChoiceField, UiForm
from backoffice.ui.shortcuts import render_form


class PeriodForm(UiForm):
    starts_on = DateField(label="Start date", earliest=date(2020, 1, 1))
    amount_pence = PenceField(label="Amount", least=1, required=False)
    scale = SearchableChoiceField(choices=[("a", "A & B"), ("b", "B")], required=False)
    kind = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect, required=False)
    note = forms.CharField(max_length=50, widget=forms.Textarea, required=False)


def errors(**data):
    form = PeriodForm(data)
    form.is_valid()
    return {name: list(texts) for name, texts in form.errors.items()}


def day(d, m, y):
    return {"starts_on_day": d, "starts_on_month": m, "starts_on_year": y}


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("31", "02", "2026"), "31/02/2026 does not exist. Give a date such as 28/02/2026."),
        (("29", "2", "2027"), "29/2/2027 does not exist. Give a date such as 28/02/2027."),
        (
            ("1", "13", "2026"),
            "1/13/2026 does not exist: there are 12 months. Give a date such as 27/11/2026.",
        ),
        (("1", "1", "26"), "Give the year of 1/1/26 in full, such as 2026."),
        (("one", "1", "2026"), "one/1/2026 is not a date. Give one such as 27/11/2026."),
        (("1", "", "2026"), "Give the month as well."),
        (("1", "1", "2019"), "Give a date on or after 1 January 2020."),
    ],
)
def test_a_wrong_date_is_named_with_one_that_would_do(boxes, message):
    assert errors(**day(*boxes))["starts_on"] == [message]


@pytest.mark.parametrize(
    "data",
    [
        day("27", "11", "2026"),
        day(" 27", "Nov", "2026"),
        {"starts_on": "2026-11-27"},
        {"starts_on": "27/11/2026"},
    ],
)
def test_a_date_may_be_given_in_three_boxes_or_one(data):
    form = PeriodForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["starts_on"] == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("1,250", 125000), ("£1,250.5", 125050), (".50", 50), ("0.01", 1), ("1 000.00", 100000)],
)
def test_an_amount_in_pounds_becomes_pence(typed, pence):
    form = PeriodForm({"starts_on": "2026-11-27", "amount_pence": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount_pence"] == pence


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("ten", "Give an amount in pounds and pence, such as 1,250.00."),
        ("1.005", "Give at most two figures after the point, such as 1,250.00."),
        ("12,50", "Give an amount in pounds and pence, such as 1,250.00."),
        ("0", "Give an amount of £0.01 or more."),
        ("9" * 30, "This amount is too large to be true. Check the figures."),
        ("1e5", "Give an amount in pounds and pence, such as 1,250.00."),
    ],
)
def test_a_wrong_amount_says_how_to_write_one(typed, message):
    assert errors(starts_on="2026-11-27", amount_pence=typed)["amount_pence"] == [message]


def test_a_form_is_drawn_with_labels_hints_and_a_summary_that_leads_to_the_boxes():
    html = str(PeriodForm({"amount_pence": "ten"}))
    assert '<a href="#id_starts_on_0">This field is required.</a>' in html
    assert '<a href="#id_amount_pence">' in html
    assert 'aria-invalid="true"' in html and 'id="id_amount_pence_error"' in html
    assert "data-autocomplete" in html and "A &amp; B" in html
    assert "govuk-radios" in html and 'data-maxlength="50"' in html
    assert "style=" not in html and "(optional)" in html


def test_a_refusal_becomes_the_error_of_the_field_it_names(rf):
    form = PeriodForm({"starts_on": "2026-04-30"})
    assert form.is_valid()
    with form.refusals():
        raise Refused(
            "April 2026 is closed", where="starts_on", next_step="Date it in May 2026.", code="period_closed"
        )
    assert form.errors["starts_on"] == ["April 2026 is closed. Date it in May 2026."]
    page = render_form(rf.get("/ui/"), "ui/form_page.html", {"title": "Post"}, form)
    assert page.status_code == 422 and page.refusal.code == "period_closed"
    assert b"<title>Error: Post" in page.content.replace(b"  ", b"")


def test_a_refusal_of_no_field_is_told_above_the_form(rf):
    form = PeriodForm({"starts_on": "2026-04-30"})
    assert form.is_valid()
    with form.refusals():
        raise Conflict(
            "The run was approved by B. Example.", where="Row 14, Start date", next_step="Load it again."
        )
    assert form.non_field_errors() == [
        "Row 14, Start date: The run was approved by B. Example. Load it again."
    ]
    assert render_form(rf.get("/ui/"), "ui/form_page.html", {"title": "Post"}, form).status_code == 409


def test_a_bug_is_no_refusal():
    form = PeriodForm({"starts_on": "2026-04-30"})
    form.is_valid()
    with pytest.raises(ZeroDivisionError), form.refusals():
        _ = 1 / 0
