"""A journal entered by hand, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from backoffice.ui.forms import DateField, PenceField, UiForm
from finance.services import Line

ROWS = 4  # shown at first, and added by "Add lines"
MOST_ROWS = 2000


class JournalForm(UiForm):
    """The head of a journal."""

    dated_on = DateField(label="Date", error_messages={"required": "Enter the date of the journal"})
    description = forms.CharField(
        label="What it is for", max_length=200, error_messages={"required": "Say what the journal is for"}
    )
    reason = forms.CharField(
        label="Why it is made by hand",
        max_length=500,
        required=False,
        help_text="Needed where a line is on a control account, such as VAT, creditors or net pay.",
    )


class LineForm(UiForm):
    """One line: codes, and an amount on one side. An empty one is left out."""

    account = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "accounts", "aria-label": "Account", "autocomplete": "off"}),
    )
    cost_centre = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "cost-centres", "aria-label": "Cost centre", "autocomplete": "off"}),
    )
    objective = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "objectives", "aria-label": "Objective", "autocomplete": "off"}),
    )
    project = forms.CharField(
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "projects", "aria-label": "Project", "autocomplete": "off"}),
    )
    debit_pence = PenceField(
        label="Debit",
        required=False,
        least=1,
        widget=forms.TextInput({"aria-label": "Debit in pounds", "inputmode": "decimal"}),
    )
    credit_pence = PenceField(
        label="Credit",
        required=False,
        least=1,
        widget=forms.TextInput({"aria-label": "Credit in pounds", "inputmode": "decimal"}),
    )
    memo = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput({"aria-label": "Memo", "autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors or not any(given.values()):
            return given
        if not given.get("account"):
            self.add_error("account", "Enter the account.")
        if bool(given.get("debit_pence")) == bool(given.get("credit_pence")):
            self.add_error("debit_pence", "Enter a debit or a credit, not both.")
        return given

    @property
    def line(self) -> Line | None:
        """The line, or None where nothing was entered."""
        given = self.cleaned_data
        if not any(given.values()):
            return None
        return Line(
            given["account"].strip().upper(),
            given["cost_centre"].strip().upper() or None,
            given["objective"].strip().upper() or None,
            given["debit_pence"] or -given["credit_pence"],
            given["memo"],
            given["project"].strip().upper() or None,
        )


class LinesForm(forms.BaseFormSet):  # type: ignore[type-arg]
    """The lines of a journal."""

    @property
    def lines(self) -> list[Line]:
        """The lines that were entered, in order."""
        return [form.line for form in self.forms if form.line is not None]


def lines_form(
    data: Mapping[str, Any] | None = None, *, initial: list[dict[str, Any]] | None = None, extra: int = 0
) -> LinesForm:
    """The rows of a journal, bound to what was sent or begun with `initial` and some empty ones."""
    made: type[LinesForm] = forms.formset_factory(  # type: ignore[assignment]
        LineForm, formset=LinesForm, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return made(data, initial=initial, prefix="lines")


class ApproveForm(UiForm):
    """A note of the approver's, if any."""

    reason = forms.CharField(label="Note", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))


class ReturnForm(UiForm):
    """Why a journal goes back to its maker."""

    reason = forms.CharField(
        label="What should be changed",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what should be changed"},
    )


class ReverseForm(UiForm):
    """When and why a posted journal is undone."""

    dated_on = DateField(
        label="Date of the reversal", error_messages={"required": "Enter the date of the reversal"}
    )
    reason = forms.CharField(
        label="Why it is reversed",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why the journal is reversed"},
    )
