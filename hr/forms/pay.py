from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from backoffice.ui.formats import money
from backoffice.ui.forms import DateField, PenceField, SearchableChoiceField, UiForm
from hr.forms.shared import reason, short, workforce
from hr.models import PayPoint, PlacementReason, Standing
from hr.rules import bank


class PayPointForm(UiForm):
    point = SearchableChoiceField(label="Pay point", error_messages={"required": "Choose the pay point"})
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day on the point"})
    change = forms.ChoiceField(label="Why it changes", choices=PlacementReason.choices)
    counts_from = DateField(
        label="Increments count from", required=False, help_text="Leave it empty to count from the first day."
    )
    reason = reason(required=False)

    def __init__(self, *arguments: Any, points: list[tuple[PayPoint, int]], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.points = {str(point.pk): point for point, _ in points}
        box: Any = self.fields["point"]
        box.choices = [
            ("", ""),
            *(
                (str(point.pk), f"{point.scale.name}, point {point.label}: £{money(pence)}")
                for point, pence in points
            ),
        ]

    def clean_point(self) -> PayPoint:
        return self.points[self.cleaned_data["point"]]


class BankAccountForm(UiForm):
    account_name = forms.CharField(
        label="Name on the account",
        max_length=18,
        help_text="At most 18 characters, as Bacs takes it.",
        error_messages={"required": "Enter the name on the account"},
    )
    sort_code = forms.CharField(
        max_length=8,
        widget=short("5"),
        help_text="Six digits, such as 12-34-56.",
        error_messages={"required": "Enter the sort code"},
    )
    account_number = forms.CharField(
        max_length=10,
        widget=short("10"),
        help_text="Eight digits. Put a 0 in front of one with seven.",
        error_messages={"required": "Enter the account number"},
    )
    building_society_number = forms.CharField(
        label="Roll number", max_length=18, required=False, widget=short("20")
    )
    starts_on = DateField(label="Pays into it from", error_messages={"required": "Enter the first day"})
    reason = reason(
        hint="How the change was confirmed to be the person's own, such as a call back to a known number."
    )

    def clean_account_name(self) -> str:
        return str(self.cleaned_data["account_name"]).upper()

    def clean_sort_code(self) -> str:
        return _parsed(bank.parse_sort_code, self.cleaned_data["sort_code"])

    def clean_account_number(self) -> str:
        return _parsed(bank.parse_account_number, self.cleaned_data["account_number"])


def _parsed(parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text)
    except ValueError as wrong:
        raise forms.ValidationError(str(wrong), code="bank") from wrong


class HoldForm(UiForm):
    starts_on = DateField(
        label="Keep increments back from", error_messages={"required": "Enter the first day"}
    )
    reason = forms.CharField(
        label="Reason",
        max_length=200,
        help_text="It is shown wherever the increment is.",
        error_messages={"required": "Say why the increment is kept back"},
    )


class ReleaseForm(UiForm):
    on = DateField(label="Release from", error_messages={"required": "Enter the day"})
    reason = reason()


class PayScaleForm(UiForm):
    name = forms.CharField(max_length=120, error_messages={"required": "Enter the name"})
    workforce_type = workforce()
    rank = forms.CharField(label="Rank or grade", max_length=20, required=False, widget=short("10"))
    increment_months = forms.IntegerField(
        label="Months between increments",
        min_value=1,
        max_value=120,
        required=False,
        initial=12,
        widget=forms.NumberInput({"width": "3"}),
        help_text="Leave it empty where there are no increments.",
    )


class NewPayScaleForm(PayScaleForm):
    code = forms.CharField(
        max_length=40,
        help_text="Capital letters, digits and . _ / - only. It stays the same.",
        error_messages={"required": "Enter the code"},
    )
    field_order = ["code"]


class RateForm(UiForm):
    label = forms.CharField(
        label="Point",
        max_length=40,
        widget=short("10"),
        help_text="A new name adds a point to the scale.",
        error_messages={"required": "Enter the point"},
    )
    position = forms.IntegerField(
        label="Position",
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.NumberInput({"width": "3"}),
        help_text="The order in which increments reach it. Leave it empty if none does, or if it stays "
        "as it is.",
    )
    annual_pence = PenceField(
        label="Annual pay, full time",
        least=1,
        error_messages={"required": "Enter what the point pays a year"},
    )
    starts_on = DateField(label="From", error_messages={"required": "Enter the first day of the rate"})
    standing = forms.ChoiceField(label="How sure it is", choices=Standing.choices)
    source = forms.CharField(
        max_length=300,
        help_text="The circular, award or local agreement it comes from.",
        error_messages={"required": "Say where the figure comes from"},
    )


class DueForm(UiForm):
    on = DateField(label="Due on or before", error_messages={"required": "Enter the day"})
