"""Forms of finance's screens."""

from finance.forms.chart import AccountForm, CostCentreForm
from finance.forms.journals import (
    ApproveForm,
    JournalForm,
    LinesForm,
    ReturnForm,
    ReverseForm,
    lines_form,
)
from finance.forms.periods import OpenForm, RangeForm, YearForm

__all__ = [
    "AccountForm",
    "ApproveForm",
    "CostCentreForm",
    "JournalForm",
    "LinesForm",
    "OpenForm",
    "RangeForm",
    "ReturnForm",
    "ReverseForm",
    "YearForm",
    "lines_form",
]
