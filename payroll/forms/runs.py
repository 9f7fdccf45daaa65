"""Forms of pay runs."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.ui.forms import DateField, UiForm
from payroll.models import PayPeriod, PayRun


class StartForm(UiForm):
    """Which period, and whether it is the regular run."""

    period = forms.ModelChoiceField(
        PayPeriod.objects.none(), label="Pay period", error_messages={"required": "Choose the pay period"}
    )
    kind = forms.ChoiceField(label="Kind", choices=PayRun.KINDS, widget=forms.RadioSelect, initial="regular")
    pay_on = DateField(
        label="Pay day, where it is not that of the pay calendar",
        required=False,
        help_text="Choose a later day where Bacs can no longer meet the planned one.",
    )
    reason = forms.CharField(
        label="What a supplementary run is for",
        max_length=200,
        required=False,
        widget=forms.TextInput({"width": "20"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = PayPeriod.objects.order_by("starts_on")


class ReasonForm(UiForm):
    """Why."""

    reason = forms.CharField(
        label="Reason",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why"},
    )


class OptionalReasonForm(UiForm):
    reason = forms.CharField(label="Note", max_length=200, required=False, widget=forms.Textarea({"rows": 2}))


class ConfirmForm(UiForm):
    """Nothing to fill in: the page says what will happen."""


class PayLateForm(UiForm):
    """Posting once Bacs can no longer pay on the pay day."""

    late = forms.BooleanField(label="Pay late, as soon as Bacs can", required=False)


class CorrectForm(UiForm):
    """In which supplementary run, and whether it is paid anew."""

    run = forms.ModelChoiceField(
        PayRun.objects.none(),
        label="Supplementary run",
        to_field_name="reference",
        error_messages={"required": "Choose the supplementary run"},
    )
    is_replaced = forms.BooleanField(
        label="Work it out again from today's record", required=False, initial=True
    )
    reason = forms.CharField(
        label="Reason",
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = PayRun.objects.filter(
            kind="supplementary", state__in=["draft", "calculated"]
        ).order_by("reference")
