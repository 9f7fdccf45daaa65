from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static


class DateInput(forms.MultiWidget):
    """Three boxes: day, month, year, posted as `name_day`, `name_month`, `name_year`.

    A single `name` in the data (2026-11-27 or 27/11/2026) is understood too, for links and tests.
    """

    template_name = "ui/forms/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in ("day", "month", "year")}
        super().__init__(boxes, attrs)  # type: ignore[arg-type]  # a dict of widgets is one

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else ["", "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        whole = data.get(name)
        if isinstance(whole, date):
            return self.decompress(whole)
        if isinstance(whole, str) and whole.strip():
            parts = whole.strip().replace("/", "-").split("-")
            if len(parts) == 3:
                return parts[::-1] if len(parts[0]) == 4 else parts
            return [whole, "", ""]
        return super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and super().value_omitted_from_data(data, files, name)


class DayInput(forms.DateInput):
    """One small box with the browser's calendar, for filters; forms use `DateInput`."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MoneyInput(forms.TextInput):
    """An amount in pounds behind a pound sign."""

    prefix = "£"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "width": "10", "autocomplete": "off", **(attrs or {})})


class SearchableSelect(forms.Select):
    """A long choice: a box to type in with JavaScript, a select without."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-autocomplete": True, **(attrs or {})}, choices)

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": ["ui/accessible-autocomplete.min.css"]},
            js=[Script(static("ui/accessible-autocomplete.min.js"), defer=True)],  # type: ignore[list-item]
        )
