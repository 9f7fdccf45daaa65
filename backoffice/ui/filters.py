"""Filters of lists: django-filter with the house's boxes."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from backoffice.ui.forms import DayInput, PenceField, UiForm


class ListFilter(django_filters.FilterSet):
    """The filters of one list. Name a filter as its question: `Cost centre`, `From £`."""

    class Meta:
        form = UiForm

    def __init__(self, data: Any = None, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(data, _Rows(queryset) if isinstance(queryset, list | tuple) else queryset, **kwargs)

    def narrowed_anyway(self) -> list[tuple[str, str, str]]:
        """What narrows the list though nobody chose it, shown as chips: words, and the parameter that lifts it."""
        return []

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow by each filter in turn; what was not understood narrows nothing, and is told."""
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset


class _Rows(list[Any]):
    """Rows a query has already read (a report's, a registry's), filtered by `method=` functions."""

    model = None

    def all(self) -> _Rows:
        return self


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several of a few states, as boxes to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.CheckboxSelectMultiple, **kwargs)


class TickFilter(django_filters.BooleanFilter):
    """One box to tick: ticked narrows, unticked does nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.CheckboxInput, **kwargs)

    def filter(self, rows: Any, value: Any) -> Any:
        return super().filter(rows, True) if value else rows


class DayFilter(django_filters.DateFilter):
    """A day, typed or picked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=DayInput, **kwargs)


class PenceFilter(django_filters.Filter):
    """An amount typed in pounds, compared in pence."""

    field_class = PenceField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.TextInput({"inputmode": "decimal"}), **kwargs)
