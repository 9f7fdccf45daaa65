"""Periods."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.ui.forms import UiForm
from finance.models import Period


class YearForm(UiForm):
    """The financial year whose months are made."""

    financial_year = forms.CharField(
        label="Financial year",
        max_length=7,
        help_text="From April to March, such as 2027/28.",
        error_messages={"required": "Enter the financial year"},
        widget=forms.TextInput({"width": "10"}),
    )


class OpenForm(UiForm):
    """Why a closed period is opened again."""

    reason = forms.CharField(
        label="Why it is reopened",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why the period is reopened"},
    )


class RangeForm(UiForm):
    """From one period to another."""

    first = forms.ModelChoiceField(label="From", queryset=Period.objects.none(), to_field_name="code")
    last = forms.ModelChoiceField(label="To", queryset=Period.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].queryset = periods  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first.starts_on > last.starts_on:
            raise forms.ValidationError(f"{first} comes after {last}. Choose them the other way round.")
        return given
