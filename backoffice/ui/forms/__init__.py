"""Forms: Django's own, drawn in the house manner. Write `{{ form }}`; never markup for a field in a page."""

from backoffice.ui.forms.base import UiForm, UiFormMixin, UiModelForm
from backoffice.ui.forms.fields import (
    DateField,
    PenceField,
    SearchableChoiceField,
    SearchableModelChoiceField,
)
from backoffice.ui.forms.renderer import Renderer
from backoffice.ui.forms.widgets import DateInput, DayInput, MoneyInput, SearchableSelect

__all__ = [
    "DateField",
    "DateInput",
    "DayInput",
    "MoneyInput",
    "PenceField",
    "Renderer",
    "SearchableChoiceField",
    "SearchableModelChoiceField",
    "SearchableSelect",
    "UiForm",
    "UiFormMixin",
    "UiModelForm",
]
