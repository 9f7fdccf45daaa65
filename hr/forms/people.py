from __future__ import annotations

from typing import Any

from django import forms

from backoffice.ui.forms import DateField, UiForm
from hr.forms.shared import reason, short, workforce
from hr.models import Employment, Person
from hr.rules import ni_number


class PersonForm(UiForm):
    title = forms.CharField(max_length=20, required=False, widget=short("10"))
    first_names = forms.CharField(max_length=80, error_messages={"required": "Enter the first names"})
    last_name = forms.CharField(max_length=80, error_messages={"required": "Enter the last name"})
    born_on = DateField(label="Date of birth", error_messages={"required": "Enter the date of birth"})
    sex = forms.ChoiceField(
        label="Sex, as HMRC asks",
        choices=[("", "Not known"), *Person.Sex.choices],
        required=False,
    )
    ni_number = forms.CharField(
        label="National Insurance number",
        max_length=13,
        required=False,
        widget=short("20"),
        help_text="For example, AB 12 34 56 C. Leave it empty while it is not known; never invent one.",
    )
    email = forms.EmailField(required=False, help_text="The address they sign in with, if they do.")

    def clean_ni_number(self) -> str | None:
        text = self.cleaned_data["ni_number"]
        if not text:
            return None
        try:
            return ni_number.parse(text)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong), code="ni_number") from wrong


class ChangePersonForm(PersonForm):
    reason = reason(required=False)


class NewEmploymentForm(UiForm):
    number = forms.CharField(
        label="Payroll number",
        max_length=20,
        widget=short("10"),
        help_text="It is kept for good and never used again.",
        error_messages={"required": "Enter the payroll number"},
    )
    workforce_type = workforce()
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip().upper()
        if Employment.objects.filter(number=number).exists():
            raise forms.ValidationError(
                f"Payroll number {number} belongs to another employment. Numbers are never used twice.",
                code="number",
            )
        return number


class ChangeEmploymentForm(UiForm):
    workforce_type = workforce()
    starts_on = DateField(label="First day", error_messages={"required": "Enter the first day"})
    reason = reason()


class LeaveForm(UiForm):
    """`is_leaving`: a last day is held already, which may be taken back."""

    last_day = DateField(
        label="Last day",
        help_text="The last day of service: it is paid.",
        error_messages={"required": "Enter the last day"},
    )
    leaving_reason = forms.CharField(label="Why they leave", max_length=120, required=False)
    reason = reason(required=False, hint="Where this comes from, such as the letter of resignation.")
    stays = forms.BooleanField(label="They stay after all: take the last day back", required=False)

    def __init__(self, *args: Any, is_leaving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_leaving:
            del self.fields["stays"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.pop("stays", False):  # whatever the box for the day holds
            self.errors.pop("last_day", None)
            given["last_day"] = None
        return given
