"""What is published: a month to prepare, a line, a reason, the rules."""

from __future__ import annotations

from typing import Any

from django import forms

from backoffice.ui.forms import PenceField, UiForm
from finance.models import Period, PublicationLine
from finance.services.publishing.prepare import PURPOSE, WHY

REASONS = [choice for choice in PublicationLine.Redaction.choices if choice[0]]


def _correction() -> forms.CharField:
    return forms.CharField(
        label="What it corrects",
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text="Only where the file is published already. It is published with the new version.",
    )


class PrepareSpendForm(UiForm):
    """Which month's spending."""

    period = forms.ModelChoiceField(
        label="Month",
        queryset=Period.objects.none(),
        to_field_name="code",
        error_messages={"required": "Choose a month"},
        help_text="Months that are closed.",
    )
    correction_reason = _correction()

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods  # type: ignore[attr-defined]


class PreparePaymentsForm(UiForm):
    """Which half year's payments."""

    starts_on = forms.ChoiceField(label="Half year", error_messages={"required": "Choose a half year"})
    correction_reason = _correction()

    def __init__(self, *args: Any, halves: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].choices = halves  # type: ignore[attr-defined]


class LineForm(UiForm):
    """How one line will stand in the file."""

    purpose = forms.CharField(
        label="Purpose",
        max_length=PURPOSE,
        help_text="What was bought. Never the name of a person.",
        error_messages={"required": "Enter the purpose"},
    )
    value_for_money = forms.CharField(
        label="Reason for value for money",
        max_length=WHY,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why it is value for money"},
    )
    redaction = forms.ChoiceField(
        label="Redaction", choices=PublicationLine.Redaction.choices, required=False, widget=forms.RadioSelect
    )
    redaction_note = forms.CharField(
        label="Note for the reviewer", max_length=300, required=False, help_text="It is not published."
    )


class RedactForm(UiForm):
    """Why the ticked lines are redacted."""

    redaction = forms.ChoiceField(
        label="Reason",
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason"},
    )
    note = forms.CharField(
        label="Note for the reviewer", max_length=300, required=False, help_text="It is not published."
    )


class ReturnPublicationForm(UiForm):
    """Why a publication goes back."""

    reason = forms.CharField(
        label="What has to change",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what has to change"},
    )


class ReviewForm(UiForm):
    """That somebody looked."""

    looked = forms.BooleanField(
        label="I have looked at every redaction, and at what is not redacted",
        error_messages={"required": "Tick it once you have looked"},
    )


class RulesForm(UiForm):
    """What is published."""

    threshold_pence = PenceField(
        label="Publish transactions above £",
        least=0,
        help_text="£500 by law and guidance.",
        error_messages={"required": "Enter an amount"},
    )
    body_name = forms.CharField(
        label="Name of the body in the files",
        max_length=200,
        required=False,
        help_text="Leave it empty for the authority's own name.",
    )
