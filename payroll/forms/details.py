"""Forms of one pay detail. Each has the day from which it counts and, for the history, why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from backoffice.ui.forms import DateField, PenceField, SearchableModelChoiceField, UiForm
from hr.models import Employment
from payroll.imports.elements import to_minutes
from payroll.models import (
    AttachmentOrder,
    ElementType,
    PayPeriod,
    PensionMembership,
    StudentLoan,
    TaxDetails,
)
from payroll.rules.law import tax_years
from payroll.services.details.kinds import BALANCES
from payroll.services.details.refusals import letters_on

UNSAID = forms.Field.default_error_messages["required"]


class PayForm(UiForm):
    """A box left empty is asked for by its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == UNSAID and field.label:
                verb = "Choose" if isinstance(field, forms.ChoiceField | forms.ModelChoiceField) else "Enter"
                label = str(field.label)
                field.error_messages["required"] = f"{verb} the {label[:1].lower()}{label[1:]}"


class DetailForm(PayForm):
    """`employment` and `today` choose what is offered."""

    def __init__(self, *args: Any, employment: Employment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employment, self.today = employment, today
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the day or the employment."""


def starts_on_field(help_text: str = "The record in force on that day ends the day before.") -> DateField:
    return DateField(
        label="From", help_text=help_text, error_messages={"required": "Enter the day from which this counts"}
    )


def last_day_field() -> DateField:
    return DateField(label="Last day", required=False, help_text="Leave empty while it runs.")


def reason_field(required: bool = False) -> forms.CharField:
    return forms.CharField(
        label="Reason",
        required=required,
        max_length=200,
        help_text="Kept in the history.",
        error_messages={"required": "Enter why"},
    )


class TaxForm(DetailForm):
    tax_code = forms.CharField(
        label="Tax code",
        max_length=20,
        help_text="As on the notice, without the week 1 / month 1 mark: 1257L, K475, BR.",
        widget=forms.TextInput({"width": "10"}),
        error_messages={"required": "Enter the tax code"},
    )
    basis = forms.ChoiceField(label="Basis", choices=TaxDetails.BASES, widget=forms.RadioSelect)
    notice = forms.CharField(
        label="Notice",
        max_length=60,
        required=False,
        help_text="Where it comes from: P6, P9, P45, starter checklist.",
    )
    starts_on = starts_on_field()
    reason = reason_field()


class LetterForm(DetailForm):
    letter = forms.ChoiceField(
        label="Category letter", error_messages={"required": "Choose the category letter"}
    )
    starts_on = starts_on_field()
    reason = reason_field()

    def prepare(self) -> None:
        words = letters_on(self.today)
        self.fields["letter"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", "Choose"),
            *((letter, f"{letter}: {words[letter]}") for letter in sorted(words)),
        ]


class LoanForm(DetailForm):
    plan = forms.TypedChoiceField(
        label="Plan",
        choices=StudentLoan.PLANS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the plan"},
    )
    starts_on = starts_on_field("As on the start notice. Other plans go on beside it.")
    last_day = last_day_field()
    reason = reason_field()


class PensionForm(DetailForm):
    scheme = forms.ChoiceField(
        label="Scheme",
        choices=PensionMembership.SCHEMES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the scheme"},
    )
    section = forms.ChoiceField(
        label="Section",
        choices=PensionMembership.SECTIONS,
        widget=forms.RadioSelect,
        help_text="50/50 is the Local Government Pension Scheme's.",
    )
    starts_on = starts_on_field()
    last_day = last_day_field()
    reason = reason_field()


class ElementForm(DetailForm):
    element = SearchableModelChoiceField(
        label="Pay element",
        queryset=ElementType.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the pay element"},
    )
    amount_pence = PenceField(
        label="Amount each period",
        least=1,
        help_text="Of a whole period; part of one is paid by days.",
        error_messages={"required": "Enter the amount"},
    )
    starts_on = starts_on_field("The same element on that day ends the day before.")
    last_day = last_day_field()
    reason = reason_field()

    def prepare(self) -> None:
        self.fields["element"].queryset = ElementType.objects.filter(basis="amount").order_by("name")  # type: ignore[attr-defined]


class OrderForm(DetailForm):
    kind = forms.ChoiceField(
        label="Kind",
        choices=AttachmentOrder.KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of order"},
    )
    order_number = forms.CharField(
        label="Creditor's reference",
        max_length=30,
        help_text="The same reference again corrects the order.",
        error_messages={"required": "Enter the creditor's reference"},
    )
    issued_on = DateField(
        label="Date of the order", error_messages={"required": "Enter the date of the order"}
    )
    nation = forms.ChoiceField(label="Council tax tables of", choices=AttachmentOrder.NATIONS)
    rate = forms.ChoiceField(label="Rate of a direct earnings attachment", choices=AttachmentOrder.RATES)
    total_pence = PenceField(
        label="Amount of the order",
        least=1,
        required=False,
        help_text="Leave empty where it runs until it is ended.",
    )
    starts_on = starts_on_field("The first pay day it is taken on, or a day before it.")
    last_day = last_day_field()
    reason = reason_field()


class ClaimForm(DetailForm):
    element = SearchableModelChoiceField(
        label="Pay element",
        queryset=ElementType.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the pay element"},
    )
    period = forms.ModelChoiceField(
        label="Paid with",
        queryset=PayPeriod.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the month it is paid with"},
    )
    worked_on = DateField(label="Day worked", required=False)
    minutes = forms.CharField(
        label="Hours",
        required=False,
        help_text="Overtime only: 3:45 or 3.75.",
        widget=forms.TextInput({"width": "5"}),
    )
    units = forms.IntegerField(
        label="Number",
        required=False,
        min_value=1,
        help_text="Full unsocial hours, days on call, nights away.",
        widget=forms.TextInput({"width": "5", "inputmode": "numeric"}),
    )
    amount_pence = PenceField(
        label="Amount", least=1, required=False, help_text="Where nothing is to be worked out."
    )
    note = forms.CharField(label="Note", max_length=100, required=False)

    def prepare(self) -> None:
        self.fields["element"].queryset = ElementType.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["period"].queryset = PayPeriod.objects.filter(  # type: ignore[attr-defined]
            ends_before__gt=self.today.replace(day=1)
        ).order_by("starts_on", "pk")

    def clean_minutes(self) -> int | None:
        text = self.cleaned_data["minutes"].strip()
        if not text:
            return None
        try:
            return to_minutes(text)
        except ValueError as error:
            raise forms.ValidationError(f"{error} {getattr(error, 'next_step', '')}".strip()) from error


class BalanceForm(DetailForm):
    tax_year = forms.ChoiceField(label="Tax year")
    through_period = forms.IntegerField(
        label="Last tax month included",
        min_value=0,
        max_value=12,
        help_text="6 when pay up to September is in the figures; 0 when only a previous employer's are.",
        widget=forms.TextInput({"width": "2", "inputmode": "numeric"}),
        error_messages={"required": "Enter the last tax month included"},
    )
    taxable_pence = PenceField(label="Taxable pay in this employment", required=False)
    tax_pence = PenceField(label="Tax in this employment", required=False)
    previous_taxable_pence = PenceField(label="Taxable pay in a previous employment", required=False, least=0)
    previous_tax_pence = PenceField(label="Tax in a previous employment", required=False)
    ni_earnings_pence = PenceField(label="Earnings for National Insurance", required=False, least=0)
    ni_employee_pence = PenceField(label="Employee's National Insurance", required=False, least=0)
    ni_employer_pence = PenceField(label="Employer's National Insurance", required=False, least=0)
    student_loan_pence = PenceField(label="Student loan deductions", required=False, least=0)
    postgraduate_loan_pence = PenceField(label="Postgraduate loan deductions", required=False, least=0)
    pension_pence = PenceField(label="Employee's pension contributions", required=False, least=0)
    reason = reason_field()

    def prepare(self) -> None:
        self.fields["tax_year"].choices = [(year, year) for year in tax_years()[::-1]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        return {**found, **{name: found.get(name) or 0 for name in BALANCES}}


class EndForm(PayForm):
    last_day = DateField(label="Last day", error_messages={"required": "Enter the last day"})
    reason = reason_field(required=True)


class ReasonForm(PayForm):
    reason = reason_field(required=True)
