"""Forms of the authority's pay settings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from backoffice.imports.values import Unreadable
from backoffice.ui.forms import DateField, PenceField
from payroll.forms.details import PayForm, last_day_field, reason_field, starts_on_field
from payroll.imports.settings import to_millionths
from payroll.models import ElementType, EmployerRate, PayeSettings
from payroll.rules.law import tax_years


class DigitsField(forms.CharField):
    """So many figures; dashes and spaces may stand between them."""

    def __init__(self, *, length: int, **kwargs: Any) -> None:
        message = f"Give {length} figures."
        super().__init__(validators=[RegexValidator(rf"^\d{{{length}}}\Z", message)], **kwargs)
        self.widget.attrs.update({"width": "10", "inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s-]", "", super().to_python(value) or "")


class EmployerForm(PayForm):
    starts_on = starts_on_field("The settings in force on that day end the day before.")
    employer_name = forms.CharField(
        label="Employer", max_length=100, error_messages={"required": "Enter the employer's name"}
    )
    paye_office = DigitsField(
        length=3,
        label="HMRC office number",
        help_text="The three figures before the stroke of the PAYE reference.",
        error_messages={"required": "Enter the HMRC office number"},
    )
    paye_reference = forms.CharField(
        label="PAYE reference",
        max_length=10,
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter the PAYE reference"},
    )
    accounts_office_reference = forms.CharField(
        label="Accounts office reference",
        max_length=13,
        required=False,
        widget=forms.TextInput({"width": "10"}),
    )
    bacs_user_number = DigitsField(
        length=6, label="Bacs service user number", error_messages={"required": "Enter the Bacs user number"}
    )
    bank_sort_code = DigitsField(
        length=6, label="Sort code paid from", error_messages={"required": "Enter the sort code"}
    )
    bank_account_number = DigitsField(
        length=8, label="Account number paid from", error_messages={"required": "Enter the account number"}
    )
    bank_account_name = forms.CharField(
        label="Name of that account",
        max_length=18,
        help_text="At most 18 characters, as Bacs carries it.",
        error_messages={"required": "Enter the account's name"},
    )
    change_warning_percent = forms.IntegerField(
        label="Warn when net pay changes by more than",
        min_value=1,
        max_value=1000,
        help_text="Per cent of last month's net pay.",
        widget=forms.TextInput({"width": "3", "inputmode": "numeric"}),
    )
    part_month_rule = forms.ChoiceField(
        label="Part months are paid by", choices=PayeSettings.PART_MONTH_RULES, widget=forms.RadioSelect
    )
    staff_week = forms.DecimalField(
        label="Hours of the full-time week of police staff",
        min_value=1,
        max_value=168,
        decimal_places=2,
        help_text="For the hourly rate of overtime.",
        widget=forms.TextInput({"width": "5", "inputmode": "decimal"}),
    )
    levy_cost_centre = forms.CharField(
        label="Cost centre of the apprenticeship levy",
        max_length=20,
        required=False,
        widget=forms.TextInput({"width": "10"}),
    )
    levy_objective = forms.CharField(
        label="Objective of the apprenticeship levy",
        max_length=20,
        required=False,
        widget=forms.TextInput({"width": "10"}),
    )
    levy_allowance_pence = PenceField(
        label="Share of the levy allowance of the year",
        least=0,
        required=False,
        help_text="Leave empty for the whole allowance; connected employers share it.",
    )
    reason = reason_field(required=True)

    def clean_paye_reference(self) -> str:
        return str(self.cleaned_data["paye_reference"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        week = found.pop("staff_week", None)
        if week is not None:
            found["staff_week_hundredths"] = int(week * 100)
        return found


class PlanForm(PayForm):
    tax_year = forms.ChoiceField(label="Tax year")
    day = forms.IntegerField(
        label="Pay day",
        min_value=1,
        max_value=31,
        help_text="Day of the month; 31 is the last. The working day before it where Bacs does not work.",
        widget=forms.TextInput({"width": "2", "inputmode": "numeric"}),
        error_messages={"required": "Enter the day of the month"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tax_year"].choices = [(year, year) for year in tax_years()[::-1]]  # type: ignore[attr-defined]


class PayDayForm(PayForm):
    pay_on = DateField(label="Pay day", error_messages={"required": "Enter the pay day"})
    reason = reason_field(required=True)


class BankHolidayForm(PayForm):
    day = DateField(label="Day", error_messages={"required": "Enter the day"})
    name = forms.CharField(label="Name", max_length=60, error_messages={"required": "Enter its name"})


class RateForm(PayForm):
    scheme = forms.TypedChoiceField(
        label="Scheme",
        choices=EmployerRate.SCHEMES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the scheme"},
    )
    rate_millionths = forms.CharField(
        label="Rate",
        help_text="Per cent of pensionable pay, such as 35.3.",
        widget=forms.TextInput({"width": "5", "inputmode": "decimal"}),
        error_messages={"required": "Enter the rate"},
    )
    source = forms.CharField(
        label="Document that sets it",
        max_length=200,
        help_text="Such as the actuary's rates and adjustments certificate, with its date.",
        error_messages={"required": "Enter the document that sets the rate"},
    )
    starts_on = starts_on_field("The rate in force on that day ends the day before.")
    last_day = last_day_field()
    reason = reason_field()

    def clean_rate_millionths(self) -> int:
        try:
            return to_millionths(self.cleaned_data["rate_millionths"].strip())
        except Unreadable as error:
            raise forms.ValidationError(f"{error} {error.next_step}") from error


class ElementTypeForm(PayForm):
    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter the code"},
    )
    name = forms.CharField(label="Name", max_length=60, error_messages={"required": "Enter the name"})
    kind = forms.ChoiceField(
        label="Kind",
        choices=ElementType.KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind"},
    )
    basis = forms.ChoiceField(label="Claims are worked out from", choices=ElementType.BASES)
    is_taxable = forms.BooleanField(label="Taxed", required=False)
    is_niable = forms.BooleanField(label="Counts for National Insurance", required=False)
    is_pensionable = forms.BooleanField(
        label="Counts for the pension",
        required=False,
        help_text="Overtime counts in the Local Government Pension Scheme only: never for officers.",
    )
    account_officer = forms.CharField(
        label="Account for officers",
        max_length=20,
        help_text="Also where the others are empty.",
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter the account"},
    )
    account_staff = forms.CharField(
        label="Account for police staff",
        max_length=20,
        required=False,
        widget=forms.TextInput({"width": "10"}),
    )
    account_pcso = forms.CharField(
        label="Account for PCSOs", max_length=20, required=False, widget=forms.TextInput({"width": "10"})
    )
    account_special = forms.CharField(
        label="Account for specials", max_length=20, required=False, widget=forms.TextInput({"width": "10"})
    )
    reason = reason_field()


class OverrideForm(PayForm):
    value = forms.CharField(
        label="Value",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Written as it is shown; change the figures only.",
        error_messages={"required": "Enter the value"},
    )
    source = forms.CharField(
        label="Document that sets it",
        max_length=200,
        error_messages={"required": "Enter the document that sets it"},
    )
    starts_on = starts_on_field("Until then the value of the legislation file is used.")
    reason = reason_field()
