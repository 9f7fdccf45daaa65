"""The close: exceptions, reopenings, the checklist, accruals."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.tenancy.models import Member
from backoffice.ui.forms import DateField, UiForm
from finance.models import Accrual


def _reason(label: str, needed: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": needed},
    )


class ExceptionForm(UiForm):
    """Who may still post into a period that is closing, why and for how long."""

    member = forms.ModelChoiceField(
        label="Who may post",
        queryset=Member.objects.none(),
        to_field_name="identity",
        error_messages={"required": "Choose who may post"},
    )
    reason = _reason("Why it is needed", "Say why the exception is needed")
    days = forms.IntegerField(
        label="For how many days",
        min_value=1,
        max_value=31,
        initial=3,
        widget=forms.NumberInput({"width": "3"}),
        help_text="At most 31. It ends by itself.",
        error_messages={"required": "Say for how many days"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = people  # type: ignore[attr-defined]


class DecideForm(UiForm):
    """Whether a closed period is opened again."""

    decision = forms.ChoiceField(
        label="Decision",
        choices=[("agree", "Agree: open the period"), ("refuse", "Refuse: leave it closed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to agree or to refuse"},
    )
    reason = forms.CharField(
        label="Note",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed when you refuse",
    )


class DoTaskForm(UiForm):
    """A task of the checklist is done, with what shows it."""

    note = forms.CharField(
        label="What was checked against what",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    file = forms.FileField(
        label="File that shows it",
        required=False,
        help_text="PDF, workbook, CSV, text or picture, up to 20 MB",
    )


class UndoTaskForm(UiForm):
    """Why a task is taken back."""

    reason = _reason("Why it is taken back", "Say why the task is taken back")


class GiveTaskForm(UiForm):
    """Whose task it is from now on."""

    owner = forms.ModelChoiceField(
        label="Who does it",
        queryset=Member.objects.none(),
        to_field_name="identity",
        error_messages={"required": "Choose who does it"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class PeriodTaskForm(GiveTaskForm):
    """A task that only this close has."""

    code = forms.CharField(label="Code", max_length=20, widget=forms.TextInput({"width": "10"}))
    label = forms.CharField(
        label="Task", max_length=100, error_messages={"required": "Say what is to be done"}
    )
    due_day = forms.IntegerField(
        label="Due, days after the period's end",
        min_value=-31,
        max_value=92,
        initial=5,
        widget=forms.NumberInput({"width": "3"}),
    )

    field_order = ("code", "label", "owner", "due_day")


class TemplateForm(UiForm):
    """A task that every close has."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter a short code, such as BANK"},
    )
    label = forms.CharField(
        label="Task", max_length=100, error_messages={"required": "Say what is to be done"}
    )
    instructions = forms.CharField(
        label="How it is done", max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
    position = forms.IntegerField(
        label="Place in the list",
        min_value=0,
        max_value=9999,
        initial=100,
        widget=forms.NumberInput({"width": "4"}),
    )
    owner_role = forms.ChoiceField(label="Role that does it", required=False)
    owner = forms.ModelChoiceField(
        label="Or the person who does it",
        queryset=Member.objects.none(),
        to_field_name="identity",
        required=False,
    )
    due_day = forms.IntegerField(
        label="Due, days after the period's end",
        min_value=-31,
        max_value=92,
        initial=5,
        widget=forms.NumberInput({"width": "3"}),
        help_text="Less than nothing is before the end.",
    )
    needs_evidence = forms.BooleanField(label="Asks for a note or a file", required=False)
    is_used = forms.BooleanField(label="In the checklist of closes from now on", required=False, initial=True)

    def __init__(self, *args: Any, roles: Any, people: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_role"].choices = [("", "Nobody by role"), *roles]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        if not is_new:
            self.fields["code"].disabled = True


class AccrualForm(UiForm):
    """The head of an accrual or prepayment."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            (Accrual.Kind.ACCRUAL, "Accrual: a cost of this period that comes later"),
            (Accrual.Kind.PREPAYMENT, "Prepayment: a cost booked already that belongs to the next period"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    dated_on = DateField(
        label="Date", error_messages={"required": "Enter the date, in the period it belongs to"}
    )
    description = forms.CharField(
        label="What it is for", max_length=200, error_messages={"required": "Say what it is for"}
    )
